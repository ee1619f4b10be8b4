import { expect, test } from 'vitest';
import type { Role } from '../../../shared/model/directory.ts';
import { mutationNames, type MutationName } from '../../../shared/mutations/registry.ts';
import type { Account, Directory } from '../../queries/types.ts';
import { adviceWords } from './advice-words.ts';
import { retryFields } from './retry-fields.ts';

const mark = { r: 1, n: 1, s: 1 };
const directory: Directory = {
  people: new Map(),
  teams: new Map(),
  memberships: [],
  categories: new Map(),
  tags: new Map(),
  fields: new Map([
    ['f', { id: 'f', key: 'asset', label: 'Asset', type: 'text', options: [], public: true, archived: false, ...mark }],
  ]),
  settings: new Map(),
  policies: new Map(),
  waiting: new Set(),
}; // prettier-ignore
const me = (role: Role): Account['person'] => ({ id: 'me', name: 'Me', email: 'me@desk.example', role });
const keys = (name: string, args: Record<string, unknown>, role: Role = 'admin') =>
  retryFields({ name, args }, directory, me(role)).map(({ key }) => key);

const table: Record<MutationName, [args: Record<string, unknown>, keys: string[]]> = {
  'ticket.create': [
    { requesterId: 'me' },
    ['title', 'description', 'priority', 'categoryId', 'requesterId', 'place.address'],
  ],
  'ticket.set-title': [{}, ['title']],
  'ticket.set-description': [{}, ['description']],
  'ticket.set-category': [{}, ['categoryId']],
  'ticket.move': [{}, ['to', 'reason']],
  'ticket.move-back': [{}, []],
  'ticket.restore': [{}, ['reason']],
  'ticket.set-priority': [{}, ['priority']],
  'ticket.assign': [{}, ['assigneeId', 'teamId']],
  'ticket.take': [{}, []],
  'ticket.set-requester': [{}, ['requesterId']],
  'ticket.set-place': [{ address: 'Quay 7' }, ['address']],
  'ticket.set-appointment': [{}, []],
  'ticket.import': [{}, []],
  'ticket.merge': [{}, []],
  'ticket.unmerge': [{}, []],
  'ticket.split': [{}, ['title']],
  'link.add': [{}, ['what']],
  'link.remove': [{}, []],
  'message.add': [{}, ['body']],
  'message.edit': [{}, ['body']],
  'message.redact': [{}, []],
  'attachment.add': [{}, []],
  'tag.add': [{}, ['tagId']],
  'tag.remove': [{}, ['tagId']],
  'tag.create': [{}, ['name']],
  'checklist.add': [{}, []],
  'checklist.set': [{}, ['text']],
  'checklist.tick': [{}, []],
  'visit.set': [{}, ['note']],
  'visit.sign': [{}, ['name']],
  'time.set': [{}, ['day', 'minutes', 'note']],
  'ticket-template.set': [{}, ['value.name', 'value.categoryId', 'value.teamId', 'value.tagIds']],
  'tag.set': [{}, ['name']],
  'category.set': [{}, ['name']],
  'field.define': [{}, ['label']],
  'category.create': [{}, ['name']],
  'team.create': [{}, ['name']],
  'team.set': [{}, ['name']],
  'field.set': [{ fieldId: 'f' }, ['value']],
  'policy.set': [{ key: 'agents-see' }, ['value']],
  'calendar.set': [{}, ['value.name', 'value.timeZone']],
  'sla-policy.set': [
    {},
    [
      'value.name',
      'value.calendarId',
      'value.conditions.categoryIds',
      'value.conditions.teamIds',
      'value.conditions.tagIds',
    ],
  ],
  'canned-reply.set': [{}, ['value.name', 'value.text']],
  'macro.set': [{}, ['value.name']],
  'notice.read': [{}, []],
  'notice.choose': [{}, []],
  'ticket.mute': [{}, []],
  'export.note': [{}, []],
  'approval.decide': [{}, ['word']],
  'membership.set': [{}, ['personId', 'teamId', 'lead', 'removed']],
  'person.set-role': [{}, ['role']],
  'person.set-active': [{}, []],
  'conflict.resolve': [
    { choice: 'merge', write: { name: 'ticket.set-description', args: { description: 'both' } } },
    ['write.args.description'],
  ],
};

test.each(mutationNames)('what of %s can be edited', (name) => {
  const [args, expected] = table[name];
  expect(keys(name, args)).toEqual(expected);
});

test('every change of any reason can be edited, or is said what to do about', () => {
  for (const name of mutationNames) {
    const editable = keys(name, table[name][0]).length > 0;
    const advice = adviceWords({ name, reason: { code: 'bad-value', message: '', details: {} } }, editable);
    expect([name, editable || advice !== null]).toEqual([name, true]);
  }
});

test.each<[string, Record<string, unknown>]>([
  ['conflict.resolve', { choice: 'keep', write: null }],
  ['policy.set', { key: 'merge', value: {} }],
  ['field.set', { fieldId: 'unknown' }],
])('nothing of %s %j can be edited: it is said what to do', (name, args) => {
  expect(keys(name, args)).toEqual([]);
  const reason = { code: 'internal-error', message: '', details: {} };
  expect(adviceWords({ name, reason }, false)).toMatch(/drop this\.$/);
});

test.each(['calendar.set', 'sla-policy.set'])(
  'where the fields of %s may not be what is wrong, it is said where the rest is',
  (name) => {
    const reason = { code: 'bad-arguments', message: '', details: {} };
    expect(adviceWords({ name, reason }, true)).toContain('Settings');
    expect(adviceWords({ name, reason: { ...reason, code: 'archived' } }, true)).toBeNull();
  },
);

test('a restored status has its reason', () => {
  const write = { name: 'ticket.move', args: { to: 'open', reason: null } };
  expect(keys('conflict.resolve', { choice: 'restore', write })).toEqual([
    'write.args.to',
    'write.args.reason',
  ]);
});

test('a position can be corrected, and a holder where there was one', () => {
  const args = { requesterId: 'me', assigneeId: 'a', place: { address: null, latitude: 1, longitude: 2 } };
  expect(keys('ticket.create', args).slice(5)).toEqual([
    'place.address',
    'place.latitude',
    'place.longitude',
    'assigneeId',
    'teamId',
  ]);
});

test('who may file for themselves only is offered themselves', () => {
  expect(keys('ticket.create', { requesterId: 'me' }, 'user')).not.toContain('requesterId');
  const fields = retryFields({ name: 'ticket.create', args: { requesterId: 'ana' } }, directory, me('user'));
  expect(fields.find(({ key }) => key === 'requesterId')).toMatchObject({
    as: 'choice',
    options: [['me', 'Me']],
  });
});
