import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flushAlone } from '../../app/sync/flush-alone.ts';
import { openDesk, pathOf } from './desk.ts';
import { startFleet, type Fleet } from './fleet.ts';

// D5: the service worker beside pages, and alone. What it does of retries: retries.fleet.test.ts.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

test('the worker hands over beside a page and leaves the news to it; alone it fetches them too (D5)', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  await ana.sync();
  const { transport } = ana.replica;
  const asked = new Set<string>();
  ana.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      asked.add(pathOf(input));
      return await transport.fetch(input, init);
    },
  };
  const flushed = async (isLed: boolean): Promise<string[]> => {
    await ana.file('Pump 4 leaks');
    asked.clear();
    const alone = { lock: <T>(work: () => Promise<T>) => work(), isLed: async () => isLed };
    await flushAlone(ana.replica, alone, new AbortController().signal);
    return [...asked];
  };
  expect(await flushed(true)).toEqual(['/sync/push']);
  expect(await flushed(false)).toEqual(['/sync/push', '/sync/pull']);
});
