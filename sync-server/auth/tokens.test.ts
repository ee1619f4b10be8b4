import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';
import { readRefreshToken, refreshTokenOf } from './sessions.ts';

test('a refresh token reads back only under its key, unaltered', () => {
  const key = randomBytes(32);
  const token = refreshTokenOf(key, randomUUID(), randomUUID(), 3, randomUUID());
  expect(readRefreshToken(key, token.text)).toEqual(token);
  expect(readRefreshToken(randomBytes(32), token.text)).toBeUndefined();
  for (const [from, to] of [
    ['.3.', '.4.'],
    ['.3.', '.03.'],
    [token.sessionId, randomUUID()],
    [token.tenantId, randomUUID()],
    [token.attempt, randomUUID()],
  ] as const) {
    expect(readRefreshToken(key, token.text.replace(from, to))).toBeUndefined();
  }
  for (const text of ['', 'x', '.'.repeat(4)]) expect(readRefreshToken(key, text)).toBeUndefined();
});

test('a password is hashed with Argon2id and 19 MiB, and matches however its accents are typed', async () => {
  const hash = await hashPassword('caf\u00e9 on the corner');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(hash, 'cafe\u0301 on the corner')).toBe(true);
  expect(await verifyPassword(hash, 'cafe on the corner')).toBe(false);
  expect(await verifyPassword(undefined, 'no account has this password')).toBe(false);
});
