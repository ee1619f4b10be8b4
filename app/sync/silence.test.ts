import { afterEach, expect, test, vi } from 'vitest';
import { watchSilence } from './silence.ts';

afterEach(() => vi.useRealTimers());

test('what takes long goes on for as long as something comes; silence ends it', async () => {
  vi.useFakeTimers();
  const alive = watchSilence(30_000);
  const writer = alive.through.writable.getWriter();
  const content = new Response(alive.through.readable).arrayBuffer();
  for (let i = 0; i < 4; i += 1) {
    await vi.advanceTimersByTimeAsync(20_000);
    await writer.write(new Uint8Array([i]));
  }
  expect(alive.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(30_001);
  expect(alive.signal.aborted).toBe(true);
  await writer.close();
  expect([...new Uint8Array(await content)]).toEqual([0, 1, 2, 3]);
});

test('what has ended is not watched any more', async () => {
  vi.useFakeTimers();
  const alive = watchSilence(30_000);
  alive.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(alive.signal.aborted).toBe(false);
});
