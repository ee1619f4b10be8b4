import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditedEntry, AuditSearchReply, AuditSearchRequest } from '../../shared/protocol/audit.ts';
import { writeLookInVain } from '../../sync-server/db/sync/log.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { attach, bytesOf } from './attaching.ts';
import { offline, online, openDesk } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// The log of who did what: all of it, for admins alone, page by page and as a file.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const everything: Omit<AuditSearchRequest, 'after'> = {
  personId: null,
  action: null,
  ticket: null,
  from: null,
  until: null,
  refused: false,
};

async function post({ token }: Device, path: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return await fetch(`${fleet.server.url}/desk/audit/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
}

const page = async (by: Device, over: Partial<AuditSearchRequest> = {}): Promise<AuditSearchReply> =>
  (await (await post(by, 'search', { ...everything, after: null, ...over })).json()) as AuditSearchReply;
/** What was done, without that somebody has read of it. */
const actions = async (by: Device, over: Partial<AuditSearchRequest> = {}): Promise<string[]> =>
  (await page(by, over)).entries.map(({ action }) => action).filter((action) => action !== 'audit.read');

/** Rita's ticket with what people did to it; Ben was refused something. */
async function worked() {
  const desk = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, ben, rita] = desk.devices;
  const id = await rita.file('Pump 4 leaks');
  await rounds(desk.devices);
  await ana.mutate('ticket.set-priority', { ticketId: id, priority: 'high' });
  await admin.mutate('policy.set', { key: 'reopen-days', value: 3 });
  await rounds(desk.devices);
  const number = (await ana.db.tickets.get(id))?.ticket.number ?? '';
  // His device does not know yet what it is by now.
  offline(ben);
  await ben.mutate('ticket.move', { ticketId: id, to: 'open', reason: null });
  await ana.mutate('ticket.move', { ticketId: id, to: 'resolved', reason: null });
  await ana.mutate('ticket.move', { ticketId: id, to: 'closed', reason: null });
  await ana.sync();
  online(ben);
  await rounds(desk.devices);
  return { ...desk, admin, ana, ben, rita, id, number };
}

test('an admin finds what was done, by person, action, ticket, time and refusal, newest first', async () => {
  const { people, admin, id, number } = await worked();
  expect(await actions(admin)).toEqual([
    'ticket.move', 'ticket.move', 'ticket.move', 'ticket.set-priority', 'policy.set', 'ticket.create',
  ]); // prettier-ignore
  expect(await actions(admin, { personId: people.rita.id })).toEqual(['ticket.create']);
  expect(await actions(admin, { action: 'policy.set' })).toEqual(['policy.set']);
  expect(await actions(admin, { action: 'ticket.set-priority' })).toEqual(['ticket.set-priority']);
  expect(await actions(admin, { ticket: number })).toHaveLength(5);
  expect(await actions(admin, { ticket: '190001-0001' })).toEqual([]);
  const { entries, tickets } = await page(admin, { refused: true });
  expect(entries.map(({ actorId, action, refused }) => [actorId, action, refused])).toEqual([
    [people.ben.id, 'ticket.move', 'reason-needed'],
  ]);
  expect(tickets).toEqual([[id, number, 'Pump 4 leaks']]);
  const first = (await page(admin)).entries.at(-1);
  expect(await actions(admin, { until: (first?.at ?? 0) + 1 })).toEqual(['ticket.create']);
  expect(await actions(admin, { from: (first?.at ?? 0) + 1 })).toHaveLength(5);
  const priority = (await page(admin, { action: 'ticket.set-priority' })).entries[0];
  expect(priority).toMatchObject({
    subjectId: id,
    changes: [[`ticket/${id}`, 'priority', expect.objectContaining({ priority: 'medium' }), expect.objectContaining({ priority: 'high' })]],
  }); // prettier-ignore
});

test('an entry says what changed from what to what, on the page and in both files: as it came to stand, the first value of a field too', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const id = await rita.file('Pump 4 leaks');
  await rounds(devices);
  const field = { ticketId: id, fieldId: tenant.secretFieldId };
  await ana.mutate('field.set', { ...field, value: 7 });
  await ana.mutate('field.set', { ...field, value: 8 });
  await ana.mutate('tag.add', { ticketId: id, tagId: tenant.tagId });
  await ana.mutate('ticket.set-title', { ticketId: id, title: '=Pump 5 leaks' });
  await ana.mutate('ticket.assign', { ticketId: id, assigneeId: people.ana.id, teamId: null });
  await ana.mutate('ticket.set-description', { ticketId: id, description: 'x'.repeat(4_000) });
  await rounds(devices);
  const file = await (await post(admin, 'export', { ...everything, personId: people.ana.id, format: 'jsonl' })).text();
  const lines = file.trimEnd().split('\n').map((line) => JSON.parse(line) as { action: string; changes: object[] }).reverse();
  const row = `fieldValue/${id}/${tenant.secretFieldId}`;
  const said = lines.map(({ action, changes }) => [action, ...changes.filter((change) => /^(value|title|assigneeId|removed)$/.test((change as { field: string }).field))]);
  // What came at once is in no order of its own.
  expect(said).toHaveLength(6);
  for (const one of [
    ['field.set', { row, field: 'value', old: null, new: 7 }],
    ['field.set', { row, field: 'value', old: 7, new: 8 }],
    ['tag.add', { row: `ticketTag/${id}/${tenant.tagId}`, field: 'removed', old: null, new: false }],
    ['ticket.set-title', { row: `ticket/${id}`, field: 'title', old: 'Pump 4 leaks', new: '=Pump 5 leaks' }],
    ['ticket.assign', { row: `ticket/${id}`, field: 'assigneeId', old: null, new: people.ana.id }],
    ['ticket.set-description'],
  ])
    expect(said).toContainEqual(one);
  expect(lines.flatMap(({ changes }) => changes)).toContainEqual({ row: `ticket/${id}`, field: 'description', old: '', new: 'x'.repeat(4_000) });
  const csv = await (await post(admin, 'export', { ...everything, personId: people.ana.id, format: 'csv' })).text();
  const cells = parse<Record<string, string>>(csv, { bom: true, columns: true }).map(({ action, changes }) => [action, changes]);
  expect(cells).toContainEqual(['ticket.set-title', 'title: "Pump 4 leaks" → "=Pump 5 leaks"']);
  expect(cells).toContainEqual(['ticket.set-description', `description: "" → "${'x'.repeat(1_000)}…"`]);
  const [long] = (await page(admin, { action: 'ticket.set-description' })).entries;
  expect(JSON.stringify(long?.changes)).toContain(`"${'x'.repeat(500)}…"`);
  await expectAtRest(fleet, tenant, devices);
}); // prettier-ignore

test('nobody else reads it, and that they asked is in it', async () => {
  const { tenant, people, devices, admin, ana, rita } = await worked();
  for (const by of [ana, rita])
    for (const [path, more] of [
      ['search', { after: null }],
      ['export', { format: 'csv' }],
    ] as const) {
      const reply = await post(by, path, { ...everything, ...more });
      expect([reply.status, await reply.json()]).toMatchObject([403, { code: 'not-allowed' }]);
    }
  const asked = (await page(admin, { refused: true })).entries.filter(({ subject }) => subject === 'audit');
  expect(asked.map(({ actorId, action, refused }) => [actorId, action, refused])).toEqual([
    [people.rita.id, 'audit.export', 'not-allowed'],
    [people.rita.id, 'audit.read', 'not-allowed'],
    [people.ana.id, 'audit.export', 'not-allowed'],
    [people.ana.id, 'audit.read', 'not-allowed'],
  ]);
  // Whose role was taken a moment ago is no admin any more, whatever their token says.
  await admin.mutate('person.set-role', { personId: people.ana.id, role: 'admin' });
  await rounds(devices);
  expect((await post(ana, 'search', { ...everything, after: null })).status).toBe(200);
  await admin.mutate('person.set-role', { personId: people.ana.id, role: 'agent' });
  await admin.sync();
  expect((await post(ana, 'search', { ...everything, after: null })).status).toBe(403);
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices, { refused: 1 });
});

const written = (tenant: TestTenant, count: number): Promise<unknown> =>
  asSuper(fleet, (sql) => sql`
    insert into audit (tenant_id, actor_id, action, subject, changes, claimed_at, received_at)
    select ${tenant.id}, ${tenant.people.ana.id}, 'ticket.test', 'ticket', '[]', i / 7, i / 7
    from generate_series(1, ${count}) i`); // prettier-ignore

test('pages and files have every entry once, however many there are of one moment', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin');
  const [admin] = devices;
  await written(tenant, 2_345);
  const seen: string[] = [];
  for (let after: AuditSearchRequest['after'] = null; ;) {
    const { entries, next } = await page(admin, { after });
    seen.push(...entries.map(({ id }) => id));
    if (!next) break;
    after = next;
  }
  expect(new Set(seen).size).toBe(2_345);
  expect(seen).toHaveLength(2_345);

  const file = await (await post(admin, 'export', { ...everything, format: 'jsonl' })).text();
  const lines = file.trimEnd().split('\n').map((line) => JSON.parse(line) as AuditedEntry & { person: string }); // prettier-ignore
  // And that it was read before, once.
  expect(lines.shift()).toMatchObject({ person: 'Admin', action: 'audit.read', changes: {} });
  expect(lines.map(({ id }) => id)).toEqual(seen);
  expect(lines[0]).toMatchObject({ person: 'Ana', action: 'ticket.test' });
  const reply = await post(admin, 'export', { ...everything, until: 100, format: 'csv' });
  expect(reply.headers.get('content-disposition')).toContain('attachment');
  const rows = parse(await reply.text(), { bom: true });
  expect(rows).toHaveLength(1 + 699);
  // Both are in the log, with what was asked for, and not in each other.
  expect((await page(admin, { action: 'audit.export' })).entries.map(({ changes }) => changes)).toEqual([
    { format: 'csv', until: 100 },
    { format: 'jsonl' },
  ]);
});

test('whoever is no admin any more gets no further page of a file, and it does not end as if it were whole', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  await admin.mutate('person.set-role', { personId: people.ana.id, role: 'admin' });
  await rounds(devices);
  // More than any socket between holds.
  await written(tenant, 80_000);
  const reply = await post(ana, 'export', { ...everything, format: 'jsonl' });
  expect(reply.status).toBe(200);
  await admin.mutate('person.set-role', { personId: people.ana.id, role: 'agent' });
  await admin.sync();
  await expect(reply.text()).rejects.toThrow(/terminated|aborted/);
});

test('who took something along from a device is in the log, also where there was no network', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'rita');
  const [admin, rita] = devices;
  offline(admin);
  expect(await admin.mutate('export.note', { what: 'people', format: 'csv', count: 12 })).not.toHaveProperty(
    'refusal',
  );
  online(admin);
  await rita.mutate('export.note', { what: 'refused', format: 'json', count: 1 });
  await rounds(devices);
  const { entries } = await page(admin, { action: 'export.note' });
  expect(entries.map(({ actorId, changes }) => [actorId, changes])).toEqual([
    [people.rita.id, [['', 'export.note', null, { what: 'refused', format: 'json', count: 1 }]]],
    [people.admin.id, [['', 'export.note', null, { what: 'people', format: 'csv', count: 12 }]]],
  ]);
  await expectAtRest(fleet, tenant, devices);
});

test('who asks for what is the admins’, or sends the bytes of another’s file, is refused, and that is in the log', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
  const [admin, ana, rita] = devices;
  const ticketId = await rita.file('Pump 4 leaks');
  const id = await attach(rita, ticketId, bytesOf(10));
  await rounds(devices);
  const ask = async ({ token }: Device, path: string) =>
    (await fetch(`${fleet.server.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
  for (const path of ['/desk/devices', '/people/last-seen', `/files/${ticketId}/${id}/upload`])
    expect(await ask(ana, path)).toBe(403);
  expect([await ask(admin, '/desk/devices'), await ask(admin, '/people/last-seen')]).toEqual([200, 200]);
  const { entries } = await page(admin, { refused: true });
  const told = entries.map(({ actorId, action, subject, subjectId, changes, refused }) =>
    ({ actorId, action, subject, subjectId, changes, refused })); // prettier-ignore
  const by = { actorId: people.ana.id, refused: 'not-allowed' };
  expect(told).toEqual([
    {
      ...by,
      action: 'attachment.upload',
      subject: 'ticket',
      subjectId: ticketId,
      changes: { attachment: id },
    },
    { ...by, action: 'people.last-seen', subject: 'person', subjectId: null, changes: {} },
    { ...by, action: 'devices.read', subject: 'device', subjectId: null, changes: {} },
  ]);
  await expectAtRest(fleet, tenant, devices);
});

test('who asks by name for what is not there, or not theirs to see, is in the log once a minute: the same for either, and nothing of whether it is', async () => {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita', 'rolf');
  const [admin, ana, rita, rolf] = devices;
  const ticketId = await rolf.file('Pump 4 leaks');
  const id = await attach(rolf, ticketId, bytesOf(10));
  await rounds(devices);
  const [goneId, goneFileId] = [randomUUID(), randomUUID()];
  const ask = async ({ token }: Device, path: string) => {
    const reply = await fetch(`${fleet.server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return [reply.status, await reply.json()];
  };
  for (const [ticket, file] of [[ticketId, id], [goneId, goneFileId]]) // prettier-ignore
    for (const path of [`/desk/archive/tickets/${ticket}`, `/desk/devices/of-ticket/${ticket}`, `/files/${ticket}/${file}`, `/files/${ticket}/${file}/upload`])
      for (let times = 0; times < 3; times += 1)
        expect(await ask(rita, path)).toEqual([404, expect.objectContaining({ code: 'not-found' })]);
  // What is no identity asks for nothing.
  expect((await ask(rita, '/desk/archive/tickets/x'))[0]).toBe(404);
  const told = async (over: Partial<AuditSearchRequest>) => {
    const { entries, tickets } = await page(admin, { refused: true, ...over });
    const lines = entries.map(({ actorId, action, subjectId, changes, refused }) =>
      JSON.stringify([actorId, action, subjectId, changes, refused]));
    return { lines, tickets };
  }; // prettier-ignore
  const looks = (ticket: string, attachment: string) =>
    [
      ['archive.read', {}],
      ['delivery.read', {}],
      ['attachment.download', { attachment }],
      ['attachment.upload', { attachment }],
    ].map(([action, changes]) => JSON.stringify([people.rita.id, action, ticket, changes, 'not-found']));
  const { lines, tickets } = await told({});
  expect(new Set(lines)).toEqual(new Set([...looks(ticketId, id), ...looks(goneId, goneFileId)]));
  // Asked three times over each; the clock may have passed from one minute into the next.
  expect(lines.length).toBeLessThanOrEqual(16);
  expect(tickets.map(([known]) => known)).toEqual([ticketId]);
  const number = (await ana.db.tickets.get(ticketId))?.ticket.number ?? '';
  expect(new Set((await told({ ticket: number })).lines)).toEqual(new Set(looks(ticketId, id)));
  await expectAtRest(fleet, tenant, devices);
}); // prettier-ignore

test('whoever goes through identities cannot fill the log with them, nor keep others out of it', async () => {
  const { tenant, people } = await openDesk(fleet, 'admin');
  const minute = 1_800_000_000_000;
  const look = (actorId: string, ticketId: string, at: number) =>
    inTenant(fleet.sql, tenant.id, (tx) =>
      writeLookInVain(tx, tenant.id, { actorId, action: 'archive.read', ticketId, details: {} }, at));
  const [rita, rolf] = [people.rita.id, people.rolf.id];
  for (let nth = 0; nth < 50; nth += 1) await look(rita, randomUUID(), minute + nth);
  const [once, again] = [randomUUID(), randomUUID()];
  for (let nth = 0; nth < 5; nth += 1) await look(rolf, once, minute + nth);
  await look(rita, again, minute + 60_000);
  await look(randomUUID(), again, minute);
  const found = await inTenant(fleet.sql, tenant.id, (tx) => tx<{ actor: string; n: number }[]>`
    select a.actor_id as actor, count(*)::int as n from audit a join audit_tickets t on t.audit_id = a.id and t.ticket_id = a.subject_id
    where a.refused = 'not-found' group by 1`);
  expect(new Map(found.map(({ actor, n }) => [actor, n]))).toEqual(new Map([[rita, 31], [rolf, 1]]));
}); // prettier-ignore

test('a time that could not have been is marked, in the log and in its file', async () => {
  const { tenant, devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await rounds(devices);
  offline(ana);
  // Its clock was a year behind while this was done, and is right again before it is sent.
  ana.clockOffMs = -365 * 86_400_000;
  const raw = ana.replica.now();
  await ana.mutate('ticket.set-title', { ticketId: id, title: 'Pump 4 leaks badly' });
  ana.clockOffMs = 0;
  online(ana);
  await rounds(devices);
  const [entry] = (await page(admin, { action: 'ticket.set-title' })).entries;
  expect(entry).toMatchObject({ clamped: true });
  expect(entry?.claimedRaw).toBeGreaterThanOrEqual(raw);
  expect((entry?.claimedAt ?? 0) - (entry?.claimedRaw ?? 0)).toBeGreaterThan(364 * 86_400_000);
  const file = await (await post(admin, 'export', { ...everything, format: 'csv' })).text();
  const rows = parse<Record<string, string>>(file, { bom: true, columns: true });
  const marks = rows.map(({ action, clamped }) => [action, clamped]);
  expect(marks).toContainEqual(['ticket.set-title', 'yes']);
  expect(marks).toContainEqual(['ticket.create', '']);
  await expectAtRest(fleet, tenant, devices);
});

test('an entry stays as it is: the server’s role may neither change nor delete one', async () => {
  const { tenant } = await openDesk(fleet, 'admin');
  await written(tenant, 1);
  for (const statement of [`update audit set action = 'x'`, 'delete from audit', 'truncate audit'])
    await expect(inTenant(fleet.sql, tenant.id, (tx) => tx.unsafe(statement))).rejects.toMatchObject({
      code: '42501',
    });
});
