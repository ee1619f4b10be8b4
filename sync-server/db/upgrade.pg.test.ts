import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from './connect.ts';
import { testDatabase, type TestDatabase } from './testing/database.ts';

// A migration meets a database that is in use, behind walls that hold for its owner too. This one is put back to where it
// was before 0005, with people and a conflict in it, and migrated as the owner.

let database: TestDatabase;
let superuser: Sql;
let owner: Sql;
beforeAll(async () => {
  database = await testDatabase();
  superuser = connect(database.superUrl, { max: 1 });
  owner = connect(database.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await superuser.end();
  await owner.end();
  await database.stop();
});

test('0005 gives everybody a scope of their own, and old conflicts their marks (S8)', async () => {
  await superuser.unsafe(`
    drop index conflicts_lost_by, conflicts_ticket, feed_personal;
    alter table conflicts drop column lost_s, drop column kept_s, drop column ruled, drop column r, drop column n,
      drop column s, drop constraint conflicts_resolution, drop constraint conflicts_resolved, add column at bigint not null;
    create index conflicts_lost_by on conflicts (tenant_id, lost_by) where resolved_at is null`);
  const [tenant, other, ana, ben, eve, ticket] = Array.from({ length: 6 }, () => randomUUID());
  await superuser.unsafe(`
    insert into tenants (tenant_id, slug, name, created_at) values ('${tenant}', 'one', 'One', 0), ('${other}', 'two', 'Two', 0);
    insert into people (tenant_id, id, name, email, role, created_at, r, n, s) values
      ('${tenant}', '${ana}', 'Ana', 'ana@x', 'agent', 0, 1, 1, 1), ('${tenant}', '${ben}', 'Ben', 'ben@x', 'agent', 0, 1, 1, 1),
      ('${other}', '${eve}', 'Eve', 'eve@x', 'agent', 0, 1, 1, 1);
    insert into ordinals values ('${tenant}', 'scope', 7), ('${other}', 'scope', 4), ('${other}', 'replica', 2);
    insert into tickets (tenant_id, id, number, title, status, priority, requester_id, created_by, created_at, updated_at, r, n, s)
      values ('${tenant}', '${ticket}', '202611-0001', 'x', 'open', 'low', '${ana}', '${ana}', 0, 0, 1, 1, 1);
    insert into conflicts (tenant_id, ticket_id, kind, row_id, register, kept_value, kept_by, kept_r, kept_n, lost_value,
      lost_by, lost_r, lost_n, at) values ('${tenant}', '${ticket}', 1, '${ticket}', 'title', '{"title":"a"}', '${ana}', 2, 5,
      '{"title":"b"}', '${ben}', 3, 4, 1700)`);
  await owner.unsafe(await readFile(join(import.meta.dirname, 'migrations/0005_conflicts.sql'), 'utf8'));
  const scopes =
    await superuser`select tenant_id, ord, key from scopes where key like 'me:%' order by tenant_id, ord`;
  const sorted = [ana, ben].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
  expect(new Set(scopes.map(({ tenant_id: of, ord, key }) => `${of} ${ord} ${key}`))).toEqual(
    new Set([`${tenant} 7 me:${sorted[0]}`, `${tenant} 8 me:${sorted[1]}`, `${other} 4 me:${eve}`]),
  );
  expect(await superuser`select next from ordinals where what = 'scope' order by next`).toMatchObject([
    { next: 5 },
    { next: 9 },
  ]);
  expect(await superuser`select r, n, s, lost_s, kept_s, ruled from conflicts`).toMatchObject([
    { r: 2, n: 5, s: 1700 * 1024, lost_s: 1700 * 1024, kept_s: 1700 * 1024, ruled: false },
  ]);
  expect(
    await superuser`select relname from pg_class where relname in ('conflicts', 'people', 'scopes', 'ordinals') and relforcerowsecurity`,
  ).toHaveLength(4);
});

test('0012 gives tickets that are there the history their timeline tells of, each tenant its own', async () => {
  await superuser.unsafe(`
    drop table settings;
    alter table tickets drop column replied_at, drop column asked_at, drop column history, drop column breaches`);
  const [tenant, ana, rita, moved, brought, plain] = Array.from({ length: 6 }, () => randomUUID());
  const ticket = (id: string | undefined, number: number, status: string, times: string): string =>
    `('${tenant}', '${id}', '202611-${number}', 'x', '${status}', 'low', '${rita}', '${rita}', 1000, 1000, ${times}, 1, 1, 1)`;
  const event = (at: number, from: string, to: string): string =>
    `('${tenant}', '${moved}', '${randomUUID()}', '${ana}', 'status', '"${from}"', '"${to}"', false, ${at}, 1, 1, 1)`;
  const message = (by: string | undefined, staff: boolean, internal: boolean, at: number): string =>
    `('${tenant}', '${moved}', '${randomUUID()}', '${by}', 'x', ${internal}, ${staff}, ${at}, 1, 1, 1)`;
  await superuser.unsafe(`
    insert into tenants (tenant_id, slug, name, created_at) values ('${tenant}', 'three', 'Three', 0);
    insert into people (tenant_id, id, name, email, role, created_at, r, n, s) values
      ('${tenant}', '${ana}', 'Ana', 'ana@x', 'agent', 0, 1, 1, 1), ('${tenant}', '${rita}', 'Rita', 'rita@x', 'user', 0, 1, 1, 1);
    insert into tickets (tenant_id, id, number, title, status, priority, requester_id, created_by, created_at, updated_at,
      resolved_at, closed_at, r, n, s) values
      ${ticket(moved, 1001, 'pending', 'null, null')}, ${ticket(brought, 1002, 'closed', '3000, 4000')},
      ${ticket(plain, 1003, 'open', 'null, null')};
    insert into events (tenant_id, ticket_id, id, actor_id, what, old_value, new_value, internal, created_at, r, n, s) values
      ${event(2000, 'new', 'open')}, ${event(3000, 'open', 'pending')};
    insert into messages (tenant_id, ticket_id, id, author_id, body, internal, staff, created_at, r, n, s) values
      ${message(rita, false, false, 1500)}, ${message(ana, true, false, 2500)}, ${message(rita, false, false, 2700)},
      ${message(ana, true, true, 2800)}, ${message(rita, false, false, 2900)}`);
  await owner.unsafe(await readFile(join(import.meta.dirname, 'migrations/0012_sla.sql'), 'utf8'));
  const rows = await superuser`
    select id, history, replied_at, asked_at, breaches from tickets where tenant_id = ${tenant ?? ''} order by number`;
  const none = { replied_at: null, asked_at: [], breaches: [] };
  expect([...rows]).toEqual([
    { id: moved, history: [[1000, 'new'], [2000, 'open'], [3000, 'pending']], replied_at: 2500, asked_at: [2700, 2900], breaches: [] },
    { id: brought, history: [[1000, 'new'], [3000, 'resolved'], [4000, 'closed']], ...none },
    { id: plain, history: [[1000, 'open']], ...none },
  ]); // prettier-ignore
  expect(
    await superuser`select relname from pg_class where relname in ('tickets', 'events', 'messages', 'settings') and relforcerowsecurity`,
  ).toHaveLength(4);
});

test('0014 says of links that are there whether requesters see them, and lets those of merges in', async () => {
  await superuser.unsafe(`
    drop index links_leading;
    alter table links drop column public, drop constraint links_what_check, add constraint links_what_check
      check (what in ('follows', 'followed-by', 'parent-of', 'child-of', 'duplicate-of', 'duplicated-by', 'related'))`);
  const [tenant, rita, one, two, three] = Array.from({ length: 5 }, () => randomUUID());
  const ticket = (id: string | undefined, number: number): string =>
    `('${tenant}', '${id}', '202611-${number}', 'x', 'open', 'low', '${rita}', '${rita}', 0, 0, 1, 1, 1)`;
  const link = (from: string | undefined, to: string | undefined, what: string): string =>
    `('${tenant}', '${from}', '${to}', '${what}', 1, 1, 1)`;
  await superuser.unsafe(`
    insert into tenants (tenant_id, slug, name, created_at) values ('${tenant}', 'four', 'Four', 0);
    insert into people (tenant_id, id, name, email, role, created_at, r, n, s)
      values ('${tenant}', '${rita}', 'Rita', 'rita@x', 'user', 0, 1, 1, 1);
    insert into tickets (tenant_id, id, number, title, status, priority, requester_id, created_by, created_at, updated_at, r, n, s)
      values ${ticket(one, 2001)}, ${ticket(two, 2002)}, ${ticket(three, 2003)};
    insert into links (tenant_id, ticket_id, id, what, r, n, s) values
      ${link(one, two, 'follows')}, ${link(two, one, 'followed-by')}, ${link(one, three, 'related')}`);
  await owner.unsafe(await readFile(join(import.meta.dirname, 'migrations/0014_links.sql'), 'utf8'));
  const rows =
    await superuser`select what, public from links where tenant_id = ${tenant ?? ''} order by what`;
  expect([...rows]).toEqual([
    { what: 'followed-by', public: true },
    { what: 'follows', public: true },
    { what: 'related', public: false },
  ]);
  await superuser`update links set what = 'merged-into' where what = 'related'`;
  await expect(superuser`update links set what = 'else'`).rejects.toThrow(/links_what_check/);
  await expect(superuser`insert into links (tenant_id, ticket_id, id, what, r, n, s)
    values (${tenant ?? ''}, ${two ?? ''}, ${three ?? ''}, 'related', 1, 1, 1)`).rejects.toThrow(/public/); // prettier-ignore
  expect(
    await superuser`select 1 from pg_class where relname = 'links' and relforcerowsecurity`,
  ).toHaveLength(1);
});

test('0037 finds the entries of the log that are there by every ticket they are about, each tenant its own', async () => {
  await superuser`drop table audit_tickets`;
  const [tenant, ana, one, two, gone, mute, note, lost] = Array.from({ length: 8 }, () => randomUUID());
  const ticket = (id: string | undefined, number: number): string =>
    `('${tenant}', '${id}', '202611-${number}', 'x', 'open', 'low', '${ana}', '${ana}', 0, 0, 1, 1, 1)`;
  let n = 0;
  const entry = (action: string, subject: string, of: string | undefined | null, changes: unknown, refused = false): string => {
    n += 1;
    const [kept, asked, code] = refused ? [[], changes, "'not-found'"] : [changes, null, 'null'];
    return `('${tenant}', '${action}', '${subject}', ${of ? `'${of}'` : 'null'}, '${JSON.stringify(kept)}', ${asked ? `'${JSON.stringify(asked)}'` : 'null'}, ${code}, 0, ${n}, 1, ${n})`;
  }; // prettier-ignore
  const said = { what: 'related', removed: false, public: false };
  await superuser.unsafe(`
    insert into tenants (tenant_id, slug, name, created_at) values ('${tenant}', 'five', 'Five', 0);
    insert into people (tenant_id, id, name, email, role, created_at, r, n, s)
      values ('${tenant}', '${ana}', 'Ana', 'ana@x', 'agent', 0, 1, 1, 1);
    insert into tickets (tenant_id, id, number, title, status, priority, requester_id, created_by, created_at, updated_at, r, n, s)
      values ${ticket(one, 3001)}, ${ticket(two, 3002)};
    insert into notices (tenant_id, id, person_id, what, ticket_id, about_id, at, count, r, n, s)
      values ('${tenant}', '${note}', '${ana}', 'assigned', '${two}', '${two}', 0, 1, 1, 1, 1);
    insert into conflicts (tenant_id, id, ticket_id, kind, row_id, register, kept_value, lost_value, lost_by, lost_r, lost_n, lost_s,
        kept_r, kept_n, kept_s, ruled, r, n, s)
      values ('${tenant}', '${lost}', '${two}', 1, '${two}', 'title', '{}', '{}', '${ana}', 1, 1, 1, 1, 1, 1, false, 1, 1, 1);
    insert into preferences (tenant_id, id, person_id, about, wanted, r, n, s)
      values ('${tenant}', '${mute}', '${ana}', 'ticket:${one}', false, 1, 1, 1);
    insert into audit (tenant_id, action, subject, subject_id, changes, asked, refused, claimed_at, received_at, r, n) values
      ${[
        entry('ticket.create', 'ticket', one, []),
        entry('link.add', 'ticket', one, [[`link/${one}/${two}`, 'row', null, said], [`link/${two}/${one}`, 'row', null, said]]),
        entry('message.add', 'ticket', one, []),
        entry('notice.read', 'notice', note, [[`notice/${note}`, 'row', {}, {}]]),
        entry('conflict.resolve', 'conflict', lost, [[`conflict/${lost}`, 'row', {}, {}]]),
        entry('ticket.mute', 'preference', mute, []),
        entry('link.add', 'ticket', gone, { ticketId: gone, otherId: two, what: 'related' }, true),
        entry('ticket.merge', 'ticket', null, { ticketId: 'x', intoId: 7 }, true),
        entry('archive.read', 'ticket', two, {}),
        entry('archive.search', 'archive', null, { words: 'ticket/x' }),
        entry('policy.set', 'policy', one, [[`policy/${one}`, 'row', null, {}]]),
        entry('export.note', 'nothing', null, [['', 'export.note', null, {}]]),
      ].join(', ')};
    insert into events (tenant_id, ticket_id, id, actor_id, what, old_value, new_value, internal, created_at, r, n, s) values
      ('${tenant}', '${two}', '${randomUUID()}', '${ana}', 'merged-reply', null, '{}', false, 0, 1, 3, 1)`); // prettier-ignore
  await owner.unsafe(await readFile(join(import.meta.dirname, 'migrations/0037_audit_tickets.sql'), 'utf8'));
  const rows = await superuser<
    { tenant: string; n: number; action: string; ticket: string; same: boolean }[]
  >`
    select t.tenant_id as tenant, a.n, a.action, t.ticket_id as ticket, t.received_at = a.received_at as same
    from audit_tickets t join audit a on a.tenant_id = t.tenant_id and a.id = t.audit_id order by a.n`;
  const called = new Map<string | undefined, string>([[one, "one"], [two, "two"], [gone, "gone"]]); // prettier-ignore
  expect(rows.map(({ n: nth, action, ticket: of }) => `${nth} ${action} ${called.get(of)}`).sort()).toEqual([
    '1 ticket.create one', '2 link.add one', '2 link.add two', '3 message.add one', '3 message.add two',
    '4 notice.read two', '5 conflict.resolve two', '6 ticket.mute one', '7 link.add gone', '7 link.add two',
    '9 archive.read two',
  ]); // prettier-ignore
  expect(rows.every(({ tenant: of, same }) => of === tenant && same)).toBe(true);
  const forced = ['audit', 'audit_tickets', 'events', 'notices', 'conflicts', 'preferences'];
  expect(
    await superuser`select 1 from pg_class where relname = any(${forced}) and relforcerowsecurity`,
  ).toHaveLength(forced.length);
});

test('0043 lets what went into the archive before be found without its accents (A1)', async () => {
  const [tenant, ana, ticket] = Array.from({ length: 3 }, () => randomUUID());
  await superuser.unsafe(`
    insert into tenants (tenant_id, slug, name, created_at) values ('${tenant}', 'accents', 'Accents', 0);
    insert into people (tenant_id, id, name, email, role, created_at, r, n, s)
      values ('${tenant}', '${ana}', 'Ana Dvořák', 'ana@x', 'agent', 0, 1, 1, 1);
    insert into tickets (tenant_id, id, number, title, status, priority, requester_id, created_by, created_at, updated_at,
      resolved_at, closed_at, archived_at, r, n, s) values ('${tenant}', '${ticket}', '202611-0001', 'Größe', 'closed', 'low',
      '${ana}', '${ana}', 0, 0, 1, 2, 3, 1, 1, 1);
    insert into messages (tenant_id, ticket_id, id, author_id, body, internal, staff, created_at, r, n, s)
      values ('${tenant}', '${ticket}', gen_random_uuid(), '${ana}', 'Über Nacht', true, true, 1, 1, 1, 1);
    insert into archive_texts values ('${tenant}', '${ticket}', to_tsvector('simple', 'Größe'), to_tsvector('simple', 'Größe'))`);
  await owner.unsafe(
    await readFile(join(import.meta.dirname, 'migrations/0043_archive_accents.sql'), 'utf8'),
  );
  const [found] = await superuser`
    select said @@ to_tsquery('simple', 'große & dvorak') as said, said @@ to_tsquery('simple', 'uber') as leaked,
      noted @@ to_tsquery('simple', ${`uber & tenant${tenant?.replaceAll('-', '')}`}) as noted
    from archive_texts where ticket_id = ${ticket ?? ''}`;
  expect(found).toEqual({ said: true, leaked: false, noted: true });
  expect(
    await superuser`select relname from pg_class where relname in ('archive_texts', 'tickets', 'people', 'field_values', 'messages') and relforcerowsecurity`,
  ).toHaveLength(5);
});
