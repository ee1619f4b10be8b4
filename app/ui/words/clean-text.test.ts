import { expect, test } from 'vitest';
import { cleanLine, cleanText } from './clean-text.ts';

test.each([
  ['  a\tb\n', 'a b'],
  ['a\u0000b', 'a b'],
  ['😀 ok', '😀 ok'],
  ['x\ud83d', 'x\ufffd'],
])('the line %j becomes %j', (text, line) => {
  expect(cleanLine(text)).toBe(line);
});

test.each([
  ['  indented\n  more\n\n', '  indented\n  more'],
  ['a\u0000b', 'ab'],
  ['x\udc00y', 'x\ufffdy'],
])('the text %j becomes %j', (text, clean) => {
  expect(cleanText(text)).toBe(clean);
});
