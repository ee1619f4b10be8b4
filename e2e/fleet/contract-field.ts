import { randomUUID } from 'node:crypto';
import { limits } from '../../shared/model/limits.ts';
import { priorities } from '../../shared/model/ticket.ts';
import type { MutationName } from '../../shared/mutations/registry.ts';
import type { TestTenant } from './fleet.ts';
import type { Json } from './raw-client.ts';

/** What random changes have made of lists and of work on the spot, to be named by later ones. */
export class MadeInTheField {
  readonly severalId = randomUUID();
  readonly templateId = randomUUID();
  readonly itemIds = Array.from({ length: 3 }, () => randomUUID());
  readonly visitIds = Array.from({ length: 3 }, () => randomUUID());
  readonly items: Json[] = [];
  readonly visits: Json[] = [];

  note(name: MutationName, args: Json): void {
    const { ticketId, id } = args;
    if (name === 'visit.set') this.visits.push({ ticketId, visitId: id });
    if (name !== 'checklist.add') return;
    for (const item of args['items'] as Json[]) this.items.push({ ticketId, itemId: item['id'] });
  }
}

/** What the contract's generator offers to those that make arguments. */
export interface Dice {
  readonly tags: readonly string[];
  readonly categories: readonly string[];
  readonly field: MadeInTheField;
  chance(of: number): boolean;
  pick<T>(from: readonly T[]): T;
  text(): string;
  maybe<T>(value: () => T): T | null;
}

/** Arguments of the changes of lists, checklists, visits and time, now and then wrong. */
export function makersOfField(
  generator: Dice,
  { fieldId, teamId, otherTeamId }: TestTenant,
  ticketId: string,
) {
  const { field } = generator;
  return {
    'tag.create': () => ({ id: randomUUID(), name: randomUUID().slice(0, limits.tagName) }),
    'category.create': () => ({ id: randomUUID(), name: randomUUID() }),
    'tag.set': () => ({
      id: generator.pick([...generator.tags, randomUUID()]),
      name: randomUUID().slice(0, limits.tagName),
      color: generator.pick(['red', 'teal', 'ultraviolet']),
      description: generator.chance(0.5) ? '' : generator.text(),
      archived: generator.chance(0.1),
    }),
    'category.set': () => ({
      id: generator.pick([...generator.categories, randomUUID()]),
      name: randomUUID(),
      archived: generator.chance(0.1),
    }),
    'team.create': () => ({ id: randomUUID(), name: randomUUID() }),
    'team.set': () => ({
      id: generator.pick([teamId, otherTeamId, randomUUID()]),
      name: randomUUID(),
      archived: generator.chance(0.1),
    }),
    'field.define': () => ({
      id: generator.pick([field.severalId, field.severalId, fieldId]),
      key: 'several',
      label: generator.text(),
      type: 'choices',
      options: generator.chance(0.1) ? [] : ['gas', 'water', 'power'],
      requiredIn: generator.chance(0.3) ? ['resolved'] : [],
      public: generator.chance(0.5),
      archived: generator.chance(0.1),
    }),
    'ticket-template.set': () => ({
      id: generator.pick([field.templateId, randomUUID()]),
      value: {
        name: randomUUID().slice(0, 20),
        title: generator.maybe(() => generator.text()),
        description: '',
        priority: generator.pick(priorities),
        categoryId: generator.maybe(() => generator.pick([...generator.categories, randomUUID()])),
        teamId: generator.maybe(() => teamId),
        tagIds: generator.chance(0.5) ? [] : [generator.pick(generator.tags)],
        fields: generator.chance(0.5) ? [] : [{ fieldId, value: generator.pick(['A-1', 17]) }],
        checklist: [generator.text(), generator.text()],
      },
      archived: generator.chance(0.1),
    }),
    'checklist.add': () => ({
      ticketId,
      items: [generator.pick(field.itemIds), randomUUID()].map((id, position) => ({
        id,
        text: generator.text(),
        position,
      })),
    }),
    'checklist.set': () => ({
      ...generator.pick([...field.items, { ticketId, itemId: generator.pick(field.itemIds) }]),
      text: generator.text(),
      position: 3,
      removed: generator.chance(0.2),
    }),
    'checklist.tick': () => ({
      ...generator.pick([...field.items, { ticketId, itemId: generator.pick(field.itemIds) }]),
      done: generator.chance(0.6),
    }),
    'visit.set': () => ({
      ticketId,
      id: generator.pick(field.visitIds),
      arrivedAt: 1_790_000_000_000,
      leftAt: generator.pick([null, 1_790_000_900_000, 1_789_000_000_000]),
      outcome: generator.maybe(() => generator.pick(['done', 'come-again'])),
      note: generator.text(),
      removed: generator.chance(0.1),
    }),
    'visit.sign': () => ({
      ...generator.pick([...field.visits, { ticketId, visitId: generator.pick(field.visitIds) }]),
      path: generator.maybe(() => 'M1 2 3 4'),
      name: generator.text(),
    }),
    'time.set': () => ({
      ticketId,
      id: generator.pick(field.visitIds),
      day: generator.pick(['2026-11-21', '2026-11-21', '2026-02-30']),
      minutes: generator.pick([5, 90]),
      note: '',
      removed: generator.chance(0.2),
    }),
  } satisfies Partial<Record<MutationName, () => Json>>;
}
