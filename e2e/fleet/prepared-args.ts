import { randomUUID } from 'node:crypto';
import { statuses } from '../../shared/model/ticket.ts';
import type { Json } from './raw-client.ts';

/** What chance brings. */
interface Random {
  chance(of: number): boolean;
  pick<T>(from: readonly T[]): T;
  maybe<T>(value: () => T): T | null;
}

/** Arguments of `canned-reply.set`, now and then wrong ones; `known`: ids that are in use, for this or something else. */
export const replyArgs = (random: Random, known: readonly string[]): Json => ({
  id: random.pick([...known, randomUUID()]),
  value: {
    name: randomUUID().slice(0, 20),
    text: random.pick(['Hello {{requester.name}}', 'Hello {{nobody}}', 'As {{ticket.number}}.\nRegards']),
  },
  archived: random.chance(0.2),
});

/** Arguments of `macro.set`, now and then wrong ones. */
export const macroArgs = (
  random: Random,
  known: { teamId: string; tagIds: readonly string[]; personId: string },
): Json => ({
  id: randomUUID(),
  value: {
    name: randomUUID().slice(0, 20),
    reply: random.maybe(() => ({
      text: random.pick(['Hello', 'Dear {{requester.name}}', '{{x}}']),
      internal: random.chance(0.5),
    })),
    status: random.maybe(() => random.pick(statuses)),
    priority: null,
    assignee: random.maybe(() => random.pick(['me', known.personId])),
    teamId: random.maybe(() => random.pick([known.teamId, randomUUID()])),
    addTagIds: random.chance(0.5) ? [] : [random.pick(known.tagIds)],
    removeTagIds: [],
  },
  archived: random.chance(0.1),
});
