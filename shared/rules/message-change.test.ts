import { expect, test } from 'vitest';
import { REDACTED } from '../model/conversation.ts';
import type { Role } from '../model/directory.ts';
import { editableMs, editableUntil, editRefusal, redactRefusal } from './message-change.ts';

const at = 1_000_000;
const of = (authorId: string, body = 'words') => ({
  authorId,
  body,
  staff: authorId !== 'rita',
  createdAt: at,
});

// Who × whose × when, written down.
test.each<[string, string, number, string | undefined]>([
  ['ana', 'ana', 0, undefined],
  ['ana', 'ana', editableMs.staff, undefined],
  ['ana', 'ana', editableMs.staff + 1, 'late'],
  // Work that was done before it was written, as a clock that was put right may have it.
  ['ana', 'ana', -1, undefined],
  ['rita', 'rita', editableMs.requester, undefined],
  ['rita', 'rita', editableMs.requester + 1, 'late'],
  ['ben', 'ana', 0, 'not-allowed'],
  ['admin', 'ana', 0, 'not-allowed'],
  ['ana', 'rita', 0, 'not-allowed'],
])('%s changes what %s wrote %i ms ago: %s', (who, authorId, afterMs, refused) => {
  const said = editRefusal(of(authorId), { id: who }, at + afterMs);
  expect(said?.details?.['messageId'] ?? said?.code).toBe(refused);
});

test('what was taken back cannot be said otherwise', () => {
  expect(editRefusal(of('ana', REDACTED), { id: 'ana' }, at)?.details).toEqual({ messageId: 'redacted' });
});

test.each<[string, Role, string, boolean]>([
  ['ana', 'agent', 'ana', true],
  ['rita', 'user', 'rita', true],
  ['admin', 'admin', 'ana', true],
  ['admin', 'admin', 'rita', true],
  ['ben', 'agent', 'ana', false],
  ['ana', 'agent', 'rita', false],
  ['rita', 'user', 'ana', false],
])('%s, %s, takes back what %s wrote: %s', (id, role, authorId, allowed) => {
  expect(redactRefusal(of(authorId), { id, role }) === undefined).toBe(allowed);
});

test('the staff have a day, requesters a quarter of an hour', () => {
  expect(editableUntil(of('ana')) - at).toBe(86_400_000);
  expect(editableUntil(of('rita')) - at).toBe(900_000);
});
