import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import type { SessionReply } from '../../shared/protocol/auth.ts';
import { accountsDatabase } from './accounts.ts';
import { keep } from './tokens.ts';

const reply: SessionReply = {
  accessToken: 'a.b.c',
  expiresInSeconds: 900,
  account: 'cookie-of-ana',
  tenant: { id: 't', slug: 'north', name: 'North' },
  person: { id: 'p', name: 'Ana', email: 'ana@north.example', role: 'agent' },
};

beforeEach(() => accountsDatabase.accounts.clear());

const attemptOf = async (): Promise<string | null | undefined> =>
  (await accountsDatabase.accounts.get('t:p'))?.attempt;

test('a refresh ends the attempt that it answers, and no other', async () => {
  await keep(reply);
  await accountsDatabase.accounts.update('t:p', { attempt: 'first' });
  await keep(reply, 'another');
  expect(await attemptOf()).toBe('first');
  await keep(reply, 'first');
  expect(await attemptOf()).toBeNull();
});

test('whoever has signed out, or was removed by the browser, does not come back with a refresh that was on its way', async () => {
  await expect(keep(reply, 'first')).rejects.toMatchObject({ status: 401, code: 'signed-out' });
  expect(await accountsDatabase.accounts.count()).toBe(0);
});
