import { afterEach, expect, test, vi } from 'vitest';
import { Condition } from './condition.ts';

// Real channels of one process stand for those between the tabs of one profile.

const open: BroadcastChannel[] = [];
afterEach(() => {
  for (const channel of open.splice(0)) channel.close();
});

const name = `waypost:storage:${crypto.randomUUID()}`;

function tab(id: string): Condition {
  const channel = new BroadcastChannel(name);
  open.push(channel);
  const condition = new Condition();
  condition.share(channel, id);
  return condition;
}

const both = (a: Condition, b: Condition) => [a.present, b.present];

test('what one tab finds every tab shows, one that opens later too, and it clears everywhere (D6)', async () => {
  const [a, b] = [tab('a'), tab('b')];
  a.note({ full: true });
  await expect.poll(() => b.present).toEqual({ full: true, silent: false });
  const late = tab('late');
  await expect.poll(() => late.present.full).toBe(true);
  b.note({ full: false });
  await expect.poll(() => [a, b, late].map(({ present }) => present.full)).toEqual([false, false, false]);
});

test('a tab that hears its storage does not take back another’s silence (D7)', async () => {
  const [a, b] = [tab('a'), tab('b')];
  const drawn = vi.fn<() => void>();
  b.subscribe(drawn);
  a.note({ silent: true });
  await expect.poll(() => b.present.silent).toBe(true);
  b.note({ silent: false });
  // A word that comes after all that b could have said.
  b.note({ full: true });
  await expect.poll(() => a.present.full).toBe(true);
  expect(both(a, b)).toEqual([
    { full: true, silent: true },
    { full: true, silent: true },
  ]);
  a.note({ silent: false });
  await expect.poll(() => b.present.silent).toBe(false);
  expect(drawn).toHaveBeenCalledTimes(3);
});

test('a silent tab that leaves takes its silence with it; one that merely ends is forgotten (D7)', async () => {
  const [a, b] = [tab('a'), tab('b')];
  a.note({ silent: true });
  await expect.poll(() => b.present.silent).toBe(true);
  a.leave();
  await expect.poll(() => b.present.silent).toBe(false);

  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    a.note({ silent: true });
    for (let i = 0; i < 200 && !b.present.silent; i += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(b.present.silent).toBe(true);
    vi.advanceTimersByTime(4 * 60_000);
    expect(b.present.silent).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
