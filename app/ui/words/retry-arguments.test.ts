import { describe, expect, test } from 'vitest';
import { membershipId } from '../../../shared/model/directory.ts';
import { draftFromEntered, editedArguments, enteredFromDraft, shownArgument } from './retry-arguments.ts';
import type { RetryField } from './retry-fields.ts';

const north = '11111111-1111-4111-8111-111111111111';
const south = '22222222-2222-4222-8222-222222222222';
const ana = '33333333-3333-4333-8333-333333333333';
const memberships = [
  { id: 'known', teamId: south, personId: ana, lead: false, removed: true, r: 1, n: 1, s: 1 },
];
const line = (key: string, required = true): RetryField => ({
  key,
  label: key,
  as: 'line',
  max: 99,
  required,
});
const edited = (
  name: string,
  args: Record<string, unknown>,
  fields: RetryField[],
  entered: Record<string, string>,
) => editedArguments({ name, args }, fields, entered, { memberships });

test('what was not touched goes as it was; blanks are null where nothing may be said', () => {
  const fields: RetryField[] = [
    { key: 'to', label: 'Status', as: 'choice', options: [], none: null },
    { key: 'reason', label: 'Reason', as: 'text', max: 99, required: false },
  ];
  const args = { ticketId: 't', to: 'open', reason: 'drips' };
  expect(edited('ticket.move', args, fields, { reason: ' ' })).toEqual({ ...args, reason: null });
});

describe('the place of a new ticket', () => {
  const fields = [
    line('place.address', false),
    { key: 'place.latitude', label: 'Latitude', as: 'number' } as const,
  ];
  const place = { address: 'Berth 4', latitude: 1, longitude: null };
  test.each([
    [place, { 'place.address': 'Berth 5' }, { ...place, address: 'Berth 5' }],
    [null, { 'place.address': 'Berth 5' }, { address: 'Berth 5', latitude: null, longitude: null }],
    [place, { 'place.address': '', 'place.latitude': '' }, null],
    [null, {}, null],
  ])('%j with %j', (before, entered, after) => {
    expect(edited('ticket.create', { place: before }, fields, entered)).toEqual({ place: after });
  });
});

test('a merged text is edited inside its write', () => {
  const write = { name: 'ticket.set-description', args: { ticketId: 't', description: 'both' } };
  const args = { conflictId: 'c', choice: 'merge', write };
  const field: RetryField = {
    key: 'write.args.description',
    label: 'Description',
    as: 'text',
    max: 9,
    required: false,
  };
  expect(shownArgument(args, field.key)).toBe('both');
  const after = edited('conflict.resolve', args, [field], { [field.key]: 'edited' });
  expect(after).toEqual({ ...args, write: { ...write, args: { ticketId: 't', description: 'edited' } } });
  expect(write.args.description).toBe('both');
});

test.each([
  ['the same one keeps its id', { lead: 'yes' }, 'first', true],
  ['of another team it is the one there is', { teamId: south }, 'known', false],
])('a membership: %s', (_what, entered, id, lead) => {
  const fields: RetryField[] = [
    { key: 'teamId', label: 'Team', as: 'choice', options: [], none: null },
    { key: 'lead', label: 'Lead', as: 'yes-no', required: true },
  ];
  const args = { id: 'first', teamId: north, personId: ana, lead: false, removed: false };
  expect(edited('membership.set', args, fields, entered)).toMatchObject({ id, lead });
});

test('a membership of a team they were never in gets the id of the two', () => {
  const fields: RetryField[] = [{ key: 'teamId', label: 'Team', as: 'choice', options: [], none: null }];
  const args = { id: 'first', teamId: south, personId: ana, lead: false, removed: false };
  expect(edited('membership.set', args, fields, { teamId: north })['id']).toBe(membershipId(north, ana));
});

test.each([[{ title: 'A', 'place.address': '' }], [{}]])(
  'a draft gives back what was entered: %j',
  (entered) => {
    expect(enteredFromDraft(draftFromEntered(entered))).toEqual(entered);
  },
);

test.each(['', 'words', '7', 'null', '{"a":1}'])('what is no such draft counts as none: %j', (body) => {
  expect(enteredFromDraft(body)).toEqual({});
});

test('what a policy names is edited inside its value; none of a kind is no condition', () => {
  const several = (of: string): RetryField => ({
    key: `value.conditions.${of}`,
    label: of,
    as: 'several',
    rows: new Map(),
    none: 'Any',
  });
  const fields = [several('teamIds'), several('tagIds'), line('value.name')];
  const args = { id: 'p', value: { name: 'Gold', conditions: { teamIds: [north, south], tagIds: [ana] } } };
  expect(shownArgument(args, 'value.conditions.teamIds')).toBe(`${north} ${south}`);
  expect(
    edited('sla-policy.set', args, fields, {
      'value.conditions.teamIds': south,
      'value.conditions.tagIds': '',
    }),
  ).toStrictEqual({ id: 'p', value: { name: 'Gold', conditions: { teamIds: [south] } } });
});
