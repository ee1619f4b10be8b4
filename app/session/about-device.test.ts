import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { aboutDevice } from './about-device.ts';

const MINUTE_MS = 60_000;

afterEach(() => vi.useRealTimers());

test('a device tells of itself every five minutes, and each minute as long as something of it waited (A2)', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0' });
  const db = openDatabase('acme:ana');
  const about = aboutDevice(db);
  const unsentAfter = async (ms: number) => {
    vi.advanceTimersByTime(ms);
    return (await about())?.unsent;
  };
  expect(await unsentAfter(0)).toBe(0);
  expect(await unsentAfter(4 * MINUTE_MS)).toBeUndefined();
  const entry = { uid: 'a', state: 'queued', name: 'ticket.take', args: {}, madeAt: 1 };
  await db.outbox.add(entry as never);
  expect(await unsentAfter(MINUTE_MS)).toBe(1);
  expect(await unsentAfter(MINUTE_MS / 2)).toBeUndefined();
  await db.outbox.clear();
  expect(await unsentAfter(MINUTE_MS / 2)).toBe(0);
  expect(await unsentAfter(MINUTE_MS)).toBeUndefined();
  db.close();
  vi.unstubAllGlobals();
});
