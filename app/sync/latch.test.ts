import { expect, test } from 'vitest';
import { Latch } from './latch.ts';

const never = new AbortController().signal;
/** Longer than a test may take. */
const LONG_MS = 3_600_000;

test('what was set before is not waited for, once', async () => {
  const latch = new Latch();
  latch.set();
  latch.set();
  expect(await latch.wait(LONG_MS, never)).toBe(true);
  const from = performance.now();
  expect(await latch.wait(20, never)).toBe(false);
  expect(performance.now() - from).toBeGreaterThan(15);
});

test('setting ends the wait, and so does the signal', { timeout: 5_000 }, async () => {
  const latch = new Latch();
  const waiting = latch.wait(LONG_MS, never);
  latch.set();
  expect(await waiting).toBe(true);
  const abort = new AbortController();
  const other = latch.wait(LONG_MS, abort.signal);
  abort.abort();
  expect(await other).toBe(false);
  expect(await latch.wait(LONG_MS, abort.signal)).toBe(false);
});
