import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSync, readWatch, updateSync } from '../../app/store/meta.ts';
import { Latch } from '../../app/sync/latch.ts';
import { runLoop } from '../../app/sync/loop.ts';
import { countQueued } from '../../app/sync/replica.ts';
import { STUCK_MS, Watchdog, type Finding } from '../../app/sync/watchdog.ts';
import { offline, online, openDesk, pathOf, say } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest } from './invariants.ts';

// D7: a loop that hangs in any way a loop can is noticed by something that shares nothing with it, and begun anew.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const LOOK_MS = 15_000;
const never = new Promise<never>(() => undefined);

/** A loop that can be left behind, as a tab leaves one behind that hangs, and a watchdog over it. */
function watched(device: Device, lockWork: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()) {
  let abort = new AbortController();
  let restarts = 0;
  let freed = 0;
  let lock = lockWork;
  const begin = (): void => {
    abort = new AbortController();
    void runLoop(device.replica, (work) => lock(work), new Latch(), abort.signal);
  };
  begin();
  const watchdog = new Watchdog(device.replica, {
    async stuck() {
      restarts += 1;
      abort.abort();
      begin();
    },
    silent: async () => undefined,
    async movingAgain() {
      freed += 1;
    },
  });
  return {
    counts: () => ({ restarts, freed }),
    async look(times: number): Promise<Finding[]> {
      const findings: Finding[] = [];
      for (let i = 0; i < times; i += 1) findings.push(await watchdog.look(LOOK_MS));
      return findings;
    },
    grant: () => void (lock = (work) => work()),
    stop: () => abort.abort(),
  };
}

async function until(check: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 60_000; !(await check());) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test.each(['a fetch that never ends and hears no signal', 'a lock that is never granted'])(
  '%s: connected, not pushing, noticed, begun anew, and all is sent',
  async (how) => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    let hanging = how.includes('fetch');
    const { transport } = ana.replica;
    ana.replica.transport = {
      ...transport,
      fetch: (input, init) =>
        hanging && pathOf(input) === '/sync/push' ? never : transport.fetch(input, init),
    };
    const loop = watched(ana, how.includes('lock') ? () => never : undefined);
    for (let i = 0; i < 5; i += 1) await say(ana, id, `word ${i}`);
    const findings = await loop.look(STUCK_MS / LOOK_MS + 1);
    expect(findings.indexOf('stuck')).toBe(STUCK_MS / LOOK_MS);
    expect(await countQueued(ana.db)).toBe(5);
    // What hung is over by the time it begins anew for the second time.
    hanging = false;
    loop.grant();
    await loop.look(STUCK_MS / LOOK_MS);
    await until(async () => (await ana.db.outbox.count()) === 0);
    await loop.look(1);
    expect(loop.counts().freed).toBe(1);
    loop.stop();
    await expectAtRest(fleet, tenant, devices);
  },
);

test('offline, ended sessions and a server that asked for patience are no reason for alarm', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  await ana.file('Pump 4 leaks');
  offline(ana);
  const loop = watched(ana);
  await until(async () => (await readSync(ana.db)).offlineSince !== null);
  const enough = 2 * (STUCK_MS / LOOK_MS);
  expect(await loop.look(enough)).not.toContain('stuck');
  loop.stop();
  online(ana);
  await updateSync(ana.db, () => ({ needsSignIn: true }));
  expect(await loop.look(enough)).not.toContain('stuck');
  await updateSync(ana.db, () => ({
    needsSignIn: false,
    nextTryAt: ana.replica.now() + 600_000,
    pausedMs: 600_000,
  }));
  expect(await loop.look(enough)).not.toContain('stuck');
  // And the same change, with nothing left that would explain it, is one.
  await updateSync(ana.db, () => ({ nextTryAt: null, pausedMs: null }));
  expect(await loop.look(enough)).toContain('stuck');
  loop.stop();
});

test('visits of four minutes each: the time online adds up over all of them, no other does, and tabs side by side are no sum', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  await ana.file('Pump 4 leaks');
  const told: string[] = [];
  /** A page that is opened, looks so often, and is closed: no loop of its moves anything. */
  const open = () =>
    new Watchdog(ana.replica, {
      stuck: async ({ tries, stuckMs }) => void told.push(`stuck ${tries} after ${stuckMs / LOOK_MS}`),
      silent: async () => undefined,
      movingAgain: async () => void told.push('moving again'),
    });
  const look = async (watchdog: Watchdog, times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) await watchdog.look(LOOK_MS);
  };
  const full = STUCK_MS / LOOK_MS;
  // The first look of the first page only learns which change is the oldest.
  await look(open(), full - 3);
  offline(ana);
  await look(open(), 3 * full);
  online(ana);
  const [tab, other] = [open(), open()];
  // Sixteen were counted. Each tab goes on from what was known when it opened, and counts for itself.
  const looks = [tab, other, tab, other, tab];
  const kept: (number | undefined)[] = [];
  for (const watchdog of looks) {
    await look(watchdog, 1);
    kept.push((await readWatch(ana.db))?.stuckMs);
  }
  expect(kept).toEqual([17, 18, 18, 19, 19].map((times) => times * LOOK_MS));
  expect(told).toEqual([]);
  await look(other, 1);
  expect(told).toEqual([`stuck 1 after ${full}`]);
  // What was done is known as well: the next page waits for as long again, and says so when it moves.
  await look(open(), full - 1);
  expect(told).toHaveLength(1);
  await look(open(), 1);
  expect(told).toEqual([`stuck 1 after ${full}`, `stuck 2 after ${2 * full}`]);
  await ana.sync();
  await look(open(), 1);
  expect(told.at(-1)).toBe('moving again');
  expect(await readWatch(ana.db)).toBeUndefined();
  await look(open(), 2);
  expect(told).toHaveLength(3);
});

test('a storage that does not answer is noticed although nothing can be read from it', async () => {
  const { devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  let silent = 0;
  const nothing = async (): Promise<void> => undefined;
  const remedies = { stuck: nothing, movingAgain: nothing, silent: async () => void (silent += 1) };
  const watchdog = new Watchdog(ana.replica, remedies, 500);
  expect(await watchdog.look(LOOK_MS)).toBe('calm');
  // Another connection holds the outbox and does not let go.
  let hold = true;
  const held = ana.db.transaction('rw', ana.db.outbox, ana.db.meta, async () => {
    while (hold) await ana.db.meta.get('sync');
  });
  const findings: Finding[] = [];
  for (let i = 0; i < 2; i += 1) findings.push(await watchdog.look(60_000));
  hold = false;
  await held;
  expect([findings, silent]).toEqual([['silent', 'silent'], 2]);
});
