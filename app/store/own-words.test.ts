import { expect, test } from 'vitest';
import { ownWords } from './own-words.ts';

const office = 'The code of the gate is 4711. The key is under the stone.';

test.each([
  ['nothing', office, ''],
  ['at the end', `${office} Gate jams, bring oil`, 'Gate jams, bring oil'],
  ['at the beginning', `Gate jams! ${office}`, 'Gate jams!'],
  ['in two places', 'The code of the back gate is 4711. The key is lost under the stone.', 'back\nlost'],
  ['a word instead of another', office.replace('stone', 'mat'), 'mat.'],
  ['only taken away', 'The code of the gate. The key is under the stone.', ''],
  ['all anew', 'Somebody must go there', 'Somebody must go there'],
  ['a sign', `${office} 👍`, '👍'],
])('what was typed: %s', (_, text, own) => {
  expect(ownWords(office, text)).toBe(own);
});

test('a script without spaces', () => {
  expect(
    ownWords(
      '門の暗証番号は4711です。鍵は石の下にあります。',
      '門の暗証番号は4711です。油が必要。鍵は石の下にあります。',
    ),
  ).toBe('油が必要。');
});

test('nothing stood there: all of it is typed', () => {
  expect(ownWords('', 'All  of\nit.')).toBe('All  of\nit.');
});

test('very long and very different: what stood there does not come back', () => {
  const many = (word: string) => Array.from({ length: 5_000 }, (_, i) => `${word}${i}`).join(' ');
  expect(ownWords(many('office'), `mine ${many('office')} own ${many('field')}`)).toMatch(
    /^mine\nown field0 /,
  );
  const shuffled = `${many('a')} ${many('secret')}`;
  expect(ownWords(many('secret'), `new ${shuffled} new`)).not.toContain('secret');
});
