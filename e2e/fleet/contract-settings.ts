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

/** Arguments of `calendar.set`, now and then wrong ones. */
export function calendarArgs(random: Random, calendarId: string): Json {
  const isWrong = random.chance(0.4);
  return {
    id: random.pick([calendarId, randomUUID()]),
    value: {
      name: randomUUID().slice(0, 20),
      timeZone: isWrong ? random.pick(['Europe/Berlin', 'Nowhere/Land']) : 'Europe/Berlin',
      week: Array.from({ length: 7 }, () =>
        random.chance(0.7) ? [[540, isWrong ? random.pick([1020, 60]) : 1020]] : [],
      ),
      holidays: random.chance(0.5) ? [] : [{ day: '2026-12-25', name: 'Christmas', windows: [] }],
    },
    archived: random.chance(0.1),
  };
}

/** Arguments of `sla-policy.set`, now and then wrong ones. */
export const policyArgs = (random: Random, known: { teamId: string; calendarId: string }): Json => ({
  id: randomUUID(),
  value: {
    name: randomUUID().slice(0, 20),
    order: 1,
    conditions: random.chance(0.5) ? {} : { teamIds: [random.pick([known.teamId, randomUUID()])] },
    targets: { high: { resolution: { targetMs: 3_600_000, business: random.chance(0.5) } } },
    calendarId: random.maybe(() => known.calendarId),
    pausedIn: ['pending'],
    warnAtPercent: random.pick([75, 0]),
  },
  archived: random.chance(0.1),
});
