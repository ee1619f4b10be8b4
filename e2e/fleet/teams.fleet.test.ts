import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { directoryOf } from '../../app/queries/directory.ts';
import { readDirectory } from '../../app/store/paint-directory.ts';
import { readRefused } from '../../app/store/refused.ts';
import { flushAlone } from '../../app/sync/flush-alone.ts';
import { sendFiles } from '../../app/sync/send-files.ts';
import { grantsFrom } from '../../shared/rules/scopes.ts';
import { grantsOf } from '../../sync-server/db/sync/grants.ts';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attach, bytesOf } from './attaching.ts';
import { bodiesOn, offline, online, openDesk, say, title, titleOn } from './desk.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, rounds, shownOn } from './invariants.ts';

// S1: a tenant may limit agents to the tickets of their teams. Rows and grants move, devices follow.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const limit = (admin: Device, value: 'all' | 'own-teams') =>
  admin.mutate('policy.set', { key: 'agents-see', value });

const assign = (device: Device, ticketId: string, teamId: string | null) =>
  device.mutate('ticket.assign', { ticketId, assigneeId: null, teamId });

/** Puts a person into a team or takes them out; answers the membership. */
async function join(
  admin: Device,
  teamId: string,
  personId: string,
  options: { id?: string; removed?: boolean } = {},
): Promise<string> {
  const { id = randomUUID(), removed = false } = options;
  const made = await admin.mutate('membership.set', { id, teamId, personId, lead: false, removed });
  expect(made.refusal).toBeUndefined();
  return id;
}

async function ticketsOn(device: Device): Promise<string[]> {
  return (await device.db.tickets.toArray()).map((record) => record.id).sort();
}

/** Two teams: Ana is in the first from the beginning, Ben joins the second. Agents are limited to their own. */
async function openTeams() {
  const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
  const [admin, ana, ben, rita] = devices;
  const { teamId: north, otherTeamId: south } = tenant;
  const membership = await join(admin, south, people.ben.id);
  const ticketOf = async (team: string | null, words: string) => {
    const id = await rita.file(words);
    await rita.sync();
    await admin.sync();
    await admin.mutate('tag.add', { ticketId: id, tagId: tenant.tagId });
    await admin.mutate('field.set', { ticketId: id, fieldId: tenant.secretFieldId, value: 7 });
    await say(admin, id, `internal on ${words}`, true);
    await say(admin, id, `public on ${words}`);
    if (team) await assign(admin, id, team);
    return id;
  };
  const tickets = {
    north: await ticketOf(north, 'A northern pump'),
    south: await ticketOf(south, 'A southern pump'),
    nobodys: await ticketOf(null, 'A pump of nobody'),
  };
  await rounds(devices);
  await limit(admin, 'own-teams');
  await rounds(devices);
  return { tenant, people, devices, admin, ana, ben, rita, north, south, tickets, membership };
}

async function atRest(tenant: TestTenant, devices: Device[], refused = 0): Promise<void> {
  await rounds(devices);
  await expectAtRest(fleet, tenant, devices, { refused });
}

describe('a policy limits agents to their teams (S1)', () => {
  test('what was taken away leaves with the worker’s contact too, no window open (S1, D5)', async () => {
    const { tenant, devices, admin, ben, south, tickets, membership, people } = await openTeams();
    await attach(ben, tickets.south, bytesOf(100));
    await ben.sync();
    expect(await sendFiles(ben.replica, new AbortController().signal)).toBe(1);
    await rounds(devices);
    expect(await ben.db.fileBytes.count()).toBeGreaterThan(0);
    offline(ben);
    await say(ben, tickets.south, 'typed in the basement');
    await join(admin, south, people.ben.id, { id: membership, removed: true });
    await admin.sync();
    online(ben);
    const alone = { lock: <T>(work: () => Promise<T>) => work(), isLed: async () => false };
    await flushAlone(ben.replica, alone, new AbortController().signal);
    expect(await ticketsOn(ben)).toEqual([]);
    expect((await readRefused(ben.db)).length).toBe(1);
    expect([await ben.db.files.count(), await ben.db.fileBytes.count()]).toEqual([0, 0]);
    await atRest(tenant, devices, 1);
  });

  test('each holds the tickets of their own teams whole, and nothing else; admins hold all (S1)', async () => {
    const { tenant, devices, admin, ana, ben, tickets } = await openTeams();
    expect(await ticketsOn(ana)).toEqual([tickets.north]);
    expect(await ticketsOn(ben)).toEqual([tickets.south]);
    expect(await ticketsOn(admin)).toEqual(Object.values(tickets).sort());
    expect(await bodiesOn(ana, tickets.north)).toEqual([
      'internal on A northern pump',
      'public on A northern pump',
    ]);
    const record = await ana.db.tickets.get(tickets.north);
    expect([record?.tags.length, record?.values.length]).toEqual([1, 1]);
    await atRest(tenant, devices);
  });

  test('what a screen says of anybody’s grants is what the server holds them to', async () => {
    const { tenant, people, ben, admin } = await openTeams();
    for (const device of [ben, admin]) {
      const { records } = await readDirectory(device.db, device.replica.actor);
      const { policies, memberships } = directoryOf({ records, painted: {} });
      for (const { id, role } of Object.values(people)) {
        const held = await inTenant(fleet.sql, tenant.id, (tx) => grantsOf(tx, id));
        expect(grantsFrom({ id, role }, policies.get('agents-see'), memberships)).toEqual(held);
      }
    }
  });

  test('lifted again, everybody has everything', async () => {
    const { tenant, devices, admin, ana, tickets } = await openTeams();
    await limit(admin, 'all');
    await rounds(devices);
    expect(await ticketsOn(ana)).toEqual(Object.values(tickets).sort());
    await atRest(tenant, devices);
  });

  test('what stays visible never leaves the screen while scopes change under it', async () => {
    const { tenant, devices, admin, ana, tickets } = await openTeams();
    const gone: string[] = [];
    const shrunk: string[] = [];
    ana.db.tickets.hook('deleting', (id) => void gone.push(id));
    ana.db.threads.hook('deleting', (id) => void gone.push(id));
    ana.db.threads.hook('updating', (changes, id, thread) => {
      const { messages = thread.messages } = changes as Partial<typeof thread>;
      if (messages.length < thread.messages.length) shrunk.push(id);
    });
    for (const value of ['all', 'own-teams', 'all'] as const) {
      await limit(admin, value);
      await admin.sync();
      await ana.sync();
      expect(await titleOn(ana, tickets.north)).toBe('A northern pump');
      expect(await bodiesOn(ana, tickets.north)).toHaveLength(2);
    }
    expect([...gone, ...shrunk]).not.toContain(tickets.north);
    await atRest(tenant, devices);
  });

  test('a ticket that moved on while the limit came leaves, once the new scope has been filled', async () => {
    const { tenant, devices, admin, ana, south, tickets } = await openTeams();
    await limit(admin, 'all');
    await rounds(devices);
    offline(ana);
    await limit(admin, 'own-teams');
    await assign(admin, tickets.north, south);
    await admin.sync();
    online(ana);
    await ana.sync();
    expect(await ticketsOn(ana)).toEqual([]);
    await atRest(tenant, devices);
  });

  test('a device that starts now is given its own teams only', async () => {
    const { tenant, people, devices, tickets } = await openTeams();
    const fresh = await fleet.device(people.ana, { tenant });
    await fresh.sync();
    expect(await ticketsOn(fresh)).toEqual([tickets.north]);
    expect(fresh.wire.join('')).not.toMatch(/southern|of nobody/);
    await atRest(tenant, [...devices, fresh]);
  });
});

describe('tickets that move', () => {
  test('into a team: whole, with conversation, tags and fields; out of it: whole', async () => {
    const { tenant, devices, admin, ana, ben, south, tickets } = await openTeams();
    await assign(admin, tickets.north, south);
    await rounds([admin, ana, ben]);
    expect(await ticketsOn(ana)).toEqual([]);
    expect(await ana.db.threads.count()).toBe(0);
    expect([...(await shownOn(ana)).keys()]).toEqual([]);
    expect(await ticketsOn(ben)).toEqual([tickets.north, tickets.south].sort());
    expect(await bodiesOn(ben, tickets.north)).toEqual([
      'internal on A northern pump',
      'public on A northern pump',
    ]);
    await atRest(tenant, devices);
  });

  test('an agent who gives a ticket to another team lets go of it, and their edits before that count', async () => {
    const { tenant, devices, ana, ben, south, tickets } = await openTeams();
    await title(ana, tickets.north, 'Handed over');
    await assign(ana, tickets.north, south);
    await rounds([ana, ben]);
    expect(await ticketsOn(ana)).toEqual([]);
    expect(await titleOn(ben, tickets.north)).toBe('Handed over');
    await atRest(tenant, devices);
  });

  test('edits made meanwhile are refused, keep the words, and tell nothing of the ticket', async () => {
    const { tenant, devices, admin, ana, south, tickets } = await openTeams();
    offline(ana);
    await say(ana, tickets.north, 'written in the cellar');
    await title(ana, tickets.north, 'Renamed in the cellar');
    const own = await ana.file('Something else I found');
    await assign(admin, tickets.north, south);
    await title(admin, tickets.north, 'A secret of the south');
    await admin.sync();
    online(ana);
    ana.wire.length = 0;
    await ana.sync();
    const refused = await ana.db.outbox.where('state').equals('refused').toArray();
    expect(refused.map(({ name, verdict }) => [name, verdict?.code])).toEqual([
      ['message.add', 'not-found'],
      ['ticket.set-title', 'not-found'],
    ]);
    expect(JSON.stringify(refused)).toContain('written in the cellar');
    expect(ana.wire.join('')).not.toContain('secret of the south');
    expect(await ticketsOn(ana)).toEqual([own]);
    await atRest(tenant, devices, 2);
  });

  test('whoever filed a ticket that another team has sees what a requester sees, and does no more', async () => {
    const { tenant, devices, admin, ana, north, south, tickets } = await openTeams();
    const mine = await ana.file('For the south');
    await ana.sync();
    await admin.sync();
    await assign(admin, mine, north);
    await say(admin, mine, 'noted in the north', true);
    await rounds(devices);
    expect((await ana.db.tickets.get(mine))?.ticket.notedAt).not.toBeNull();
    await assign(admin, mine, south);
    await say(admin, mine, 'for their eyes only', true);
    await say(admin, mine, 'we come on Monday');
    await rounds(devices);
    expect(await ticketsOn(ana)).toEqual([mine, tickets.north].sort());
    expect(await bodiesOn(ana, mine)).toEqual(['we come on Monday']);
    expect(ana.wire.join('')).not.toContain('for their eyes only');
    const tried = await Promise.all([
      title(ana, mine, 'No'),
      ana.mutate('ticket.move', { ticketId: mine, to: 'pending', reason: null }),
      say(ana, mine, 'a note', true),
    ]);
    expect(tried.map((made) => made.refusal?.code)).toEqual(['not-allowed', 'not-allowed', 'not-allowed']);
    expect((await say(ana, mine, 'thank you')).refusal).toBeUndefined();
    await atRest(tenant, devices);
  });
});

describe('grants that change', () => {
  test('a new membership fills the device, the end of one empties it at the next contact', async () => {
    const { tenant, people, devices, admin, ana, south, tickets } = await openTeams();
    const id = await join(admin, south, people.ana.id);
    await admin.sync();
    await ana.sync();
    expect(await ticketsOn(ana)).toEqual([tickets.north, tickets.south].sort());
    expect(await bodiesOn(ana, tickets.south)).toHaveLength(2);
    await join(admin, south, people.ana.id, { id, removed: true });
    await admin.sync();
    await ana.sync();
    expect(await ticketsOn(ana)).toEqual([tickets.north]);
    await atRest(tenant, devices);
  });

  test('the device sends a receipt for what was taken away, and the log has it once', async () => {
    const { tenant, devices, people, admin, ben, south, membership } = await openTeams();
    await join(admin, south, people.ben.id, { id: membership, removed: true });
    await admin.sync();
    let lose = 2;
    ben.faults = (path) => (path.endsWith('/pull') && lose-- > 0 && lose === 0 ? 'lose-reply' : 'none');
    for (let i = 0; i < 3; i += 1) await ben.sync().catch(() => undefined);
    const receipts = await asSuper(
      fleet,
      (sql) => sql`select changes from audit where tenant_id = ${tenant.id} and actor_id = ${people.ben.id}
        and action = 'access.dropped' order by received_at`,
    );
    expect(receipts.map((row) => row['changes'])).toEqual([{ scope: 'desk' }, { scope: `team:${south}` }]);
    await atRest(tenant, devices);
  });

  test('a role taken away leaves what a requester may see; given back, it fills again', async () => {
    const { tenant, people, devices, admin, ana, tickets } = await openTeams();
    const own = await ana.file('Mine');
    await ana.sync();
    await admin.sync();
    await say(admin, own, 'not for requesters', true);
    await say(admin, own, 'for requesters');
    await rounds([admin, ana]);
    await admin.mutate('person.set-role', { personId: people.ana.id, role: 'user' });
    await admin.sync();
    await ana.sync();
    expect(await ticketsOn(ana)).toEqual([own]);
    expect(await bodiesOn(ana, own)).toEqual(['for requesters']);
    expect(await ana.db.directory.where('kind').equals('person').count()).toBe(0);
    expect((await title(ana, tickets.north, 'no')).refusal?.code).toBe('not-found');
    expect((await title(ana, own, 'no')).refusal?.code).toBe('not-allowed');
    await admin.mutate('person.set-role', { personId: people.ana.id, role: 'admin' });
    await admin.sync();
    await ana.sync();
    expect(await ticketsOn(ana)).toEqual([...Object.values(tickets), own].sort());
    expect((await limit(ana, 'all')).refusal).toBeUndefined();
    await rounds(devices);
    people.ana.role = 'admin';
    await atRest(tenant, devices);
  });

  test('work queued in a role that was taken away is refused; the rest goes on', async () => {
    const { tenant, people, devices, admin, ana, tickets } = await openTeams();
    offline(ana);
    await title(ana, tickets.north, 'As an agent');
    const own = await ana.file('As anybody');
    await admin.mutate('person.set-role', { personId: people.ana.id, role: 'user' });
    await admin.sync();
    online(ana);
    await ana.sync();
    expect(
      (await ana.db.outbox.where('state').equals('refused').toArray()).map((entry) => entry.name),
    ).toEqual(['ticket.set-title']);
    expect(await ticketsOn(ana)).toEqual([own]);
    people.ana.role = 'user';
    await atRest(tenant, devices, 1);
  });
});

describe('the lists of the tenant, offline (D4)', () => {
  test('what an admin decides is on the screen at once, and can be built upon', async () => {
    const { tenant, people, devices, admin, south } = await openTeams();
    offline(admin);
    const tagId = randomUUID();
    await admin.mutate('tag.create', { id: tagId, name: 'offline' });
    await limit(admin, 'all');
    const id = await join(admin, south, people.ana.id);
    await join(admin, south, people.ana.id, { id, removed: true });
    const ticketId = await admin.file('Tagged in the cellar');
    expect((await admin.mutate('tag.add', { ticketId, tagId })).refusal).toBeUndefined();
    const shown = directoryOf(await readDirectory(admin.db, admin.replica.actor));
    expect([shown.tags.get(tagId)?.name, shown.policies.get('agents-see')]).toEqual(['offline', 'all']);
    const joined = shown.memberships.filter((row) => row.personId === people.ana.id && row.teamId === south);
    expect(joined.map((row) => row.removed)).toEqual([true]);
    expect([...shown.waiting]).toContain(`tag/${tagId}`);
    expect((await admin.db.tickets.get(ticketId))?.tags.map((tag) => tag.id)).toEqual([tagId]);
    expect(await admin.db.directory.get(['tag', tagId])).toBeUndefined();
    online(admin);
    await atRest(tenant, devices);
    expect((await readDirectory(admin.db, admin.replica.actor)).painted).toEqual({});
  });

  test('a tag that is refused takes along what was built on it, and nothing else', async () => {
    const { tenant, people, devices, admin } = await openTeams();
    offline(admin);
    const ticketId = await admin.file('Wears a tag nobody may make');
    const tagId = randomUUID();
    await admin.mutate('tag.create', { id: tagId, name: 'safety' });
    await admin.mutate('tag.add', { ticketId, tagId });
    await title(admin, ticketId, 'Renamed');
    online(admin);
    await admin.sync();
    const refused = await admin.db.outbox.where('state').equals('refused').toArray();
    expect(refused.map(({ name, verdict }) => [name, verdict?.code])).toEqual([
      ['tag.create', 'already-exists'],
      ['tag.add', 'depends-on-refused'],
    ]);
    expect(await titleOn(admin, ticketId)).toBe('Renamed');
    expect(people.admin.role).toBe('admin');
    await atRest(tenant, devices, 2);
  });
});

describe('names (S3)', () => {
  test('go anew to the requesters who know them, when the person changes', async () => {
    const { tenant, people, devices, admin, rita } = await openTeams();
    const before = await rita.db.directory.get(['name', people.admin.id]);
    expect(before).toBeDefined();
    await admin.mutate('person.set-role', { personId: people.ben.id, role: 'admin' });
    await rounds(devices);
    const [, , ben] = devices;
    const done = await ben.mutate('person.set-role', { personId: people.admin.id, role: 'agent' });
    expect(done.refusal).toBeUndefined();
    await ben.sync();
    people.admin.role = 'agent';
    await atRest(tenant, devices);
    const after = await rita.db.directory.get(['name', people.admin.id]);
    expect([after?.row.r, after?.row.n]).not.toEqual([before?.row.r, before?.row.n]);
  });
});
