import { expect, test } from 'vitest';
import { HERE_COOKIE, isBirth, leftCookie, markCookie, markedAccount } from './mark.ts';

const account = '0123456789abcdef';

test('a mark is known by its name, and no other cookie is one (D8)', () => {
  expect(markedAccount(markCookie(account))).toBe(account);
  for (const name of [HERE_COOKIE, leftCookie(account), `wp_${account}`, markCookie('ana'), account])
    expect(markedAccount(name)).toBeNull();
});

test.each([
  ['4f6c1a2e-0b7d-4c1e-9f10-5a2b3c4d5e6f', true],
  ['', false],
  ['4f6c1a2e-0b7d-4c1e-9f10-5a2b3c4d5e6f; Domain=example.org', false],
  ['ana@desk.example', false],
])('%s is a birth mark: %s', (text, is) => {
  expect(isBirth(text)).toBe(is);
});
