import { expect, test } from 'vitest';
import { earlierFrom, earlierShown, firstFrom, firstShown, startOf } from './thread-window.ts';

const conversation = (length: number) => Array.from({ length }, (_, i) => `item-${i}`);

test.each([0, 1, firstShown])('%i items are all shown', (length) => {
  expect(firstFrom(conversation(length))).toBeNull();
  expect(startOf(conversation(length), null)).toBe(0);
});

test('of a long one the newest are shown, and steps back reach the beginning', () => {
  const ids = conversation(2_000);
  let from = firstFrom(ids);
  const starts = [startOf(ids, from)];
  while (from !== null) {
    from = earlierFrom(ids, startOf(ids, from));
    starts.push(startOf(ids, from));
  }
  expect(starts[0]).toBe(2_000 - firstShown);
  for (const [i, start] of starts.slice(1).entries())
    expect((starts[i] ?? 0) - start).toBeLessThanOrEqual(earlierShown);
  expect(starts.at(-1)).toBe(0);
});

test('what arrives, late or new, does not move the beginning', () => {
  const ids = conversation(300);
  const from = firstFrom(ids);
  const before = startOf(ids, from);
  expect(startOf([...ids, 'new'], from)).toBe(before);
  expect(startOf(['late', ...ids], from)).toBe(before + 1);
  expect(startOf(conversation(5_000), null)).toBe(0);
});

test('where its first item has gone, the newest are shown', () => {
  expect(startOf(conversation(300), 'gone')).toBe(300 - firstShown);
  expect(startOf(conversation(3), 'gone')).toBe(0);
});
