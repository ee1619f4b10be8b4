import { expect, test } from 'vitest';
import type { Field } from '../../../shared/model/directory.ts';
import { kindCodes } from '../../../shared/model/rows.ts';
import type { Conflict } from '../../../shared/model/conflict.ts';
import { limits } from '../../../shared/model/limits.ts';
import { must } from '../../../shared/lib/must.ts';
import { mergeBegin, mergedWrite, mergeTextOf } from './merge-text.ts';

const ticketId = 't';
type Value = Record<string, unknown>;
type Kind = 'ticket' | 'fieldValue' | 'visit' | 'timeEntry' | 'checkItem';
const lostOf = (kind: Kind, register: string, lostValue: Value, present: Value | null) => ({
  conflict: {
    id: 'c', ticketId, kind: kindCodes[kind], rowId: 'row', register, ruled: false, resolution: null, resolvedAt: null, aged: false,
    lostValue, lostBy: 'me', lostR: 2, lostN: 1, lostS: 1, keptValue: present, keptBy: 'a', keptR: 3, keptN: 1, keptS: 2, r: 3, n: 1, s: 1,
  } satisfies Conflict,
  present,
}); // prettier-ignore
const fields = (type: Field['type']) => new Map([['row', { type }]]);

const visit = { arrivedAt: 1, leftAt: 2, outcome: 'done', note: 'mine', removed: false };
const entry = { day: '2026-11-24', minutes: 45, note: 'mine', removed: false };

test.each([
  ['title', lostOf('ticket', 'title', { title: 'mine' }, { title: 'theirs' }), 'theirs',
    { name: 'ticket.set-title', args: { ticketId, title: 'both' } }],
  ['description', lostOf('ticket', 'description', { description: 'mine' }, { description: 'theirs' }), 'theirs\n\nmine',
    { name: 'ticket.set-description', args: { ticketId, description: 'both' } }],
  ['a custom text', lostOf('fieldValue', 'row', { value: 'mine', public: true }, { value: 'theirs', public: true }), 'theirs mine',
    { name: 'field.set', args: { ticketId, fieldId: 'row', value: 'both' } }],
  ['the note of a visit', lostOf('visit', 'row', visit, { ...visit, note: 'theirs' }), 'theirs\n\nmine',
    { name: 'visit.set', args: { ticketId, id: 'row', ...visit, note: 'both' } }],
  ['the note of a time entry', lostOf('timeEntry', 'row', entry, { ...entry, note: 'theirs' }), 'theirs\n\nmine',
    { name: 'time.set', args: { ticketId, id: 'row', ...entry, note: 'both' } }],
])('%s is merged, and written with the rest as it stands (M5)', (_what, lost, begin, write) => {
  const text = must(mergeTextOf(lost, fields('text')), 'text');
  expect(mergeBegin(text)).toBe(begin);
  expect(mergedWrite(lost, text, ' both'.trim())).toEqual({ write });
}); // prettier-ignore

test.each([
  ['a priority', lostOf('ticket', 'priority', { priority: 'low' }, { priority: 'high' }), 'text'],
  ['a choice', lostOf('fieldValue', 'row', { value: 'a' }, { value: 'b' }), 'select'],
  ['a text against nothing', lostOf('fieldValue', 'row', { value: 'a' }, { value: null }), 'text'],
  ['a visit with other times', lostOf('visit', 'row', visit, { ...visit, note: 'theirs', leftAt: 3 }), 'text'],
  ['a visit that was taken away', lostOf('visit', 'row', { ...visit, removed: true }, { ...visit, note: 'theirs', removed: true }), 'text'],
  ['a time entry with other minutes', lostOf('timeEntry', 'row', entry, { ...entry, minutes: 50 }), 'text'],
  ['an item of a checklist', lostOf('checkItem', 'row', { text: 'a' }, { text: 'b' }), 'text'],
  ['what is not on the device', lostOf('ticket', 'title', { title: 'mine' }, null), 'text'],
] as const)('%s is not', (_what, lost, type) => {
  expect(mergeTextOf(lost, fields(type))).toBeNull();
}); // prettier-ignore

test('what does not fit is said, and an emptied field holds nothing', () => {
  const title = lostOf('ticket', 'title', { title: 'mine' }, { title: 'theirs' });
  const titles = must(mergeTextOf(title, fields('text')), 'titles');
  expect(mergedWrite(title, titles, ' ')).toEqual({ problem: 'A ticket needs a title.' });
  expect(mergedWrite(title, titles, 'a'.repeat(limits.title + 1)).problem).toMatch(/^At most 200 .* 201/);
  const value = lostOf('fieldValue', 'row', { value: 'two\nlines' }, { value: 'theirs' });
  const texts = must(mergeTextOf(value, fields('text')), 'texts');
  expect(texts.line).toBe(false);
  expect(mergedWrite(value, texts, '')).toMatchObject({ write: { args: { value: null } } });
});
