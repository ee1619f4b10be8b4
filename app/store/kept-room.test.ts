import { expect, test } from 'vitest';
import { isRoomFor, roomBeside, thatFit, toLetGo } from './kept-room.ts';

const copy = (id: string, bytes: number, usedAt: number, keep = false) => {
  return { id, bytes, usedAt, ...(keep && { keep: true as const }) };
};
const copies = [copy('old', 30, 1), copy('kept', 500, 2, true), copy('new', 40, 9), copy('mid', 50, 5)];

test.each([
  [1_000, false, []],
  [120, false, []],
  [100, false, ['old']],
  [89, false, ['mid', 'old']],
  [40, false, ['mid', 'old']],
  [0, false, ['new', 'mid', 'old']],
  [0, true, ['new', 'mid', 'kept', 'old']],
  [600, true, ['old']],
] as const)('within %s bytes, what is kept too: %s, these go: %s', (bytesMax, keptToo, gone) => {
  expect(toLetGo(copies, bytesMax, keptToo).map(({ id }) => id)).toEqual(gone);
});

test('files come in their order as far as there is room, a smaller one past one that does not fit', () => {
  const missing = [60, 50, 30].map((bytes) => ({ bytes }));
  expect(thatFit(missing, [{ bytes: 10 }], 100)).toEqual([{ bytes: 60 }, { bytes: 30 }]);
  expect(thatFit(missing, [{ bytes: 100 }], 100)).toEqual([]);
  expect(thatFit([{ bytes: 0 }], [{ bytes: 100 }], 100)).toEqual([{ bytes: 0 }]);
  expect(isRoomFor({ bytes: 90 }, [{ bytes: 10 }], 100)).toBe(true);
  expect(isRoomFor({ bytes: 91 }, [{ bytes: 10 }], 100)).toBe(false);
  expect(roomBeside([{ bytes: 70 }], 100)).toBe(30);
  expect(roomBeside([{ bytes: 170 }], 100)).toBe(0);
});
