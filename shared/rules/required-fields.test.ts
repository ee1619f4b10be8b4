import { describe, expect, test } from 'vitest';
import { policyRef } from '../model/policy.ts';
import { statuses, type Status } from '../model/ticket.ts';
import { actors, AT, ids, World } from '../mutations/testing/world.ts';
import { moves } from './lifecycle.ts';
import { isBlank, missingFields, needsFields, requirableStatuses } from './required-fields.ts';

const field = (id: string, label: string, requiredIn: readonly Status[], archived = false) => ({
  id,
  label,
  requiredIn,
  archived,
});
const meter = field('m', 'Meter', ['resolved', 'closed']);
const asset = field('a', 'Asset', ['resolved']);

test.each([
  [undefined, true],
  [null, true],
  ['', true],
  [' \n', true],
  ['A-1', false],
  [0, false],
  [false, false],
] as const)('%j is blank: %s', (value, blank) => {
  expect(isBlank(value)).toBe(blank);
});

describe('what a ticket lacks', () => {
  const fields = [meter, asset, field('o', 'Old', ['resolved'], true), field('n', 'Never', [])];
  test.each([
    ['nothing filled in', [], 'resolved', ['Asset', 'Meter']],
    ['a status that asks for one', [], 'closed', ['Meter']],
    ['a status that asks for none', [], 'open', []],
    ['one filled in', [{ id: 'm', value: 0 }], 'resolved', ['Asset']],
    ['emptied again', [{ id: 'm', value: null }], 'closed', ['Meter']],
    ['all filled in', [{ id: 'm', value: 'x' }, { id: 'a', value: false }], 'resolved', []],
  ] as const)('%s', (_name, values, status, labels) => {
    expect(missingFields(fields, values, status).map(({ label }) => label)).toEqual(labels);
  }); // prettier-ignore

  test('is said by name, and leads there by id', () => {
    expect(needsFields([])).toBeUndefined();
    expect(needsFields([meter])).toEqual({
      code: 'fields-needed',
      message: 'Fill in “Meter” first.',
      details: { m: 'required' },
    });
    expect(needsFields([asset, meter])?.message).toBe('Fill in these fields first: “Asset”, “Meter”.');
  });

  test('a field that came before this app knew of it requires nothing', () => {
    const old = { id: 'x', label: 'X', archived: false };
    for (const status of statuses) expect(missingFields([old], [], status)).toEqual([]);
  });
});

/** A world whose ticket stands in a status, with a field that a status requires. */
function worldIn(from: Status, requiredIn: readonly Status[]): World {
  const world = new World();
  const times = { resolvedAt: from === 'resolved' || from === 'closed' ? AT - 1 : null, closedAt: from === 'closed' ? AT - 1 : null }; // prettier-ignore
  world.putTicket({ status: from, ...times });
  const row = world.get({ kind: 'field', id: ids.text });
  if (row) world.put({ kind: 'field', id: ids.text }, { ...row, requiredIn });
  return world;
}
const fill = (world: World, value: string | null) =>
  world.run('field.set', { ticketId: ids.ticket, fieldId: ids.text, value }, actors.ana);

describe('a move waits for what its status requires', () => {
  const cases = moves.flatMap((move) =>
    requirableStatuses.map((required) => [move.from, move.to, required] as const),
  );
  test.each(cases)('%s → %s, required in %s (M6)', (from, to, required) => {
    const world = worldIn(from, [required]);
    const args = { ticketId: ids.ticket, to, reason: 'because' };
    const code = world.plan('ticket.move', args, actors.ana).refusal?.code;
    expect(code).toBe(to === required ? 'fields-needed' : undefined);
    // A status the ticket is in already keeps its field; filled in, nothing stands in the way.
    fill(world, 'A-1');
    expect(world.plan('ticket.move', args, actors.ana).refusal).toBeUndefined();
  });

  test('a requester, who cannot fill it in, confirms and reopens all the same', () => {
    for (const to of ['open', 'closed'] as const) {
      const args = { ticketId: ids.ticket, to, reason: null };
      expect(worldIn('resolved', [to]).plan('ticket.move', args, actors.rita).refusal).toBeUndefined();
    }
  });

  test('whoever takes a new ticket opens it, and fills in what that needs; one that is open is only taken', () => {
    const args = { ticketId: ids.ticket };
    expect(worldIn('new', ['open']).plan('ticket.take', args, actors.ana).refusal?.code).toBe(
      'fields-needed',
    );
    expect(worldIn('pending', ['open']).plan('ticket.take', args, actors.ana).refusal).toBeUndefined();
  });

  test('what a status requires is not emptied while the ticket is in it', () => {
    const world = worldIn('resolved', ['resolved']);
    const empty = { ticketId: ids.ticket, fieldId: ids.text, value: null };
    fill(world, 'A-1');
    expect(world.plan('field.set', empty, actors.ana).refusal?.code).toBe('fields-needed');
    fill(world, 'A-2');
    world.run('ticket.move', { ticketId: ids.ticket, to: 'open', reason: null }, actors.ana);
    expect(world.plan('field.set', empty, actors.ana).refusal).toBeUndefined();
  });

  test('a move that was made may be taken back whatever it leads to', () => {
    const world = worldIn('open', ['open']);
    world.run('ticket.move', { ticketId: ids.ticket, to: 'pending', reason: null }, actors.ana);
    const back = { ticketId: ids.ticket, eventIds: [ids.uid] };
    expect(world.plan('ticket.move-back', back, actors.ana, { uid: ids.nothing }).refusal).toBeUndefined();
  });

  test('a move that was asked for is not granted while a field is lacking; filled in, it is', () => {
    const world = worldIn('open', ['resolved']);
    const ref = policyRef('approve-unanswered');
    world.put(ref, { r: 1, n: 1, s: 1, id: ref.id, key: 'approve-unanswered', value: 'yes' });
    fill(world, 'A-1');
    world.run('ticket.move', { ticketId: ids.ticket, to: 'resolved', reason: null }, actors.ana);
    fill(world, null);
    const [asked] = world.list('approval', ids.ticket);
    const decision = {
      ticketId: ids.ticket,
      approvalId: asked?.id ?? '',
      decision: 'approve',
      word: null,
    } as const;
    const decided = () => world.plan('approval.decide', decision, actors.admin, { uid: ids.nothing });
    expect(decided().refusal?.code).toBe('fields-needed');
    fill(world, 'A-2');
    world.apply(decided().writes ?? []);
    expect(world.ticket().status).toBe('resolved');
  });
});
