import { expect, test } from 'vitest';
import { keepUp, waitBeforeMs } from './keep-up.ts';

test('tries at once, then ever more slowly, and stops after some minutes', () => {
  const waits = Array.from({ length: 12 }, (_, tries) => waitBeforeMs(tries));
  expect(waits.slice(0, 4)).toEqual([0, 500, 1_000, 2_000]);
  expect(waits.at(-1)).toBe(30_000);
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(5 * 60_000);
});

test('one that ends again and again is given up, with the reason', async () => {
  const said: string[] = [];
  let starts = 0;
  let gaveUp: () => void;
  const over = new Promise<void>((resolve) => (gaveUp = resolve));
  const end = keepUp({
    isUp: () => false,
    startAgain: async () => (starts += 1) % 2 === 0,
    whyNot: async () => 'the disk is full',
    told: {
      ended: () => said.push('ended'),
      back: (tries) => said.push(`back after ${tries}`),
      gaveUp(reason) {
        said.push(reason);
        gaveUp();
      },
    },
    pause: async () => undefined,
  });
  await over;
  await end();
  expect(starts).toBe(12);
  expect(said.slice(0, 4)).toEqual(['ended', 'back after 2', 'ended', 'back after 4']);
  expect(said.at(-1)).toBe('the disk is full');
});
