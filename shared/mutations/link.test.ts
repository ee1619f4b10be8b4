import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../model/limits.ts';
import {
  chosenLinkKinds,
  inverseLink,
  leadingLinkKinds,
  linkKinds,
  type ChosenLinkKind,
  type LinkKind,
} from '../model/link.ts';
import type { RefusalCode } from '../rules/refusal.ts';
import type { MutationArgs } from './registry.ts';
import { actors, id, ids, World } from './testing/world.ts';

const { ticket, other, merged } = ids;
const teamOnly = { id: ids.ana, role: 'agent', limitedTo: [ids.team] } as const;

function worldOf(): World {
  const world = new World();
  for (const one of [other, merged]) world.putOther(one);
  return world;
}

const link = (
  world: World,
  ticketId: string,
  what: MutationArgs<'link.add'>['what'],
  otherId: string,
  n = 0,
) => world.run('link.add', { ticketId, otherId, what }, actors.ana, { uid: id(2_000 + n) });

const linksOf = (world: World, ticketId: string) =>
  world.list('link', ticketId).map(({ id: to, what, removed, public: open }) => [to, what, removed, open]);

describe('link.add', () => {
  test.each(chosenLinkKinds)('%s: a row under each, an entry in both timelines', (what) => {
    const world = worldOf();
    link(world, ticket, what, other);
    // Both tickets are Rita's: what follows up is hers to see, how the desk sorts is not.
    const open = what === 'follows' || what === 'followed-by';
    expect(linksOf(world, ticket)).toEqual([[other, what, false, open]]);
    expect(linksOf(world, other)).toEqual([[ticket, inverseLink[what], false, open]]);
    for (const [at, to, as] of [[ticket, other, what], [other, ticket, inverseLink[what]]] as const)
      expect(world.list('event', at)).toMatchObject([
        { what: 'linked', actorId: ids.ana, newValue: { ticketId: to, what: as }, internal: !open },
      ]); // prettier-ignore
  });

  test.each(linkKinds)('%s between tickets of two requesters is shown to neither', (what) => {
    expect(inverseLink[inverseLink[what]]).toBe(what);
    if (!chosenLinkKinds.some((one) => one === what)) return;
    const world = worldOf();
    world.putOther(other, { requesterId: ids.rolf });
    link(world, ticket, what as 'follows', other);
    expect([...linksOf(world, ticket), ...linksOf(world, other)].map(([, , , open]) => open)).toEqual([
      false,
      false,
    ]);
    for (const at of [ticket, other]) expect(world.list('event', at)).toMatchObject([{ internal: true }]);
  });

  type Case = [name: string, code: RefusalCode, over: object, prepare?: (world: World) => void];
  const cases: Case[] = [
    ['to itself', 'bad-value', { otherId: ticket }],
    ['to one that is not there', 'not-found', { otherId: ids.nothing }],
    ['twice', 'already-linked', {}, (world) => link(world, ticket, 'parent-of', other)],
    ['twice, told from the other', 'already-linked', { ticketId: other, otherId: ticket, what: 'child-of' },
      (world) => link(world, ticket, 'parent-of', other)],
    ['in another way while linked', 'already-linked', { what: 'related' }, (world) => link(world, ticket, 'follows', other)],
    ['as a part of two', 'already-linked', {}, (world) => link(world, merged, 'parent-of', other)],
    ['in a circle of two', 'already-linked', {}, (world) => link(world, other, 'parent-of', ticket)],
    ['in a circle of three', 'circle', {}, (world) => {
      link(world, other, 'parent-of', merged, 1);
      link(world, merged, 'parent-of', ticket, 2);
    }],
    ['in a circle of three, told from the part', 'circle', { ticketId: other, otherId: ticket, what: 'child-of' }, (world) => {
      link(world, other, 'parent-of', merged, 1);
      link(world, merged, 'parent-of', ticket, 2);
    }],
    ...(['duplicate-of', 'follows'] as const).flatMap((what): Case[] => [
      [`${what} two`, 'already-linked', { what }, (world) => link(world, ticket, what, merged)],
      [`${what} in a circle of three`, 'circle', { what }, (world) => {
        link(world, other, what, merged, 1);
        link(world, merged, what, ticket, 2);
      }],
      [`${what} in a circle of three, told from the other`, 'circle', { what: inverseLink[what] }, (world) => {
        link(world, merged, what, other, 1);
        link(world, ticket, what, merged, 2);
      }],
    ]),
    ['to one too many', 'too-many-links', {}, (world) => {
      for (let n = 0; n < limits.linksPerTicket; n += 1) {
        world.putOther(id(3_000 + n));
        link(world, ticket, 'related', id(3_000 + n), n);
      }
    }],
    ['what is merged', 'already-linked', {}, (world) =>
      world.run('ticket.merge', { ticketId: ticket, intoId: other }, actors.ana, { uid: ids.mergeUid })],
  ]; // prettier-ignore

  test.each(cases)('%s is refused: %s', (_name, code, over, prepare) => {
    const world = worldOf();
    prepare?.(world);
    const args = { ticketId: ticket, otherId: other, what: 'parent-of' as const, ...over };
    const { refusal } = world.plan('link.add', args, actors.ana);
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toMatch(/^[A-Z].*\.$/);
  });

  test('what its author may not see is not there, also for link.remove, merge and split (S1)', () => {
    const world = worldOf();
    world.putTicket({ teamId: ids.team });
    const codes = (
      [
        ['link.add', { ticketId: ticket, otherId: other, what: 'related' }],
        ['link.remove', { ticketId: ticket, otherId: other }],
        ['ticket.merge', { ticketId: ticket, intoId: other }],
        ['ticket.unmerge', { ticketId: ticket, intoId: other, mergedBy: ids.mergeUid }],
        ['ticket.split', { ticketId: other, messageId: ids.said, id: ids.fresh, number: null, title: 'x' }],
      ] as const
    ).map(([name, args]) => world.plan(name, args as never, teamOnly).refusal?.code);
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'not-found'));
    const hidden = world.plan('link.add', { ticketId: ticket, otherId: other, what: 'related' }, teamOnly);
    const nobodys = world.plan(
      'link.add',
      { ticketId: ticket, otherId: ids.nothing, what: 'related' },
      teamOnly,
    );
    expect(hidden).toEqual(nobodys);
  });

  test('a requester may not, and learns nothing by trying', () => {
    const world = worldOf();
    world.putOther(other, { requesterId: ids.rolf });
    const tried = (otherId: string) =>
      world.plan('link.add', { ticketId: ticket, otherId, what: 'follows' }, actors.rita).refusal;
    expect(tried(other)?.code).toBe('not-allowed');
    expect(tried(other)).toEqual(tried(ids.nothing));
    expect(tried(other)).toEqual(tried(ticket));
  });
});

describe('link.remove', () => {
  test('takes both rows away and says so on both; a second time is nothing', () => {
    const world = worldOf();
    link(world, ticket, 'follows', other);
    world.run('link.remove', { ticketId: other, otherId: ticket }, actors.ana, { uid: id(1_500) });
    expect([...linksOf(world, ticket), ...linksOf(world, other)].map(([, , removed]) => removed)).toEqual([
      true,
      true,
    ]);
    for (const at of [ticket, other])
      expect(world.list('event', at).map(({ what }) => what)).toEqual(['linked', 'unlinked']);
    expect(world.plan('link.remove', { ticketId: ticket, otherId: other }, actors.ana)).toEqual({
      writes: [],
    });
    // And they can be linked anew.
    link(world, ticket, 'parent-of', other, 9);
    expect(linksOf(world, ticket)).toEqual([[other, 'parent-of', false, false]]);
  });

  test('what a merge has linked goes by undoing that', () => {
    const world = worldOf();
    world.run('ticket.merge', { ticketId: ticket, intoId: other }, actors.ana);
    for (const [ticketId, otherId] of [[ticket, other], [other, ticket]] as const)
      expect(world.plan('link.remove', { ticketId, otherId }, actors.ana).refusal?.code).toBe('already-merged'); // prettier-ignore
  });
});

test('whatever is linked, merged, undone and taken away: links come in pairs, lead to one ticket at most, and never in a circle', () => {
  const tickets = [ticket, other, merged, ids.fresh];
  const step = fc.record({
    act: fc.constantFrom('link', 'link', 'link', 'link', 'unlink', 'merge', 'unmerge'),
    from: fc.nat(3),
    to: fc.nat(3),
    nth: fc.nat(2),
  });
  // Of one family in a run, or too few circles would come to be.
  const family = fc.constantFrom<readonly ChosenLinkKind[]>(
    ['parent-of', 'child-of', 'related'],
    ['duplicate-of', 'duplicated-by', 'related'],
    ['follows', 'followed-by', 'related'],
  );
  const met = new Map<string, number>();
  fc.assert(
    fc.property(family, fc.array(step, { minLength: 20, maxLength: 40 }), (kinds, steps) => {
      const world = worldOf();
      world.putOther(ids.fresh);
      const merges = new Map<string, string>();
      steps.forEach(({ act, from, to, nth }, n) => {
        const what = kinds[nth] ?? 'related';
        const [ticketId, otherId] = [tickets[from] ?? '', tickets[to] ?? ''];
        const uid = id(5_000 + n);
        const by = merges.get(`${ticketId} ${otherId}`) ?? ids.nothing;
        const plan = {
          link: () => world.plan('link.add', { ticketId, otherId, what }, actors.ana, { uid }),
          unlink: () => world.plan('link.remove', { ticketId, otherId }, actors.ana, { uid }),
          merge: () => world.plan('ticket.merge', { ticketId, intoId: otherId }, actors.ana, { uid }),
          unmerge: () =>
            world.plan('ticket.unmerge', { ticketId, intoId: otherId, mergedBy: by }, actors.ana, { uid }),
        }[act]();
        if (act === 'merge' && plan.writes) merges.set(`${ticketId} ${otherId}`, uid);
        world.apply(plan.writes ?? [], [2, n + 1, n + 2]);
        const outcome = `${act} ${plan.refusal?.code ?? (plan.writes?.length ? 'done' : 'nothing')}`;
        met.set(outcome, (met.get(outcome) ?? 0) + 1);
        expectSound(world, tickets);
      });
    }),
    { numRuns: 200, seed: 4 },
  );
  for (const outcome of [
    'link done',
    'unlink done',
    'merge done',
    'unmerge done',
    'link circle',
    'merge circle',
  ])
    expect([outcome, met.get(outcome) ?? 0]).toEqual([outcome, expect.toSatisfy((n: number) => n > 5)]);
});

function expectSound(world: World, tickets: readonly string[]): void {
  for (const at of tickets) {
    const live = world.list('link', at).filter(({ removed }) => !removed);
    for (const { id: to, what } of live)
      expect(world.get({ kind: 'link', id: at, ticketId: to })).toMatchObject({
        what: inverseLink[what],
        removed: false,
      });
    for (const what of leadingLinkKinds) {
      expect(live.filter((one) => one.what === what).length).toBeLessThanOrEqual(1);
      expect(reachable(world, at, what)).not.toContain(at);
    }
  }
}

/** Where links of a kind lead, in any number of steps; written down apart from `followChain`. */
function reachable(world: World, from: string, what: LinkKind): string[] {
  let found = new Set<string>();
  for (let i = 0; i < 6; i += 1) {
    const next = [from, ...found]
      .flatMap((at) => world.list('link', at))
      .filter((one) => one.what === what && !one.removed);
    found = new Set([...found, ...next.map((one) => one.id)]);
  }
  return [...found];
}
