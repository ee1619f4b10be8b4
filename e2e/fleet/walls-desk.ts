import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { MutationName } from '../../shared/mutations/registry.ts';
import type { Verdict } from '../../shared/protocol/push.ts';
import { addTenant, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper } from './invariants.ts';
import { newTicketArgs, RawClient, type Answer, type Json } from './raw-client.ts';

/** A client that keeps every answer it was ever given, so that nothing can slip by unread. */
export class Listening extends RawClient {
  readonly heard: string[] = [];

  static async of(fleet: Fleet, tenant: TestTenant, who: keyof TestTenant['people']): Promise<Listening> {
    const { token, replica, incarnation } = await RawClient.open(fleet, tenant, tenant.people[who]);
    return Object.assign(new Listening(fleet, tenant, tenant.people[who]), { token, replica, incarnation });
  }

  override async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await super.post(path, body, headers);
    this.heard.push(JSON.stringify(answer.json));
    return answer;
  }
}

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
  /** On the ticket. */
  messageId: string;
}

/** A tenant with at least a row in every table, and a word of its own in every text. */
export interface Desk extends Ids {
  tenant: TestTenant;
  word: string;
  admin: Listening;
  ana: Listening;
  rita: Listening;
  rolf: Listening;
  /** Of Rita; `ticketId` is Rolf's. */
  ritasTicketId: string;
  eventUid: string;
  gonePersonId: string;
  goneTeamId: string;
}

export async function furnish(fleet: Fleet, name: string): Promise<Desk> {
  const word = `${name}${randomUUID().slice(0, 8)}`;
  const tenant = await addTenant(fleet.sql, word);
  const [admin, ana, ben, rita, rolf] = [
    await Listening.of(fleet, tenant, 'admin'),
    await Listening.of(fleet, tenant, 'ana'),
    await Listening.of(fleet, tenant, 'ben'),
    await Listening.of(fleet, tenant, 'rita'),
    await Listening.of(fleet, tenant, 'rolf'),
  ];
  const { people, tagId, secretFieldId, teamId } = tenant;
  const ritasTicketId = await rita.file('The gate is stuck');
  const ticketId = await rolf.file(`${word} Rolf alone knows`);
  for (const id of [ticketId, ritasTicketId]) {
    await say(ana, id, `${word} staff alone know`, true);
    await ana.do('tag.add', { ticketId: id, tagId });
    await ana.do('field.set', { ticketId: id, fieldId: secretFieldId, value: 471108159 });
  }
  await say(ana, ticketId, `${word} to Rolf`, false);
  const messageId = await sayMore(rolf, ticketId, `${word} Rolf says`);
  await joinTickets({ ana, rolf, ticketId, ritasTicketId, word });
  await ana.do('ticket.assign', { ticketId, assigneeId: people.ben.id, teamId });
  const { uid: eventUid } = await ana.do('ticket.set-priority', { ticketId, priority: 'high' });
  const unseen = { base: { [`ticket/${ticketId}.priority`]: null } };
  expect(await ben.do('ticket.set-priority', { ticketId, priority: 'low' }, unseen)).toMatchObject({
    status: 'conflict',
  });
  await admin.do('policy.set', { key: 'agents-see', value: 'all' });
  const settledId = await rolf.file(`${word} settled`);
  for (const to of ['resolved', 'closed'])
    await ana.do('ticket.move', { ticketId: settledId, to, reason: null });
  const followUp = { id: randomUUID(), number: null };
  const again = { ticketId: settledId, id: randomUUID(), body: `${word} again`, internal: false, followUp };
  expect(await rolf.do('message.add', again, { version: 2 })).toMatchObject({ status: 'applied' });
  const settingId = randomUUID();
  await admin.do('calendar.set', { id: settingId, value: calendarNamed(`${word} hours`), archived: false });
  const categoryId = randomUUID();
  await admin.do('category.create', { id: categoryId, name: `${word} category` });
  await admin.do(
    'ticket.import',
    importArgs({ ...tenant, personId: people.rolf.id, categoryId }, randomUUID(), word),
  );
  await ana.post('/sync/numbers', { ...ana.sender(), months: [{ month: 202611, held: 0 }] });
  const fork = await Listening.of(fleet, tenant, 'ana');
  await fork.do('ticket.set-priority', { ticketId, priority: 'high' }, { uid: eventUid });
  const [gonePersonId, goneTeamId] = [randomUUID(), randomUUID()];
  await asSuper(fleet, async (sql) => {
    const common = { tenant_id: tenant.id, r: 1, n: 1, s: 0 };
    const gone = { name: `${word} gone`, email: `${word}@gone.example`, role: 'agent', active: false };
    await sql`insert into people ${sql({ ...common, ...gone, id: gonePersonId, created_at: 0 })}`;
    await sql`insert into teams ${sql({ ...common, id: goneTeamId, name: `${word} gone`, archived: true })}`;
    const identity = {
      issuer: 'waypost',
      subject: `${word}@gone.example`,
      password_hash: 'none',
      created_at: 0,
    };
    await sql`insert into identities ${sql({ tenant_id: tenant.id, person_id: people.ana.id, ...identity })}`;
    await sql`insert into horizons values (${tenant.id}, 1, 9999, 1)`;
    await sql`insert into upkeep values (${tenant.id}, 0)`;
    await sql`insert into sla_rules values (${tenant.id}, ${word})`;
  });
  const [conflict] = await asSuper(
    fleet,
    (sql) => sql`select id from conflicts where lost_by = ${people.ana.id}`,
  );
  const conflictId = conflict?.['id'] as string;
  const [notice] = await asSuper(
    fleet,
    (sql) => sql`select id from notices where person_id = ${people.rolf.id} order by at`,
  );
  const noticeId = notice?.['id'] as string;
  const ids = {
    ticketId,
    personId: people.ben.id,
    teamId,
    categoryId,
    tagId,
    fieldId: secretFieldId,
    conflictId,
    settingId,
    noticeId,
    messageId,
  };
  return { tenant, word, admin, ana, rita, rolf, ritasTicketId, eventUid, gonePersonId, goneTeamId, ...ids };
}

/** Says something and answers the message's id. */
async function sayMore(who: RawClient, ticketId: string, body: string, internal = false): Promise<string> {
  const id = randomUUID();
  await who.do('message.add', { ticketId, id, body, internal });
  return id;
}

/**
 * What staff make of tickets of two requesters: one of Rolf's merged into Rita's, and written on since; another linked to
 * hers; a note on hers made a ticket. She learns nothing of it all.
 */
async function joinTickets(desk: {
  ana: RawClient;
  rolf: RawClient;
  ticketId: string;
  ritasTicketId: string;
  word: string;
}): Promise<void> {
  const { ana, rolf, ticketId, ritasTicketId, word } = desk;
  const merged = await rolf.file(`${word} Rolf once more`);
  const before = Date.now() - 1;
  const done = [
    await ana.do('ticket.merge', { ticketId: merged, intoId: ritasTicketId }),
    await ana.do('link.add', { ticketId: ritasTicketId, otherId: ticketId, what: 'follows' }),
    await ana.do('ticket.split', {
      ticketId: ritasTicketId,
      messageId: await sayMore(ana, ritasTicketId, `${word} staff split this off`, true),
      id: randomUUID(),
      number: null,
      title: `${word} staff split this off`,
    }),
  ];
  expect(done.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
  await sayMore(ana, merged, `${word} staff on what was merged`, true);
  const late = {
    ticketId: merged,
    id: randomUUID(),
    body: `${word} Rolf knew nothing of it`,
    internal: false,
  };
  expect(await rolf.do('message.add', late, { at: before })).toMatchObject({ status: 'applied' });
}

export const say = (who: RawClient, ticketId: string, body: string, internal: boolean): Promise<Verdict> =>
  who.do('message.add', { ticketId, id: randomUUID(), body, internal });

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

const calendarNamed = (name: string): Json => ({
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

const unmerging = (ticketId: string, intoId: string): Json => ({ ticketId, intoId, mergedBy: randomUUID() });
const linking = (ticketId: string, otherId: string): Json => ({ ticketId, otherId, what: 'related' });
const splitting = ({ ticketId, messageId }: Ids): Json => ({
  ticketId,
  messageId,
  id: randomUUID(),
  number: null,
  title: 'x',
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
    ['membership.set', 'teamId', (own, alien) => membershipArgs({ ...own, teamId: alien.teamId })],
    ['membership.set', 'personId', (own, alien) => membershipArgs({ ...own, personId: alien.personId })],
    ['person.set-role', 'personId', (_, alien) => ({ personId: alien.personId, role: 'admin' })],
    ['person.set-active', 'personId', (_, alien) => ({ personId: alien.personId, active: false })],
    ['conflict.resolve', 'conflictId', (_, alien) => resolving(alien)],
    ['conflict.resolve', 'ticketId', (own, alien) => resolving({ ...own, ticketId: alien.ticketId })],
    ['conflict.resolve', 'conflictId', (_, alien) => restoringPriority(alien)],
    ['notice.read', 'noticeId', (_, alien) => ({ ids: [alien.noticeId], read: true })],
  ];
export const table = attacks.map(([mutation, argument, args], i) => ({ mutation, argument, args, i }));

/** Ids that nobody has. */
export const nobodys = (): Ids => ({
  ticketId: randomUUID(),
  personId: randomUUID(),
  teamId: randomUUID(),
  categoryId: randomUUID(),
  tagId: randomUUID(),
  fieldId: randomUUID(),
  conflictId: randomUUID(),
  settingId: randomUUID(),
  noticeId: randomUUID(),
  messageId: randomUUID(),
});

export const gist = ({ status, code, message, details, standing }: Verdict): Json => ({
  status,
  code,
  message,
  details,
  standing,
});

export const pullOf = (over: Json = {}): Json => ({ epoch: 0, scopes: {}, filling: [], want: [], ...over });
export const fillOf = (key: string, resume: Json | null = null): Json => ({
  scopes: [{ key, generation: 1, resume, screen: true }],
});

/** Every way in that a device uses, with a body that is right but for the sender. */
export const posts: [path: string, body: () => Json][] = [
  ['/sync/replicas', () => ({ was: null })],
  ['/sync/numbers', () => ({ months: [{ month: 202611, held: 0 }] })],
  ['/sync/push', () => ({ mutations: [probe()] })],
  ['/sync/pull', () => pullOf()],
  ['/sync/fill', () => fillOf('desk')],
];

/** A first mutation that does nothing. */
const probe = (): Json => ({
  n: 1, uid: randomUUID(), prev: null, name: 'x', version: 1, args: {}, at: 0, s: 0, base: {}, needs: [], echo: '',
}); // prettier-ignore

/** An open stream, and all that was heard on it. */
export async function listenTo(who: RawClient, protocol = 1): Promise<{ text(): string; close(): void }> {
  const end = new AbortController();
  const headers = { authorization: `Bearer ${who.token}` };
  const response = await fetch(`${who.fleet.server.url}/sync/stream?protocol=${protocol}`, {
    headers,
    signal: end.signal,
  });
  let text = '';
  void (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
  })().catch(() => undefined);
  await expect.poll(() => text).toContain('event: hello');
  return { text: () => text, close: () => end.abort() };
}
