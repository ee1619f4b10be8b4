import { randomUUID } from 'node:crypto';
import { statuses } from '../../shared/model/ticket.ts';
import type { MutationName } from '../../shared/mutations/registry.ts';
import type { Dice } from './contract-field.ts';
import type { TestTenant } from './fleet.ts';
import type { Json } from './raw-client.ts';

/** Arguments of the changes of what admins keep in lists of settings, now and then wrong. */
export function makersOfSettings(
  generator: Dice,
  { people, tagId, teamId, fieldId }: TestTenant,
  { calendarId, replyId }: Record<'calendarId' | 'replyId', string>,
) {
  return {
    // Grants themselves stay: who may see what at which moment is tested in teams.fleet.test.ts.
    'policy.set': () =>
      generator.pick([
        { key: 'agents-see', value: generator.pick(['all', 'nobody']) },
        { key: 'approve-urgent', value: generator.pick(['yes', 'yes', 'no']) },
        { key: 'approve-reopened', value: generator.pick(['no', 0, 400]) },
      ]),
    'calendar.set': () => {
      const isWrong = generator.chance(0.4);
      return {
        id: generator.pick([calendarId, randomUUID()]),
        value: {
          name: randomUUID().slice(0, 20),
          timeZone: isWrong ? generator.pick(['Europe/Berlin', 'Nowhere/Land']) : 'Europe/Berlin',
          week: Array.from({ length: 7 }, () =>
            generator.chance(0.7) ? [[540, isWrong ? generator.pick([1020, 60]) : 1020]] : [],
          ),
          holidays: generator.chance(0.5) ? [] : [{ day: '2026-12-25', name: 'Christmas', windows: [] }],
        },
        archived: generator.chance(0.1),
      };
    },
    'canned-reply.set': () => ({
      id: generator.pick([replyId, calendarId, randomUUID()]),
      value: {
        name: randomUUID().slice(0, 20),
        text: generator.pick([
          'Hello {{requester.name}}',
          'Hello {{nobody}}',
          'As {{ticket.number}}.\nRegards',
        ]),
      },
      archived: generator.chance(0.2),
    }),
    'macro.set': () => ({
      id: randomUUID(),
      value: {
        name: randomUUID().slice(0, 20),
        reply: generator.maybe(() => ({
          text: generator.pick(['Hello', 'Dear {{requester.name}}', '{{x}}']),
          internal: generator.chance(0.5),
        })),
        status: generator.maybe(() => generator.pick(statuses)),
        priority: null,
        assignee: generator.maybe(() => generator.pick(['me', people.ana.id, randomUUID()])),
        teamId: generator.maybe(() => generator.pick([teamId, randomUUID()])),
        addTagIds: generator.chance(0.5) ? [] : [generator.pick([tagId, randomUUID()])],
        removeTagIds: [],
        ...(generator.chance(0.3) && {
          fields: [{ fieldId: generator.pick([fieldId, randomUUID()]), value: 'A-1' }],
        }),
      },
      archived: generator.chance(0.1),
    }),
    'sla-policy.set': () => ({
      id: randomUUID(),
      value: {
        name: randomUUID().slice(0, 20),
        order: 1,
        conditions: generator.chance(0.5) ? {} : { teamIds: [generator.pick([teamId, randomUUID()])] },
        targets: { high: { resolution: { targetMs: 3_600_000, business: generator.chance(0.5) } } },
        calendarId: generator.maybe(() => calendarId),
        pausedIn: ['pending'],
        warnAtPercent: generator.pick([75, 0]),
      },
      archived: generator.chance(0.1),
    }),
  } satisfies Partial<Record<MutationName, () => Json>>;
}
