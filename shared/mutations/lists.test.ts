import { describe, expect, test } from 'vitest';
import type { RefusalCode } from '../rules/refusal.ts';
import type { MutationName } from './registry.ts';
import { good } from './testing/good-arguments.ts';
import type { Actor } from './plan.ts';
import { actors, ids, World } from './testing/world.ts';

type Case = [string, MutationName, Record<string, unknown>, keyof typeof actors, RefusalCode | 'fine'];

const cases: Case[] = [
    ['an agent', 'tag.set', {}, 'ana', 'not-allowed'],
    ['a requester', 'tag.set', {}, 'rita', 'not-allowed'],
    ['a new one', 'tag.set', { id: ids.fresh }, 'admin', 'fine'],
    ['an agent', 'category.set', {}, 'ana', 'not-allowed'],
    ['a requester', 'category.set', {}, 'rita', 'not-allowed'],
    ['out of use', 'category.set', { archived: true }, 'admin', 'fine'],
    ['an agent', 'team.set', {}, 'ana', 'not-allowed'],
    ['a requester', 'team.set', {}, 'rita', 'not-allowed'],
    ['out of use', 'team.set', { archived: true }, 'admin', 'fine'],
    ['back in use', 'team.set', { id: ids.oldTeam }, 'admin', 'fine'],
    ['an agent', 'field.define', {}, 'ana', 'not-allowed'],
    ['a requester', 'field.define', {}, 'rita', 'not-allowed'],
    ['another type', 'field.define', { id: ids.text, key: 'k' }, 'admin', 'bad-value'],
    ['another key', 'field.define', { id: ids.text, type: 'text', options: [] }, 'admin', 'bad-value'],
    ['as it was', 'field.define', { id: ids.text, key: 'k', type: 'text', options: [] }, 'admin', 'fine'],
    ['choices of none', 'field.define', { options: [] }, 'admin', 'bad-value'],
    ['choices of a date', 'field.define', { type: 'date' }, 'admin', 'bad-value'],
    ['more choices than a value holds', 'field.define', { options: Array.from({ length: 20 }, (_, i) => `${i}${'x'.repeat(60)}`) }, 'admin', 'bad-value'],
    ['as many of which one is chosen', 'field.define', { type: 'select', options: Array.from({ length: 20 }, (_, i) => `${i}${'x'.repeat(60)}`) }, 'admin', 'fine'],
    ...([
      ['a', 'fine'], ['a\nb', 'fine'], ['b\na', 'bad-value'], ['a\na', 'bad-value'], ['', 'bad-value'], ['a\nc', 'bad-value'],
      [1, 'bad-value'], [null, 'fine'],
    ] as const).map(([value, code]): Case => [JSON.stringify(value), 'field.set', { fieldId: ids.several, value }, 'ana', code]),
]; // prettier-ignore

describe("the tenant's lists", () => {
  test.each(cases)('%s: %s %j by %s → %s', (_name, name, over, who, code) => {
    const plan = new World().plan(name, { ...good[name], ...over }, actors[who]);
    expect(plan.refusal?.code ?? 'fine').toBe(code);
  });

  test('a choice that is no longer offered stays where it stands, until it is taken away', () => {
    const world = new World();
    const to = (value: string | null) => ({ ...good['field.set'], fieldId: ids.several, value });
    world.run('field.set', to('a\nb'), actors.ana);
    const field = world.get({ kind: 'field', id: ids.several });
    const { id, key, label, type } = field!;
    const changed = {
      id,
      key,
      label,
      type,
      options: ['a', 'c'],
      public: false,
      requiredIn: [],
      archived: false,
    };
    world.run('field.define', { ...good['field.define'], ...changed }, actors.admin);
    const codeOf = (value: string) => world.plan('field.set', to(value), actors.ana).refusal?.code ?? 'fine';
    expect(['a\nc\nb', 'b', 'b\na', 'a\nx'].map(codeOf)).toEqual(['fine', 'fine', 'bad-value', 'bad-value']);
    world.run('field.set', to('c'), actors.ana);
    expect(['c\nb', 'a\nc'].map(codeOf)).toEqual(['bad-value', 'fine']);
  });

  test('a team that is out of use is given nothing new, and what it has stays with it', () => {
    const world = new World();
    const assign = (over: object, who: Actor = actors.ana) =>
      world.plan('ticket.assign', { ...good['ticket.assign'], ...over }, who).refusal?.code ?? 'fine';
    world.run('ticket.assign', good['ticket.assign'], actors.ana);
    world.putOther(ids.other);
    const { id, name } = world.get({ kind: 'team', id: ids.team })!;
    world.run('team.set', { id, name, archived: true }, actors.admin);
    expect(world.ticket().teamId).toBe(ids.team);
    expect(assign({ ticketId: ids.other })).toBe('archived');
    // Its members go on with it: they hand it over, and whoever may see it, which follows from the team, still does.
    const member: Actor = { ...actors.ana, limitedTo: [ids.team] };
    expect(assign({ assigneeId: ids.ana }, member)).toBe('fine');
    expect(assign({ assigneeId: null }, member)).toBe('fine');
    world.run('ticket.assign', { ticketId: ids.ticket, assigneeId: null, teamId: null }, actors.ana);
    expect(assign({})).toBe('archived');
    world.run('team.set', { id, name, archived: false }, actors.admin);
    expect(assign({})).toBe('fine');
  });

  test('an entry is made once, and written anew as a whole after that', () => {
    const world = new World();
    const tag = {
      id: ids.fresh,
      name: 'danger',
      color: 'red',
      description: 'Careful',
      archived: false,
    } as const;
    world.run('tag.set', tag, actors.admin);
    world.run('tag.set', { ...tag, color: 'blue', archived: true }, actors.admin);
    expect(world.get({ kind: 'tag', id: ids.fresh })).toMatchObject({
      name: 'danger',
      color: 'blue',
      archived: true,
    });
    // Tags of the first apps have no colour yet; what they are called stays.
    world.run('tag.create', { id: ids.nothing, name: 'wet' }, actors.admin);
    expect(world.get({ kind: 'tag', id: ids.nothing })).toMatchObject({
      name: 'wet',
      color: 'grey',
      description: '',
    });
  });
});
