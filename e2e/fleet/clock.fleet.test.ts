import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readClock } from '../../app/store/meta.ts';
import { clockSentence } from '../../app/ui/words/sync-words.ts';
import { openDesk, openDevice, say, title, titleOn } from './desk.ts';
import { addTenant, startFleet, type Device, type Fleet } from './fleet.ts';
import { asSuper, expectAtRest, rounds } from './invariants.ts';

// M2: one device in 2099 and one in 1999 work with the rest; neither wins for ever, neither stops anyone.

const YEAR_MS = 365.25 * 86_400_000;
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
    expect(Math.abs(skewMs + off)).toBeLessThan(5_000);
    expect(clockSentence(skewMs) === null).toBe(off === 0);
  }
  const until = Date.now();
  const times = await asSuper(
    fleet,
    (sql) => sql<{ at: number }[]>`select created_at as at from messages where tenant_id = ${tenant.id}`,
  );
  expect(times).toHaveLength(15);
  for (const { at } of times) {
    expect(at).toBeGreaterThan(from - 10_000);
    expect(at).toBeLessThan(until + 10_000);
  }
  const audited = await asSuper(
    fleet,
    (sql) => sql<{ at: number }[]>`select claimed_at as at from audit where tenant_id = ${tenant.id}`,
  );
  for (const { at } of audited) expect(Math.abs(at - from)).toBeLessThan(120_000);
  await expectAtRest(fleet, tenant, devices);
});
