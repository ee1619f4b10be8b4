import { randomUUID } from 'node:crypto';
import { kindPreferenceId } from '../../shared/model/preference.ts';
import type { MutationName } from '../../shared/mutations/registry.ts';
import { newTicketArgs, type Json } from './raw-client.ts';

/** Ids that may stand in a mutation's arguments. */
export interface Ids {
  ticketId: string;
  personId: string;
  teamId: string;
  categoryId: string;
  tagId: string;
  fieldId: string;
  /** A conflict that Ana lost. */
  conflictId: string;
  /** A calendar. */
  settingId: string;
  /** Of Rolf. */
  noticeId: string;
  /** On the ticket, like an item of its checklist and a visit. */
  messageId: string;
  /** Asked for by Ana on the ticket. */
  approvalId: string;
  itemId: string;
  visitId: string;
}

export const importArgs = (
  ids: Pick<Ids, 'categoryId' | 'personId' | 'tagId'>,
  id: string,
  source: string,
): Json => ({
  id,
  external: { source, id: 'T-1' },
  title: `${source} imported`,
  description: '',
  status: 'open',
  priority: 'low',
  categoryId: ids.categoryId,
  requesterId: ids.personId,
  assigneeId: null,
  teamId: null,
  place: null,
  createdAt: 1_700_000_000_000,
  deadline: null,
  resolvedAt: null,
  closedAt: null,
  tagIds: [ids.tagId],
  messages: [
    { id: randomUUID(), authorId: ids.personId, body: 'old', internal: true, createdAt: 1_700_000_000_000 },
  ],
});

const deciding = ({ ticketId, approvalId }: Ids): Json => ({
  ticketId,
  approvalId,
  decision: 'approve',
  word: null,
});
const resolving = ({ conflictId, ticketId }: Ids): Json => ({
  conflictId,
  ticketId,
  choice: 'keep',
  write: null,
});
const restoringPriority = (ids: Ids): Json => ({
  ...resolving(ids),
  choice: 'restore',
  write: { name: 'ticket.set-priority', args: { ticketId: ids.ticketId, priority: 'high' } },
});

const imported =
  (over: (alien: Ids) => Json) =>
  (own: Ids, alien: Ids): Json => ({
    ...importArgs(own, randomUUID(), `s-${randomUUID()}`),
    ...over(alien),
  });
const created =
  (over: (alien: Ids) => Json) =>
  (own: Ids, alien: Ids): Json => ({
    ...newTicketArgs(randomUUID(), own.personId),
    ...over(alien),
  });

const membershipArgs = ({ teamId, personId }: Ids): Json => ({
  id: randomUUID(),
  teamId,
  personId,
  lead: true,
  removed: false,
});

export const calendarNamed = (name: string): Json => ({
  name,
  timeZone: 'Europe/Berlin',
  week: Array.from({ length: 7 }, () => [[540, 1020]]),
  holidays: [],
});

const promising =
  (over: (alien: Ids) => Json) =>
  (_: Ids, alien: Ids): Json => ({
    id: randomUUID(),
    value: {
      name: 'x',
      order: 1,
      conditions: {},
      targets: { low: { resolution: { targetMs: 3_600_000, business: false } } },
      calendarId: null,
      pausedIn: [],
      warnAtPercent: 75,
      ...over(alien),
    },
    archived: false,
  });

const running =
  (over: (alien: Ids) => Json) =>
  (_: Ids, alien: Ids): Json => ({
    id: randomUUID(),
    value: {
      name: 'x',
      reply: null,
      status: 'pending',
      priority: null,
      assignee: null,
      teamId: null,
      addTagIds: [],
      removeTagIds: [],
      ...over(alien),
    },
    archived: false,
  });

const templated =
  (over: (alien: Ids) => Json) =>
  (_: Ids, alien: Ids): Json => ({
    id: randomUUID(),
    value: {
      name: 'x',
      title: null,
      description: '',
      priority: 'low',
      categoryId: null,
      teamId: null,
      tagIds: [],
      fields: [],
      checklist: [],
      ...over(alien),
    },
    archived: false,
  });

const item = (ticketId: string, itemId: string): Json => ({ ticketId, itemId });
const visiting = (ticketId: string, id: string): Json => ({
  ticketId,
  id,
  arrivedAt: 1,
  leftAt: null,
  outcome: null,
  note: 'x',
  removed: false,
});
const unmerging = (ticketId: string, intoId: string): Json => ({ ticketId, intoId, mergedBy: randomUUID() });
const linking = (ticketId: string, otherId: string): Json => ({ ticketId, otherId, what: 'related' });
const naming = ({ ticketId, messageId }: Ids): Json => ({ ticketId, messageId });
const editing = (ids: Ids): Json => ({ ...naming(ids), body: 'other words' });
const splitting = ({ ticketId, messageId }: Ids): Json => ({
  ticketId,
  messageId,
  id: randomUUID(),
  number: null,
  title: 'x',
});

/** A file on somebody's ticket, or with somebody's message. */
export const fileArgs = ({ ticketId, messageId }: { ticketId: string; messageId: string | null }): Json => ({
  ticketId,
  id: randomUUID(),
  messageId,
  name: 'x.txt',
  type: 'text/plain',
  bytes: 3,
  sha256: 'ab'.repeat(32),
  width: null,
  height: null,
  internal: false,
});

/** Every id of every mutation, with somebody else's in its place: the arguments from own ids and from alien ones. */
export const attacks: [mutation: MutationName, argument: keyof Ids, args: (own: Ids, alien: Ids) => Json][] =
  [
    ['ticket.create', 'categoryId', created((alien) => ({ categoryId: alien.categoryId }))],
    ['ticket.create', 'personId', created((alien) => ({ requesterId: alien.personId }))],
    ['ticket.create', 'personId', created((alien) => ({ assigneeId: alien.personId }))],
    ['ticket.create', 'teamId', created((alien) => ({ teamId: alien.teamId }))],
    ['ticket.set-title', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, title: 'mine' })],
    ['ticket.set-description', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, description: 'mine' })],
    [
      'ticket.set-category',
      'ticketId',
      (own, alien) => ({ ticketId: alien.ticketId, categoryId: own.categoryId }),
    ],
    [
      'ticket.set-category',
      'categoryId',
      (own, alien) => ({ ticketId: own.ticketId, categoryId: alien.categoryId }),
    ],
    ['ticket.move', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, to: 'open', reason: null })],
    ['ticket.restore', 'ticketId', (_, { ticketId }) => ({ ticketId, reason: 'mine' })],
    ['ticket.move-back', 'ticketId', (_, { ticketId }) => ({ ticketId, eventIds: [randomUUID()] })],
    [
      'ticket.set-place',
      'ticketId',
      (_, { ticketId }) => ({ ticketId, address: 'mine', latitude: null, longitude: null }),
    ],
    ['ticket.set-appointment', 'ticketId', (_, { ticketId }) => ({ ticketId, startsAt: 0, endsAt: 1 })],
    ['ticket.set-priority', 'ticketId', (_, alien) => ({ ticketId: alien.ticketId, priority: 'urgent' })],
    [
      'ticket.assign',
      'ticketId',
      (own, alien) => ({ ticketId: alien.ticketId, assigneeId: null, teamId: own.teamId }),
    ],
    [
      'ticket.assign',
      'personId',
      (own, alien) => ({ ticketId: own.ticketId, assigneeId: alien.personId, teamId: null }),
    ],
    [
      'ticket.assign',
      'teamId',
      (own, alien) => ({ ticketId: own.ticketId, assigneeId: null, teamId: alien.teamId }),
    ],
    [
      'ticket.set-requester',
      'ticketId',
      (own, alien) => ({ ticketId: alien.ticketId, requesterId: own.personId }),
    ],
    [
      'ticket.set-requester',
      'personId',
      (own, alien) => ({ ticketId: own.ticketId, requesterId: alien.personId }),
    ],
    ['ticket.import', 'categoryId', imported((alien) => ({ categoryId: alien.categoryId }))],
    ['ticket.import', 'personId', imported((alien) => ({ requesterId: alien.personId }))],
    ['ticket.import', 'personId', imported((alien) => ({ assigneeId: alien.personId }))],
    ['ticket.import', 'teamId', imported((alien) => ({ teamId: alien.teamId }))],
    ['ticket.import', 'tagId', imported((alien) => ({ tagIds: [alien.tagId] }))],
    [
      'ticket.import',
      'personId',
      imported((alien) => ({
        messages: [{ id: randomUUID(), authorId: alien.personId, body: 'x', internal: false, createdAt: 0 }],
      })),
    ],
    [
      'message.add',
      'ticketId',
      (_, { ticketId }) => ({ ticketId, id: randomUUID(), body: 'x', internal: false }),
    ],
    [
      'message.add',
      'ticketId',
      (_, { ticketId }) => ({ ticketId, id: randomUUID(), body: 'x', internal: true }),
    ],
    ['attachment.add', 'ticketId', (_, { ticketId }) => fileArgs({ ticketId, messageId: null })],
    ['attachment.add', 'ticketId', (_, { ticketId, messageId }) => fileArgs({ ticketId, messageId })],
    ['attachment.add', 'messageId', (own, alien) => fileArgs({ ...own, messageId: alien.messageId })],
    ['tag.add', 'ticketId', (own, alien) => ({ ticketId: alien.ticketId, tagId: own.tagId })],
    ['tag.add', 'tagId', (own, alien) => ({ ticketId: own.ticketId, tagId: alien.tagId })],
    ['tag.remove', 'ticketId', (own, alien) => ({ ticketId: alien.ticketId, tagId: own.tagId })],
    ['tag.remove', 'tagId', (own, alien) => ({ ticketId: own.ticketId, tagId: alien.tagId })],
    ['field.set', 'ticketId', (own, alien) => ({ ticketId: alien.ticketId, fieldId: own.fieldId, value: 1 })],
    ['field.set', 'fieldId', (own, alien) => ({ ticketId: own.ticketId, fieldId: alien.fieldId, value: 1 })],
    ['ticket.take', 'ticketId', (_, { ticketId }) => ({ ticketId })],
    ['ticket.merge', 'ticketId', (own, alien) => ({ ticketId: alien.ticketId, intoId: own.ticketId })],
    ['ticket.merge', 'ticketId', (own, alien) => ({ ticketId: own.ticketId, intoId: alien.ticketId })],
    ['ticket.unmerge', 'ticketId', (own, alien) => unmerging(alien.ticketId, own.ticketId)],
    ['ticket.unmerge', 'ticketId', (own, alien) => unmerging(own.ticketId, alien.ticketId)],
    ['ticket.split', 'ticketId', (own, alien) => splitting({ ...own, ticketId: alien.ticketId })],
    ['ticket.split', 'messageId', (own, alien) => splitting({ ...own, messageId: alien.messageId })],
    ['message.edit', 'ticketId', (own, alien) => editing({ ...own, ticketId: alien.ticketId })],
    ['message.edit', 'messageId', (own, alien) => editing({ ...own, messageId: alien.messageId })],
    ['message.redact', 'ticketId', (own, alien) => naming({ ...own, ticketId: alien.ticketId })],
    ['message.redact', 'messageId', (own, alien) => naming({ ...own, messageId: alien.messageId })],
    ['link.add', 'ticketId', (own, alien) => linking(alien.ticketId, own.ticketId)],
    ['link.add', 'ticketId', (own, alien) => linking(own.ticketId, alien.ticketId)],
    ['link.remove', 'ticketId', (own, { ticketId }) => ({ ticketId, otherId: own.ticketId })],
    ['link.remove', 'ticketId', ({ ticketId }, alien) => ({ ticketId, otherId: alien.ticketId })],
    ['sla-policy.set', 'settingId', promising((alien) => ({ calendarId: alien.settingId }))],
    [
      'sla-policy.set',
      'categoryId',
      promising((alien) => ({ conditions: { categoryIds: [alien.categoryId] } })),
    ],
    ['sla-policy.set', 'teamId', promising((alien) => ({ conditions: { teamIds: [alien.teamId] } }))],
    ['sla-policy.set', 'tagId', promising((alien) => ({ conditions: { tagIds: [alien.tagId] } }))],
    ['macro.set', 'personId', running((alien) => ({ assignee: alien.personId }))],
    ['macro.set', 'teamId', running((alien) => ({ teamId: alien.teamId }))],
    ['macro.set', 'tagId', running((alien) => ({ addTagIds: [alien.tagId] }))],
    ['ticket-template.set', 'categoryId', templated((alien) => ({ categoryId: alien.categoryId }))],
    ['ticket-template.set', 'teamId', templated((alien) => ({ teamId: alien.teamId }))],
    ['ticket-template.set', 'tagId', templated((alien) => ({ tagIds: [alien.tagId] }))],
    [
      'ticket-template.set',
      'fieldId',
      templated((alien) => ({ fields: [{ fieldId: alien.fieldId, value: 1 }] })),
    ],
    [
      'checklist.add',
      'ticketId',
      (_, { ticketId }) => ({ ticketId, items: [{ id: randomUUID(), text: 'x', position: 0 }] }),
    ],
    [
      'checklist.set',
      'ticketId',
      (_, { ticketId, itemId }) => ({ ...item(ticketId, itemId), text: 'x', position: 0, removed: true }),
    ],
    [
      'checklist.set',
      'itemId',
      ({ ticketId }, { itemId }) => ({ ...item(ticketId, itemId), text: 'x', position: 0, removed: true }),
    ],
    ['checklist.tick', 'ticketId', (_, { ticketId, itemId }) => ({ ...item(ticketId, itemId), done: true })],
    ['checklist.tick', 'itemId', ({ ticketId }, { itemId }) => ({ ...item(ticketId, itemId), done: true })],
    ['visit.set', 'ticketId', (_, { ticketId, visitId }) => visiting(ticketId, visitId)],
    ['visit.sign', 'ticketId', (_, { ticketId, visitId }) => ({ ticketId, visitId, path: null, name: 'x' })],
    ['visit.sign', 'visitId', ({ ticketId }, { visitId }) => ({ ticketId, visitId, path: null, name: 'x' })],
    [
      'time.set',
      'ticketId',
      (_, { ticketId }) => ({
        ticketId,
        id: randomUUID(),
        day: '2026-11-21',
        minutes: 5,
        note: 'x',
        removed: false,
      }),
    ],
    ['membership.set', 'teamId', (own, alien) => membershipArgs({ ...own, teamId: alien.teamId })],
    ['membership.set', 'personId', (own, alien) => membershipArgs({ ...own, personId: alien.personId })],
    ['person.set-role', 'personId', (_, alien) => ({ personId: alien.personId, role: 'admin' })],
    ['person.set-active', 'personId', (_, alien) => ({ personId: alien.personId, active: false })],
    ['conflict.resolve', 'conflictId', (_, alien) => resolving(alien)],
    ['conflict.resolve', 'ticketId', (own, alien) => resolving({ ...own, ticketId: alien.ticketId })],
    ['conflict.resolve', 'conflictId', (_, alien) => restoringPriority(alien)],
    ['approval.decide', 'ticketId', (own, alien) => deciding({ ...own, ticketId: alien.ticketId })],
    ['approval.decide', 'approvalId', (own, alien) => deciding({ ...own, approvalId: alien.approvalId })],
    [
      'notice.choose',
      'personId',
      (_, alien) => ({ id: kindPreferenceId(alien.personId, 'replied'), what: 'replied', wanted: false }),
    ],
    ['ticket.mute', 'ticketId', (_, alien) => ({ id: randomUUID(), ticketId: alien.ticketId, muted: true })],
    ['notice.read', 'noticeId', (_, alien) => ({ ids: [alien.noticeId], read: true })],
  ];
/** The same of ids that only a later version takes. */
const laterAttacks: [...(typeof attacks)[number], version: number][] = [
  [
    'ticket.set-priority',
    'ticketId',
    (_, { ticketId }) => ({ ticketId, priority: 'urgent', takesBack: randomUUID() }),
    2,
  ],
  ['macro.set', 'categoryId', running((alien) => ({ categoryId: alien.categoryId })), 2],
  ['macro.set', 'fieldId', running((alien) => ({ fields: [{ fieldId: alien.fieldId, value: 1 }] })), 2],
];

export const table = [...attacks.map((attack) => [...attack, 1] as const), ...laterAttacks].map(
  ([mutation, argument, args, version], i) => ({ mutation, argument, args, version, i }),
);
