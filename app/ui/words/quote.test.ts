import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted, withQuote } from './quote.ts';

test.each<[string, string, string]>([
  ['a line', 'The pump is loud.', '> The pump is loud.'],
  ['lines', 'a\nb', '> a\n> b'],
  ['a blank line', 'a\n \nb', '> a\n>\n> b'],
  ['a quote', '> a\nb', '> > a\n> b'],
  ['indentation', '  a\n    b', '>   a\n>     b'],
  ['blanks around', '\n \n a\n\n', '>  a'],
  ['carriage returns', 'a\r\nb\rc', '> a\n> b\n> c'],
  ['nothing', ' \n\t\n', ''],
])('%s', (_, text, expected) => {
  expect(quoted(text)).toBe(expected);
});

test('what is too long is cut and says so', () => {
  const lines = quoted(Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n')).split('\n');
  expect(lines).toHaveLength(41);
  expect(lines.slice(-2)).toEqual(['> line 39', '> …']);
  expect(quoted('a'.repeat(5_000))).toBe(`> ${'a'.repeat(1_994)}\n> …`);
  expect(quoted('😀'.repeat(30), 21)).toBe('> 😀😀😀😀😀😀😀\n> …');
  expect(quoted('a', 19)).toBe('');
});

test.each<[string, string, string]>([
  ['into nothing', '|', '> q\n\n|'],
  ['at the end', 'Hello|', 'Hello\n\n> q\n\n|'],
  ['at the end of a paragraph', 'Hello\n\n|', 'Hello\n\n> q\n\n|'],
  ['at the start', '|Hello', '> q\n\n|Hello'],
  ['between paragraphs', 'a\n|\nb', 'a\n\n> q\n\n|b'],
  ['within a line', 'one| two', 'one\n\n> q\n\n|two'],
  ['behind another', '> p\n\n|', '> p\n\n> q\n\n|'],
])('a quote goes %s', (_, before, expected) => {
  const { body, caret } = withQuote(before.replace('|', ''), before.indexOf('|'), 'q', 100);
  expect(`${body.slice(0, caret)}|${body.slice(caret)}`).toBe(expected);
});

test('never more than there may be, and nothing that was written goes', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '😀'), maxLength: 80 });
  fc.assert(
    fc.property(letters, letters, letters, fc.nat(200), (before, after, text, more) => {
      const maxLength = before.length + after.length + more;
      const { body, caret } = withQuote(before + after, before.length, text, maxLength);
      expect(body.length).toBeLessThanOrEqual(maxLength);
      expect(caret).toBeLessThanOrEqual(body.length);
      const own = body.split('\n').filter((line) => !line.startsWith('>'));
      expect(own.join('').replace(/\s/g, '')).toBe((before + after).replace(/\s/g, ''));
    }),
  );
});

test('where there is no room, what was written stays as it is', () => {
  expect(withQuote('a\n\nb', 2, 'q', 10)).toEqual({ body: 'a\n\nb', caret: 2 });
});
