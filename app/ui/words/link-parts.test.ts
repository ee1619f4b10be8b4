import { expect, test } from 'vitest';
import { linkParts } from './link-parts.ts';

const links = (text: string) => linkParts(text).flatMap((part) => (part.href ? [part.href] : []));

test.each<[string, string[]]>([
  ['nothing here', []],
  ['see https://example.com/a?b=c#d.', ['https://example.com/a?b=c#d']],
  [
    '(https://en.wikipedia.org/wiki/Pump_(disambiguation))',
    ['https://en.wikipedia.org/wiki/Pump_(disambiguation)'],
  ],
  ['(see https://example.com)', ['https://example.com']],
  ['HTTP://EXAMPLE.COM!', ['HTTP://EXAMPLE.COM']],
  ['mail ana@example.org, please', ['mailto:ana@example.org']],
  ['mailto:ana@example.org?subject=hi', ['mailto:ana@example.org?subject=hi']],
  ['call +385 91 234 5678 now', ['tel:+385912345678']],
  ['tel:+1-202-555-0143', ['tel:+12025550143']],
  ['javascript:alert(1) data:text/html,x file:///etc/passwd', []],
  ['202611-0007 and 12345678', []],
  ['https://a.example https://b.example', ['https://a.example', 'https://b.example']],
])('%s', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

const long = 'a'.repeat(20_000);

test.each<[string, string, string[]]>([
  ['one word', long, []],
  ['one word before a sign', `${long}@example.org`, []],
  ['dots and dashes', 'a.-+'.repeat(5_000), []],
  ['schemes without an address', 'mailto:'.repeat(3_000), []],
  ['numbers that never end', `tel:${'('.repeat(20_000)}`, []],
  ['brackets after an address', `https://x.example/${')'.repeat(20_000)}`, ['https://x.example/']],
  ['a word, then an address', `${long} ana@example.org`, ['mailto:ana@example.org']],
])('a long unbroken text: %s', (_, text, expected) => {
  expect(links(text)).toEqual(expected);
  expect(
    linkParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text);
});

test.each(['a https://x.example b', 'https://x.example.', 'x@y.example\nz', ''])(
  'no letter of %j is lost',
  (text) => {
    expect(
      linkParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  },
);
