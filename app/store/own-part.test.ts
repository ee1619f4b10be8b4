import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fieldValueRef, messageRef } from '../../shared/model/conversation.ts';
import { fieldRef } from '../../shared/model/directory.ts';
import { checkItemRef } from '../../shared/model/checklist.ts';
import { rowKey, type RowKind, type RowRef, type RowTypes } from '../../shared/model/rows.ts';
import { timeEntryRef, visitRef } from '../../shared/model/visit.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import { DeviceDatabase, type OutboxEntry } from './database.ts';
import { lostEntry, retryDraftKey, shownArgs } from './own-part.ts';
import { ownOf, standingText, textIn, withText } from './own-text.ts';

// S1, D10: what of a change of a standing text is its person's own. With a server: e2e/fleet/lost-words.fleet.test.ts.

const ticketId = 't';
const office = 'The key is under the stone.';
const more = `${office} Bring oil`;
const rows: readonly (readonly [RowRef, object])[] = [
  [ticketRef(ticketId), { title: office, description: office, address: office, latitude: 1, longitude: 2 }],
  [messageRef(ticketId, 'm'), { body: office }],
  [fieldRef('words'), { type: 'text' }],
  [fieldRef('pick'), { type: 'select' }],
  [fieldValueRef(ticketId, 'words'), { value: office }],
  [fieldValueRef(ticketId, 'pick'), { value: office }],
  [checkItemRef(ticketId, 'i'), { text: office }],
  [visitRef(ticketId, 'v'), { note: office }],
  [timeEntryRef(ticketId, 'e'), { note: office }],
];
const found = new Map(rows.map(([ref, row]) => [rowKey(ref), row]));
const screen = (painted: readonly string[] = []) => ({
  get: <K extends RowKind>(ref: RowRef<K>) => found.get(rowKey(ref)) as RowTypes[K] | undefined,
  painted: Object.fromEntries(painted.map((key) => [key, { uid: 'u', base: null }])),
});
const description = (text: string) => ({
  name: 'ticket.set-description',
  args: { ticketId, description: text },
});

const place = (address: string | null, latitude: number, longitude: number) => ({
  name: 'ticket.set-place',
  args: { ticketId, address, latitude, longitude },
});
const split = (title: string) => ({ name: 'ticket.split', args: { ticketId, messageId: 'm', title } });
const fieldSet = (fieldId: string, value: unknown) => ({
  name: 'field.set',
  args: { ticketId, fieldId, value },
});

test.each<[string, { name: string; args: object }, string | undefined]>([
  ['a title', { name: 'ticket.set-title', args: { ticketId, title: more } }, 'Bring oil'],
  ['a description', description(more), 'Bring oil'],
  ['a description from which something was taken', description('The key is here.'), 'here.'],
  ['a description written anew', description('Nothing stays'), undefined],
  ['an item', { name: 'checklist.set', args: { ticketId, itemId: 'i', text: more } }, 'Bring oil'],
  ['an item that was moved', { name: 'checklist.set', args: { ticketId, itemId: 'i', text: office } }, ''],
  ['a visit', { name: 'visit.set', args: { ticketId, id: 'v', note: more } }, 'Bring oil'],
  ['a new visit', { name: 'visit.set', args: { ticketId, id: 'new', note: more } }, undefined],
  ['time', { name: 'time.set', args: { ticketId, id: 'e', note: more } }, 'Bring oil'],
  ['an address', place(more, 3, 4), 'Bring oil'],
  ['a text field', fieldSet('words', more), 'Bring oil'],
  ['what was chosen', fieldSet('pick', more), undefined],
  ['a title out of a message', split(office), ''],
  ['a title of its own', split('The pump'), 'pump'],
  [
    'a merge of a field',
    { name: 'conflict.resolve', args: { ticketId, write: fieldSet('words', more) } },
    'Bring oil',
  ],
  ['a merge', { name: 'conflict.resolve', args: { ticketId, write: description(more) } }, 'Bring oil'],
  ['what was kept', { name: 'conflict.resolve', args: { ticketId, write: null } }, undefined],
  ['a message', { name: 'message.edit', args: { ticketId, messageId: 'm', body: more } }, undefined],
])('own words of %s', (_what, change, own) => {
  expect(ownOf(change, screen(), false).own).toBe(own);
  const text = standingText(change);
  const kept = text && withText(change, text, own ?? '');
  expect(text && kept ? textIn({ ...change, args: kept }, text) : '').toBe(own ?? '');
});

test('an undo types nothing; on a row or a ticket that was made here all is own', () => {
  expect(ownOf(description(more), screen(), true)).toEqual({ own: '' });
  expect(ownOf(fieldSet('pick', 5), screen(), true)).toEqual({ own: '' });
  expect(ownOf(place(office, 3, 4), screen(), true)).toEqual({ own: '', along: ['latitude', 'longitude'] });
  expect(ownOf(description(more), screen([`${rowKey(ticketRef(ticketId))}.*`]), false)).toEqual({});
  const item = { name: 'checklist.set', args: { ticketId, itemId: 'i', text: more } };
  const made = screen([`${rowKey(checkItemRef(ticketId, 'i'))}.*`]);
  expect(ownOf(item, made, false)).toEqual({});
});

test.each([
  [
    'only the address was typed',
    place('Quay 8', 1, 2),
    { address: 'Quay 8', latitude: null, longitude: null },
  ],
  ['only the position was taken', place(office, 3, 4), { address: null, latitude: 3, longitude: 4 }],
  ['half of the position is another', place(office, 1, 4), { address: null, latitude: 1, longitude: 4 }],
  ['the address was taken away', place(null, 1, 2), { address: null, latitude: null, longitude: null }],
  ['both are new', place('Quay 8', 3, 4), { address: 'Quay 8', latitude: 3, longitude: 4 }],
])('of a place %s: what was left as it stood is the office’s', async (_what, change, own) => {
  const at = ownOf(change, screen(), false);
  const left = await lostEntry(db, { ...bare(), ...change, ...at });
  expect(left.args).toEqual({ ticketId, ...own });
});

let db: DeviceDatabase;
beforeEach(() => {
  db = new DeviceDatabase(`own-${randomUUID()}`);
});
afterEach(() => db.delete());

const bare = (): OutboxEntry => {
  const { own: _, ...rest } = entry();
  return rest;
};
const entry = (over: Partial<OutboxEntry> = {}): OutboxEntry => ({
  seq: 1, uid: 'u', n: 1, prev: null, version: 1, at: 0, s: 1, base: {}, needs: [], echo: '', replica: 'r', ord: 1,
  writes: [], tickets: [ticketId], state: 'refused', own: 'Bring oil', ...description(more),
  verdict: { n: 1, status: 'refused', code: 'not-found', message: 'no' }, ...over,
}); // prettier-ignore
const lost = { args: description('Bring oil').args, ownOnly: true };

test('refused, it keeps own words only, and among them what was typed to try it again', async () => {
  const draft = retryDraftKey('u');
  const body = JSON.stringify({ description: `${more} and a rag`, other: 'kept' });
  await db.drafts.put({ ticketId: draft, body, internal: false, at: 0 });
  const left = await lostEntry(db, entry());
  expect(left).toMatchObject({ args: { description: 'Bring oil\nand a rag' }, ownOnly: true });
  expect(left).not.toHaveProperty('own');
  expect((await db.drafts.get(draft))?.body).toBe(JSON.stringify({ other: 'kept' }));
  expect(await lostEntry(db, left)).toBe(left);
});

test.each<[string, Partial<OutboxEntry>]>([
  ['what is still to be sent', { state: 'queued' }],
  ['what is answered', { state: 'answered' }],
  ['what waits for its ticket to come back after a restore', { earlierLife: true }],
])('%s stays whole, and only own words of it are shown', async (_what, over) => {
  const one = entry(over);
  expect(await lostEntry(db, one)).toBe(one);
  expect(shownArgs(one, false)).toEqual(lost);
  expect(shownArgs(one, true)).toEqual({ args: one.args, ownOnly: false });
});
