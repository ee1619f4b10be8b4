import { expect, test } from 'vitest';
import { noticeKinds } from '../../../shared/model/notice.ts';
import { choiceWords, kindsFor } from './notice-words.ts';

test.each([
  ['user', ['replied', 'answered']],
  ['agent', noticeKinds.filter((what) => what !== 'asked')],
  ['admin', noticeKinds],
] as const)('what a %s chooses among', (role, kinds) => {
  expect(kindsFor(role)).toEqual(kinds);
  expect(kinds.map((what) => choiceWords[what])).not.toContain('');
});
