import { describe, expect, test } from 'vitest';
import { networkOf } from './attempts.ts';
import { turnstile } from './turnstile.ts';

test('so many run, so many wait, the next is turned away; a failure frees its place', async () => {
  const pass = turnstile({ running: 2, waiting: 1 });
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const task = async (): Promise<string> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    return 'done';
  };
  const first = pass(task);
  const second = pass(async () => {
    await task();
    throw new Error('no');
  }).catch((error: unknown) => error);
  const third = pass(task);
  await expect(pass(task)).rejects.toMatchObject({ code: 'busy', status: 503 });
  while (ends.length) {
    ends.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await first).toBe('done');
  expect(await second).toEqual(new Error('no'));
  expect(await third).toBe('done');
  expect(most).toBe(2);
  const again = pass(async () => 'again');
  expect(await again).toBe('again');
});

describe('an address and its neighbours', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::1', '0:0:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::99', '2001:db8:1:2'],
    ['2001:0db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network));
});
