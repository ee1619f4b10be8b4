import { expect, test } from 'vitest';
import { noticeKinds, type NoticeKind } from '../../../shared/model/notice.ts';
import type { Names } from './names.ts';
import { choiceWords, isPressing, kindsFor, noticeWords } from './notice-words.ts';

test.each([
  ['user', ['replied', 'answered', 'overtaken', 'split', 'redacted']],
  ['agent', noticeKinds.filter((what) => what !== 'asked')],
  ['admin', noticeKinds],
] as const)('what a %s chooses among', (role, kinds) => {
  expect(kindsFor(role)).toEqual(kinds);
  expect(kinds.map((what) => choiceWords[what])).not.toContain('');
});

const names = { person: () => 'Ana Kovač' } as unknown as Names;
const worded = (what: string, endedAt: number | null = null) =>
  noticeWords({ what: what as NoticeKind, byId: 'ana', count: 1, endedAt }, names);

test('every kind has words of its own, and one that this app does not know yet has some', () => {
  const all = noticeKinds.map((what) => worded(what));
  expect(new Set(all).size).toBe(noticeKinds.length);
  expect(all).not.toContain(worded('of-later'));
  expect(worded('of-later')).toBe('Something happened on');
});

test('what has ended is said in place of what was told, and does not press any more', () => {
  for (const what of ['mentioned', 'replied', 'noted', 'asked', 'overtaken'])
    expect(worded(what, 5)).not.toBe(worded(what));
  for (const what of ['escalated', 'missed'] as const) {
    expect(worded(what, 5)).not.toBe(worded(what));
    expect([isPressing({ what, endedAt: null }), isPressing({ what })]).toEqual([true, true]);
    expect(isPressing({ what, endedAt: 5 })).toBe(false);
  }
  expect(worded('of-later', 5)).toBe('Something happened on');
});
