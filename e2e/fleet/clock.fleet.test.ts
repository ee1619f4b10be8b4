import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readClock } from '../../app/store/meta.ts';
import { clockSentence } from '../../app/ui/words/sync-words.ts';
import { backupOf } from './backup.ts';
import { bodiesOn, offline, online, openDesk, openDevice, say, title, titleOn } from './desk.ts';
import { addTenant, startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// M2: one device in 2099 and one in 1999 work with the rest; neither wins for ever, neither stops anyone.

const YEAR_MS = 365.25 * 86_400_000;
const HOUR_MS = 3_600_000;
const IN_2099 = 73 * YEAR_MS;
const IN_1999 = -27 * YEAR_MS;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ana with a wrong clock, Ben with a right one, one ticket that both have seen. */
async function deskWith(clockOffMs: number) {
  const tenant = await addTenant(fleet.sql);
  const ana = await openDevice(fleet, tenant, 'ana', { clockOffMs });
  const ben = await openDevice(fleet, tenant, 'ben');
  const id = await ben.file('Pump 4 leaks');
  await rounds([ana, ben]);
  return { tenant, ana, ben, id };
}

test.each([
  ['2099', IN_2099],
  ['1999', IN_1999],
])('a device in %s wins a concurrent write when its own was later, and only then (M2)', async (_, off) => {
  const { tenant, ana, ben, id } = await deskWith(off);
  let tookMs = 1_000;
  for (const [first, second] of [
    [ana, ben],
    [ben, ana],
  ] as [Device, Device][]) {
    for (const sender of [first, second]) {
      const words = `${first.who.name} first, ${second.who.name} later, ${sender.who.name} sends first`;
      await title(first, id, `${words}: earlier`);
      // Skew is known as exactly as a request is fast: what lies further apart than that is told apart.
      await pause(Math.max(100, tookMs));
      await title(second, id, words);
      const from = performance.now();
      await sender.sync();
      await rounds([ana, ben]);
      tookMs = performance.now() - from;
      expect([await titleOn(ana, id), await titleOn(ben, id)]).toEqual([words, words]);
    }
  }
  await expectAtRest(fleet, tenant, [ana, ben]);
});

test.each([
  ['2099', IN_2099],
  ['1999', IN_1999],
])('a clock that was in %s once gives nobody an advantage after it was set right (M2)', async (_, off) => {
  const { tenant, ana, ben, id } = await deskWith(off);
  await title(ana, id, 'written under the wrong clock');
  await rounds([ana, ben]);
  ana.clockOffMs = 0;
  await rounds([ana, ben]);
  expect((await readClock(ana.db)).skewMs).toBe(0);
  await title(ana, id, 'Ana, before Ben');
  await pause(15);
  await title(ben, id, 'Ben, after Ana');
  await ben.sync();
  await rounds([ana, ben]);
  expect([await titleOn(ana, id), await titleOn(ben, id)]).toEqual(['Ben, after Ana', 'Ben, after Ana']);
  await expectAtRest(fleet, tenant, [ana, ben]);
});

test.each([
  ['3000', 974 * YEAR_MS],
  ['1200', -826 * YEAR_MS],
])('a device in %s, a time that nobody can say, works with the rest (M2)', async (_, off) => {
  const { tenant, ana, ben, id } = await deskWith(off);
  await title(ana, id, 'from another age');
  await say(ana, id, 'and some words');
  const mine = await ana.file('A ticket of then');
  await rounds([ana, ben]);
  expect([await titleOn(ana, id), await titleOn(ben, id)]).toEqual(['from another age', 'from another age']);
  const createdAt = (await ben.db.tickets.get(mine))?.ticket.createdAt ?? 0;
  expect(Math.abs(createdAt - Date.now())).toBeLessThan(HOUR_MS);
  await title(ben, id, 'Ben, after Ana');
  await rounds([ben, ana]);
  expect([await titleOn(ana, id), await titleOn(ben, id)]).toEqual(['Ben, after Ana', 'Ben, after Ana']);
  await expectAtRest(fleet, tenant, [ana, ben]);
});

test('a session that is renewed slowly before a request is no slow clock: work keeps its time (M2)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  await rounds(devices);
  const id = await ana.file('Pump 4 leaks');
  const at = (await ana.db.outbox.toArray())[0]?.at;
  const token = ana.replica.token.bind(ana.replica);
  ana.replica.token = async () => {
    await pause(4_000);
    return await token();
  };
  await ana.sync();
  ana.replica.token = token;
  await rounds(devices);
  expect((await ben.db.tickets.get(id))?.ticket.createdAt).toBe(at);
  expect((await readClock(ana.db)).skewMs).toBe(0);
  await expectAtRest(fleet, tenant, devices);
});

test('a clock that jumps to 2099 and to 1999 in mid-session loses nothing, stops nobody, and times stay right', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ben.file('Pump 4 leaks');
  await rounds(devices);
  const from = Date.now();
  for (const [i, off] of [IN_2099, IN_1999, 0, IN_1999, IN_2099].entries()) {
    await say(ana, id, `before jump ${i}`);
    ana.clockOffMs = off;
    await say(ana, id, `after jump ${i}`);
    await say(ben, id, `Ben ${i}`);
    await rounds(devices);
    const { skewMs } = await readClock(ana.db);
    expect(Math.abs(skewMs + off)).toBeLessThan(HOUR_MS);
    expect(clockSentence(skewMs) === null).toBe(off === 0);
  }
  const until = Date.now();
  const times = await asSuper(
    fleet,
    (sql) => sql<{ at: number }[]>`select created_at as at from messages where tenant_id = ${tenant.id}`,
  );
  expect(times).toHaveLength(15);
  for (const { at } of times) {
    expect(at).toBeGreaterThan(from - HOUR_MS);
    expect(at).toBeLessThan(until + HOUR_MS);
  }
  const audited = await asSuper(
    fleet,
    (sql) => sql<{ at: number }[]>`select claimed_at as at from audit where tenant_id = ${tenant.id}`,
  );
  for (const { at } of audited) expect(Math.abs(at - from)).toBeLessThan(HOUR_MS);
  await expectAtRest(fleet, tenant, devices);
});

/** What PostgreSQL has of one ticket's times: its row, its events, its messages, and the log of who did what when. */
async function timesOf(tenantId: string, ticketId: string) {
  return await asSuper(fleet, async (sql) => {
    const [ticket] = await sql<{ created: number; updated: number }[]>`
      select created_at as created, updated_at as updated from tickets where tenant_id = ${tenantId} and id = ${ticketId}`;
    const said = await sql<{ body: string; at: number }[]>`
      select body, created_at as at from messages where tenant_id = ${tenantId} and ticket_id = ${ticketId} order by created_at`;
    const events = await sql<{ what: string; at: number }[]>`
      select what, created_at as at from events where tenant_id = ${tenantId} and ticket_id = ${ticketId} order by created_at`;
    const audit = await sql<Audited[]>`
      select action, claimed_at as at, claimed_raw as raw, clamped from audit
      where tenant_id = ${tenantId} and subject_id = ${ticketId} order by n`;
    return { ticket, said: [...said], events: [...events], audit: [...audit] };
  });
}

interface Audited {
  action: string;
  at: number;
  raw: number;
  clamped: boolean;
}

test.each([
  ['a right clock', 0],
  ['a clock in 2099', IN_2099],
  ['a clock in 1999', IN_1999],
])('work done offline over hours, under %s, counts at the times it was done (M2)', async (_, off) => {
  const tenant = await addTenant(fleet.sql);
  // Its last contact was yesterday: what was done since then may have been done at any time since.
  const yesterday = Date.now() - 24 * HOUR_MS;
  const ana = await openDevice(fleet, tenant, 'ana', { clockOffMs: off });
  await asSuper(
    fleet,
    (sql) => sql`update replicas set drained_at = ${yesterday} where tenant_id = ${tenant.id}`,
  );
  const { skewMs } = await readClock(ana.db);
  offline(ana);
  const began = Date.now();
  const doneAt = async (hoursAgo: number, work: () => Promise<unknown>): Promise<number> => {
    ana.clockOffMs = off - hoursAgo * HOUR_MS;
    const from = Date.now();
    await work();
    ana.clockOffMs = off;
    return from - hoursAgo * HOUR_MS;
  };
  let id = '';
  const filed = await doneAt(9, async () => void (id = await ana.file('Pump 4 leaks')));
  const said = await doneAt(7, () => say(ana, id, 'Looked at it'));
  const moved = await doneAt(5, () =>
    ana.mutate('ticket.move', { ticketId: id, to: 'pending', reason: null }),
  );
  online(ana);
  await rounds([ana]);

  const { ticket, said: messages, events, audit } = await timesOf(tenant.id, id);
  // As exact as the skew is learned, and as this test is quick: hours apart from the time of sending.
  const slackMs = Date.now() - began + 5_000;
  const near = (at: number | undefined, wanted: number): void =>
    expect(Math.abs((at ?? 0) - wanted)).toBeLessThan(slackMs);
  expect(slackMs).toBeLessThan(HOUR_MS);
  near(ticket?.created, filed);
  // It is news from when it came (M7).
  near(ticket?.updated, began);
  near(messages[0]?.at, said);
  near(events.find(({ what }) => what === 'status')?.at, moved);
  expect(audit.map(({ action, clamped }) => [action, clamped])).toEqual([
    ['ticket.create', false],
    ['message.add', false],
    ['ticket.move', false],
  ]);
  for (const [i, done] of [filed, said, moved].entries()) {
    near(audit[i]?.at, done);
    // What the device's own clock said is kept as it came.
    near(audit[i]?.raw, done - skewMs);
  }
  await expectAtRest(fleet, tenant, [ana]);
});

test('a claim outside of what can be is moved to its edge, and the claim itself is kept (M2)', async () => {
  const tenant = await addTenant(fleet.sql);
  const ana = await openDevice(fleet, tenant, 'ana');
  const id = await ana.file('Pump 4 leaks');
  await rounds([ana]);
  const drained = Date.now();
  offline(ana);
  ana.clockOffMs = -30 * 24 * HOUR_MS;
  const raw = Date.now() + ana.clockOffMs;
  await say(ana, id, 'before there was anything to say');
  ana.clockOffMs = 0;
  online(ana);
  await rounds([ana]);
  const { audit } = await timesOf(tenant.id, id);
  expect(audit.map(({ clamped }) => clamped)).toEqual([false, true]);
  expect(Math.abs((audit[1]?.raw ?? 0) - raw)).toBeLessThan(HOUR_MS);
  expect(Math.abs((audit[1]?.at ?? 0) - drained)).toBeLessThan(HOUR_MS);
});

test.each([true, false])(
  'a clock turned by years while an answer is on its way makes nothing too old to be offered again (I1, M2); new life told: %s',
  async (incarnation) => {
    const { tenant, ana, ben, id } = await deskWith(0);
    await asSuper(fleet, async (sql) => {
      const backup = backupOf(sql);
      await backup.take();
      await say(ana, id, 'acknowledged, then lost');
      await rounds([ana, ben]);
      ana.faults = () => {
        ana.clockOffMs = IN_2099;
        return 'none';
      };
      await ana.sync();
      expect(await ana.db.sent.count()).toBeGreaterThan(0);
      ana.clockOffMs = 0;
      await backup.restore({ incarnation });
    });
    await rounds([ana, ben]);
    expect(await bodiesOn(ben, id)).toEqual(['acknowledged, then lost']);
    await expectAtRest(fleet, tenant, [ana, ben]);
  },
);
