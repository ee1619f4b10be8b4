import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { approvalId } from '../../shared/mutations/ask-approval.ts';
import { must } from '../../shared/lib/must.ts';
import type { Verdict } from '../../shared/protocol/push.ts';
import { ticketPreferenceId } from '../../shared/model/preference.ts';
import { archiveAll } from '../../sync-server/jobs/archive.ts';
import { addTenant, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper } from './invariants.ts';
import { announce, send } from './file-client.ts';
import { calendarNamed, importArgs, type Ids } from './walls-attacks.ts';
import { RawClient, type Answer, type Json } from './raw-client.ts';

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

/** A tenant with at least a row in every table, and a word of its own in every text. */
export interface Desk extends Ids {
  tenant: TestTenant;
  word: string;
  admin: Listening;
  ana: Listening;
  rita: Listening;
  rolf: Listening;
  /** Of Rolf, in the archive. */
  archivedId: string;
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
  await attach(ana, [ticketId, ritasTicketId], word);
  await joinTickets({ ana, rolf, ticketId, ritasTicketId, word });
  await ana.do('ticket.assign', { ticketId, assigneeId: people.ben.id, teamId });
  const { uid: eventUid } = await ana.do('ticket.set-priority', { ticketId, priority: 'high' });
  const unseen = { base: { [`ticket/${ticketId}.priority`]: null } };
  expect(await ben.do('ticket.set-priority', { ticketId, priority: 'low' }, unseen)).toMatchObject({
    status: 'conflict',
  });
  await admin.do('policy.set', { key: 'agents-see', value: 'all' });
  await admin.do('policy.set', { key: 'approve-urgent', value: 'yes' }, { version: 4 });
  await ana.do('ticket.set-priority', { ticketId, priority: 'urgent' });
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
  const archivedId = randomUUID();
  const long = { createdAt: 1_700_000_000_000, resolvedAt: 1_700_000_000_000, closedAt: 1_700_000_000_000 };
  const closed = {
    ...importArgs({ ...tenant, personId: people.rolf.id, categoryId }, archivedId, `${word} old`),
    ...long,
  };
  await admin.do('ticket.import', { ...closed, status: 'closed' });
  expect(await archiveAll(fleet.sql, tenant.id, Date.now())).toBe(1);
  await ana.do('ticket.mute', { id: ticketPreferenceId(people.ana.id, ticketId), ticketId, muted: true });
  await ana.post('/sync/numbers', { ...ana.sender(), months: [{ month: 202611, held: 0 }] });
  const fork = await Listening.of(fleet, tenant, 'ana');
  await fork.do('ticket.set-priority', { ticketId, priority: 'high' }, { uid: eventUid });
  // As if it had come to know the heads: then where it stands is noted.
  await asSuper(fleet, (sql) => sql`insert into devices (tenant_id, r, heard_at, told) select tenant_id, ord, 1, ${sql.json({ name: `${word} tablet` })} from replicas where id = ${ana.replica}`); // prettier-ignore
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
    await sql`insert into sla_eras values (${tenant.id}, 1, ${sql.json([word])})`;
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
    approvalId: approvalId(ticketId, 'urgent'),
    messageId,
    ...(await workInTheField(ana, [ticketId, ritasTicketId], word)),
  };
  return {
    tenant,
    word,
    admin,
    ana,
    rita,
    rolf,
    archivedId,
    ritasTicketId,
    eventUid,
    gonePersonId,
    goneTeamId,
    ...ids,
  };
}

/** What was done on the spot, on tickets of two requesters; answers what is on the first. */
async function workInTheField(
  who: RawClient,
  ticketIds: readonly string[],
  word: string,
): Promise<{ itemId: string; visitId: string }> {
  const made = [];
  for (const ticketId of ticketIds) {
    const [itemId, visitId] = [randomUUID(), randomUUID()];
    const text = `${word} staff checked`;
    const done = [
      await who.do('checklist.add', { ticketId, items: [{ id: itemId, text, position: 0 }] }),
      await who.do('checklist.tick', { ticketId, itemId, done: true }),
      await who.do('visit.set', {
        ticketId,
        id: visitId,
        arrivedAt: 1,
        leftAt: null,
        outcome: null,
        note: `${word} staff were there`,
        removed: false,
      }),
      await who.do('visit.sign', { ticketId, visitId, path: 'M1 2 3 4', name: `${word} staff saw` }),
      await who.do('time.set', {
        ticketId,
        id: randomUUID(),
        day: '2026-11-21',
        minutes: 5,
        note: `${word} staff counted`,
        removed: false,
      }),
    ];
    expect(new Set(done.map(({ status }) => status))).toEqual(new Set(['applied']));
    made.push({ itemId, visitId });
  }
  return must(made[0], 'work');
}

/** Says something and answers the message's id. */
async function sayMore(who: RawClient, ticketId: string, body: string, internal = false): Promise<string> {
  const id = randomUUID();
  await who.do('message.add', { ticketId, id, body, internal });
  return id;
}

/** A file of the desk's own on each ticket: none of their requesters learns of it. */
async function attach(ana: RawClient, ticketIds: readonly string[], word: string): Promise<void> {
  for (const ticketId of ticketIds) {
    const content = Buffer.from(`${word} in a file`);
    const name = `${word} staff alone know.txt`;
    const id = await announce(ana, ticketId, content, { name, internal: true });
    expect((await send(ana, `${ticketId}/${id}`, content)).json).toMatchObject({ stored: true });
  }
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
  approvalId: randomUUID(),
  messageId: randomUUID(),
  itemId: randomUUID(),
  visitId: randomUUID(),
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
