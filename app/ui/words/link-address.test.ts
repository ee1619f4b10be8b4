import { expect, test } from 'vitest';
import { hiddenAddress, isSafeAddress } from './link-address.ts';

test.each([
  'https://example.com',
  'HTTP://EXAMPLE.COM/a?b=c#d',
  'https://[::1]/',
  'mailto:ana@example.org',
  'tel:+385912345678',
])('%j may be led to', (href) => {
  expect(isSafeAddress(href)).toBe(true);
});

test.each([
  '',
  '#main',
  '/settings',
  '//evil.example',
  '\\\\evil.example',
  'settings',
  'https:',
  'https://',
  'https:///evil',
  'https:evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  '\u0001javascript:alert(1)',
  'java\nscript:alert(1)',
  'java\tscript:alert(1)',
  'https://a.example/\njavascript:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:image/svg+xml;base64,PHN2Zz4=',
  'blob:https://a.example/1',
  'file:///etc/passwd',
  'filesystem:https://a.example/x',
  'view-source:https://a.example',
  'intent://scan/#Intent;scheme=zxing;end',
  'about:blank',
  'mailto:',
  'tel:evil',
  'ｊａｖａｓｃｒｉｐｔ:alert(1)',
  'javascript&colon;alert(1)',
  'feed:javascript:alert(1)',
])('%j may not', (href) => {
  expect(isSafeAddress(href)).toBe(false);
});

test.each([
  ['https://example.com/a', 'https://example.com/a', null],
  ['https://example.com/a', 'example.com', null],
  ['https://example.com/a', 'the manual', 'example.com'],
  ['https://evil.example', 'https://bank.example', 'evil.example'],
  ['https://evil.example', 'evil.example.bank.example', 'evil.example'],
  ['https://evil.example', 'bank.example/evil.example', 'evil.example'],
  ['https://evil.example', 'evil.example is not bank.example', 'evil.example'],
  ['https://bank.example@evil.example', 'https://bank.example@evil.example', 'evil.example'],
  ['https://аpple.com', 'https://аpple.com', 'xn--pple-43d.com'],
  ['https://evil.example:8443/', 'evil.example', 'evil.example:8443'],
  ['https://evil.example', '\u202Emoc.elpmaxe.knab', 'evil.example'],
  ['mailto:ana@example.org', 'Ana@example.org', null],
  ['mailto:ana@example.org', 'desk@bank.example', 'ana@example.org'],
  ['tel:+385912345678', '+385 91 234-5678', null],
  ['tel:+385912345678', 'tel:+385912345678', null],
  ['tel:+385912345678', 'call us', '+385912345678'],
  ['tel:+385912345678', '+1 202 555 0143', '+385912345678'],
])('%j, shown as %j, says %j besides', (href, words, address) => {
  expect(hiddenAddress(href, words)).toBe(address);
});
