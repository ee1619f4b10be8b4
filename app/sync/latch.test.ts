import { expect, test } from 'vitest';
import { Latch } from './latch.ts';

const never = new AbortController().signal;

test('what was set before is not waited for, once', async () => {
  const latch = new Latch();
  latch.set();
  latch.set();
  await latch.wait(60_000, never);
  const from = performance.now();
  await latch.wait(20, never);
  expect(performance.now() - from).toBeGreaterThan(15);
});

test('setting ends the wait, and so does the signal', async () => {
  const latch = new Latch();
  const waiting = latch.wait(60_000, never);
  latch.set();
  await waiting;
  const abort = new AbortController();
  const other = latch.wait(60_000, abort.signal);
  abort.abort();
  await other;
  await latch.wait(60_000, abort.signal);
  expect(abort.signal.aborted).toBe(true);
});
