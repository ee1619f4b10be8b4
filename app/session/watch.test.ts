import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase, type DeviceDatabase, type OutboxEntry } from '../store/database.ts';
import { STUCK_MS } from '../sync/watchdog.ts';
import type { Engine } from './engine.ts';
import { newAccount } from './testing/account.ts';
import { startWatch } from './watch.ts';

// D7: what is done about a device that is stuck waits for nothing that may be stuck itself.

const never = new Promise<never>(() => undefined);
beforeAll(() => {
  vi.stubGlobal('fetch', async () => Response.json({}));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A storage whose log of errors is neither read nor written. */
function hangErrors(db: DeviceDatabase): void {
  db.use({
    stack: 'dbcore',
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name);
        const hang = () => never;
        return name === 'errors' ? { ...table, mutate: hang, query: hang, openCursor: hang } : table;
      },
    }),
  });
}

test.each<[string, { query?: () => Promise<never>; estimate?: () => Promise<never> }, boolean]>([
  ['the browser’s locks', { query: () => never }, false],
  ['the browser’s word of its storage', { estimate: () => never }, false],
  ['a part of the database', {}, true],
])('%s never answer: the loop begins anew all the same', async (_, hanging, hangs) => {
  vi.stubGlobal('navigator', {
    onLine: true,
    userAgent: 'test',
    locks: { query: async () => ({ held: [], pending: [] }), ...hanging },
    storage: { estimate: async () => ({}), persisted: async () => false, ...hanging },
  });
  const account = newAccount();
  const db = openDatabase(account.key);
  if (hangs) hangErrors(db);
  const uid = crypto.randomUUID();
  await db.outbox.add({ uid, state: 'queued', at: 1 } as Omit<OutboxEntry, 'seq'>);
  // Earlier visits have waited nearly long enough.
  await db.meta.put({ key: 'watch', oldest: uid, stuckMs: STUCK_MS - 1, tries: 0 });
  let restarts = 0;
  const engine: Engine = {
    leads: () => true,
    kick: () => undefined,
    restart: () => void (restarts += 1),
    takeLead: () => undefined,
    stop: async () => undefined,
  };
  const end = startWatch(account, engine, 50);
  vi.advanceTimersByTime(15_000);
  await expect.poll(() => restarts).toBe(1);
  end();
  db.close();
});
