import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import type { Sql } from '../db/connect.ts';
import { Arrivals } from '../files/arrivals.ts';
import { createLog } from '../log.ts';
import { startUpkeep } from './daily.ts';

afterEach(() => vi.useRealTimers());

test('each server looks after the bytes on its own disk, whether or not it comes to its turn at the tenants', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waypost-daily-'));
  const arrivals = new Arrivals(folder);
  const arrival = { tenantId: randomUUID(), ticketId: randomUUID(), id: randomUUID(), bytes: 10 };
  const signal = new AbortController().signal;
  await arrivals.append(arrival, 0, Readable.from([Buffer.from('four')]), signal);
  await utimes(arrivals.pathOf(arrival), 0, 0);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const closing: (() => void | Promise<void>)[] = [];
  // A database that is away.
  const sql = { begin: () => Promise.reject(new Error('away')) } as unknown as Sql;
  const log = createLog('silent');
  startUpkeep({ sql, now: Date.now, log, veil: (id) => id, closing, arrivals });
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  vi.useRealTimers();
  await expect.poll(() => arrivals.sizeOf(arrival)).toBe(0);
  for (const end of closing) await end();
  await rm(folder, { recursive: true });
});
