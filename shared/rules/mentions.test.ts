import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../model/limits.ts';
import {
  callingOf,
  editableMentions,
  mentionedBy,
  mentionedIn,
  mentionSign,
  withMentions,
  withoutMentions,
} from './mentions.ts';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [ana, maria, ben] = [
  { id: id(1), name: 'Ana' },
  { id: id(2), name: 'Ana Maria Kovač' },
  { id: id(3), name: '田中 葵' },
];
const [jan, otherJan] = [
  { id: id(4), name: 'Jan de Vries' },
  { id: id(5), name: 'jan de vries' },
];
const people = [ana, maria, ben, jan, otherJan];
const sign = (n: number, name: string) => `[@${name}](mention:${id(n)})`;

test.each<[string, string]>([
  ['@Ana', sign(1, 'Ana')],
  ['Ask @ana, please', `Ask ${sign(1, 'Ana')}, please`],
  ['@Ana Maria Kovač and @Ana.', `${sign(2, 'Ana Maria Kovač')} and ${sign(1, 'Ana')}.`],
  ['(@田中 葵)', `(${sign(3, '田中 葵')})`],
  ['**@Ana**', `**${sign(1, 'Ana')}**`],
  // A name that goes on is another's.
  ['@Anastasia', '@Anastasia'],
  ['mail x@Ana', 'mail x@Ana'],
  ['@nobody @ Ana', '@nobody @ Ana'],
  // Of two of one name nobody is called by guessing.
  ['@Jan de Vries', '@Jan de Vries'],
  ['> @Ana said\n@Ana', `> @Ana said\n${sign(1, 'Ana')}`],
  [sign(1, 'Ana'), sign(1, 'Ana')],
])('%j → %j', (typed, stored) => {
  expect(withMentions(typed, people)).toBe(stored);
});

describe('whom a message calls', () => {
  test.each<[string, number[]]>([
    [`${sign(1, 'Ana')} ${sign(3, 'x')} ${sign(1, 'Ana again')}`, [1, 3]],
    [`> ${sign(1, 'Ana')}\n > ${sign(2, 'x')}\nthanks`, []],
    ['@Ana', []],
    [`[@Ana](mention:${id(1)}x) [@Ana](mention:) [@](mention:${id(1)}) [Ana](mention:${id(1)})`, []],
  ])('%j', (body, ids) => {
    expect(mentionedIn(body)).toEqual(ids.map(id));
  });

  test('no more than a bound', () => {
    const many = Array.from({ length: limits.mentions + 5 }, (_, i) => sign(i, 'x')).join(' ');
    expect(mentionedIn(many)).toHaveLength(limits.mentions);
  });
});

test('a renamed person is shown by the present name, an unknown one by the written', () => {
  const body = `${sign(1, 'Ana')} and ${sign(9, 'Olga')}`;
  expect(withoutMentions(body, (one) => (one === id(1) ? 'Ana Kovač' : undefined))).toBe('@Ana Kovač and @Olga');
}); // prettier-ignore

test('an edit goes on with names, and calls the same people', () => {
  const body = `${sign(1, 'An old name')}, ${sign(4, 'Jan')}, ${sign(9, 'Olga')}\n> ${sign(9, 'Olga')}`;
  const typed = editableMentions(body, people);
  expect(typed).toBe(`@Ana, ${sign(4, 'Jan')}, ${sign(9, 'Olga')}\n> ${sign(9, 'Olga')}`);
  expect(mentionedIn(withMentions(typed, people))).toEqual(mentionedIn(body));
});

test('whom a name does not tell apart is called by the sign itself', () => {
  expect(callingOf(ana, people)).toBe('@Ana');
  expect(callingOf(otherJan, people)).toBe(mentionSign(otherJan));
});

test('whatever the names are, each is called, and read again', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(names, (all) => {
      const known = all.map((name, i) => ({ id: id(i), name }));
      for (const one of known) {
        const said = withMentions(`Ask ${callingOf(one, known)}`, known);
        expect(mentionedIn(said)).toEqual([one.id]);
        expect(mentionedIn(mentionSign(one))).toEqual([one.id]);
      }
    }),
  );
});

test.each([
  [`mention:${id(1)}`, id(1)],
  ['mention:x', undefined],
  [`https://x/mention:${id(1)}`, undefined],
])('a link to %s', (href, person) => {
  expect(mentionedBy(href)).toBe(person);
});
