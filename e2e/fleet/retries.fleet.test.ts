import 'fake-indexeddb/auto';
import { liveQuery } from 'dexie';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readErrors } from '../../app/store/error-log.ts';
import { readSync, updateSync } from '../../app/store/meta.ts';
import { checkWhenDue } from '../../app/sync/check.ts';
import { noteFailure, noteSignedIn } from '../../app/sync/failure.ts';
import { flushAlone } from '../../app/sync/flush-alone.ts';
import { NetworkError, send, ServerError } from '../../app/sync/http.ts';
import { Latch } from '../../app/sync/latch.ts';
import { runLoop } from '../../app/sync/loop.ts';
import { countQueued } from '../../app/sync/replica.ts';
import { offline, online, openDesk, pathOf, say } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, track } from './invariants.ts';

// R1, waiting side by side: the timer of retries is on the device's disk, the server's wish is obeyed, and nothing ever counts against a change.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const lock = <T>(work: () => Promise<T>): Promise<T> => work();
const alone = { lock, isLed: async () => false };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Notes when a device asks anything of the server, and answers instead of it while `answer` says something. */
function between(
  device: Device,
  answer: () => Response | undefined,
): { askedAt: number[]; answeredAt: number } {
  const noted = { askedAt: [] as number[], answeredAt: 0 };
  const { transport } = device.replica;
  device.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      noted.askedAt.push(performance.now());
      const instead = answer();
      if (!instead) return await transport.fetch(input, init);
      noted.answeredAt = performance.now();
      return instead;
    },
  };
  return noted;
}

function run(device: Device, kick = new Latch()): { kick: Latch; stop(): Promise<void> } {
  const abort = new AbortController();
  const running = runLoop(device.replica, lock, kick, abort.signal);
  return {
    kick,
    async stop() {
      abort.abort();
      kick.set();
      await running;
    },
  };
}

async function until(check: () => Promise<boolean>, ms = 60_000): Promise<void> {
  for (const end = performance.now() + ms; !(await check());) {
    if (performance.now() > end) throw new Error('waited in vain');
    await pause(20);
  }
}

const busy = (status: number, headers: Record<string, string>): Response =>
  Response.json({ code: 'busy', message: 'Too much at once.' }, { status, headers });

test.concurrent.each([
  [429, 'seconds', () => ({ 'retry-after': '2' })],
  [503, 'seconds', () => ({ 'retry-after': '2' })],
  [
    503,
    'a date by the server’s clock',
    () => ({
      'retry-after': new Date(Date.UTC(2030, 0, 1, 0, 0, 2)).toUTCString(),
      date: new Date(Date.UTC(2030, 0, 1)).toUTCString(),
    }),
  ],
])('%i with Retry-After in %s is obeyed, whatever is done meanwhile (R1)', async (status, _form, headers) => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await ana.sync();
  let refusing = true;
  const noted = between(ana, () => (refusing ? busy(status, headers()) : undefined));
  await say(ana, id, 'kept');
  const loop = run(ana);
  await until(async () => (await readSync(ana.db)).pausedMs === 2_000);
  refusing = false;
  const { answeredAt } = noted;
  // Edits and a person who presses "sync now" do not shorten what the server asked for.
  while (performance.now() - answeredAt < 1_500) {
    await say(ana, id, 'more');
    loop.kick.set();
    await pause(150);
  }
  await until(async () => (await countQueued(ana.db)) === 0);
  expect(noted.askedAt.filter((at) => at > answeredAt && at < answeredAt + 1_990)).toEqual([]);
  await until(async () => (await ana.db.outbox.count()) === 0);
  await loop.stop();
  await expectAtRest(fleet, tenant, devices);
});

/** Every request of a device and when it was made; one path is refused while `refusing`. */
function record(device: Device, refused: string, answer: () => Response) {
  const { transport } = device.replica;
  const log = { refusing: true, refusedAt: 0, asked: [] as { path: string; at: number }[] };
  device.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      const path = pathOf(input);
      log.asked.push({ path, at: performance.now() });
      if (!log.refusing || path !== refused) return await transport.fetch(input, init);
      log.refusedAt = performance.now();
      return answer();
    },
  };
  return log;
}

/** Runs a device whose server has just asked for two seconds of patience, and works on meanwhile: nothing is asked of it. */
async function expectQuiet(device: Device, ticketId: string, log: ReturnType<typeof record>): Promise<void> {
  const loop = run(device);
  await until(async () => (await readSync(device.db)).pausedMs === 2_000);
  log.refusing = false;
  const { refusedAt } = log;
  while (performance.now() - refusedAt < 1_500) {
    await say(device, ticketId, 'more');
    loop.kick.set();
    await pause(150);
  }
  await until(async () => (await device.db.outbox.count()) === 0 && streams(log) > 0);
  const tooEarly = log.asked.filter(({ at }) => at > refusedAt && at < refusedAt + 1_990);
  expect(tooEarly.map(({ path }) => path)).toEqual([]);
  await loop.stop();
}

const streams = (log: { asked: { path: string }[] }): number =>
  log.asked.filter(({ path }) => path === '/sync/stream').length;

test.concurrent.each(['/sync/push', '/sync/numbers', '/sync/fill', '/sync/pull', '/sync/stream'])(
  'what the server asks for at %s holds for everything: nothing else goes out until it is over (R1)',
  async (refused) => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    // There is something to ask for at every one of these, and a stream that has not been opened yet.
    await ana.db.numbers.clear();
    if (refused === '/sync/fill') await updateSync(ana.db, () => ({ scopes: {} }));
    await say(ana, id, 'kept');
    const log = record(ana, refused, () => busy(429, { 'retry-after': '2' }));
    await expectQuiet(ana, id, log);
    // It was asked for once in vain, and then again.
    expect(log.asked.filter(({ path }) => path === refused).length).toBeGreaterThan(1);
    await expectAtRest(fleet, tenant, devices);
  },
);

test.concurrent(
  'so does what it asks for at the first contact of a device that works already (R1)',
  async () => {
    const { tenant, people } = await openDesk(fleet);
    const ana = await fleet.device(people.ana, { tenant });
    track(ana);
    const id = await ana.file('Pump 4 leaks');
    await say(ana, id, 'kept');
    const log = record(ana, '/sync/replicas', () => busy(503, { 'retry-after': '2' }));
    await expectQuiet(ana, id, log);
    expect(log.asked[0]?.path).toBe('/sync/replicas');
    expect(log.asked.filter(({ path }) => path === '/sync/replicas')).toHaveLength(2);
    await expectAtRest(fleet, tenant, [ana]);
  },
);

test.concurrent('and at the renewal of a session, which every request waits for (R1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await ana.sync();
  await say(ana, id, 'kept');
  const log = record(ana, '/auth/refresh', () => busy(429, { 'retry-after': '2' }));
  // The token has run out. The server lets nobody renew a session without its cookie: that answer is not waited for here.
  const { replica, token } = ana;
  let renewed = false;
  replica.token = async () => {
    if (renewed) return token;
    const renewal = await send(replica.transport, { path: '/auth/refresh', body: {} }).catch(
      (error: unknown) => error,
    );
    if (renewal instanceof ServerError && renewal.retryAfterMs !== null) throw renewal;
    renewed = true;
    return token;
  };
  await expectQuiet(ana, id, log);
  expect(log.asked.filter(({ path }) => path === '/auth/refresh')).toHaveLength(2);
  await expectAtRest(fleet, tenant, devices);
});

test.concurrent(
  'a stream that is cut while the server asks for patience is opened again only after it (R1)',
  async () => {
    const { devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    const log = record(ana, '/sync/push', () => busy(503, { 'retry-after': '2' }));
    let cut: (() => void) | undefined;
    const { transport } = ana.replica;
    ana.replica.transport = {
      ...transport,
      fetch: async (input, init) => {
        const response = await transport.fetch(input, init);
        if (pathOf(input) !== '/sync/stream' || !response.body) return response;
        const cutter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          start: (controller) => void (cut = () => controller.terminate()),
        });
        return new Response(response.body.pipeThrough(cutter), response);
      },
    };
    const loop = run(ana);
    await until(async () => cut !== undefined);
    await say(ana, id, 'kept');
    await until(async () => (await readSync(ana.db)).pausedMs === 2_000);
    log.refusing = false;
    const { refusedAt } = log;
    cut?.();
    await until(async () => streams(log) === 2 && (await countQueued(ana.db)) === 0);
    expect(log.asked.filter(({ at }) => at > refusedAt && at < refusedAt + 1_990)).toEqual([]);
    await loop.stop();
  },
);

test.concurrent(
  'a comparison in a quiet moment that is answered with a wish for patience makes everything wait (R1)',
  async () => {
    const { devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    await ana.db.meta.put({ key: 'check', dueAt: 1, at: null, found: null });
    const log = record(ana, '/sync/check', () => busy(503, { 'retry-after': '7' }));
    await checkWhenDue(ana.replica, new AbortController().signal);
    expect(log.asked.map(({ path }) => path)).toEqual(['/sync/check']);
    const { pausedMs, nextTryAt, failures, notice } = await readSync(ana.db);
    expect([pausedMs, failures, notice]).toEqual([7_000, 0, null]);
    expect(nextTryAt).toBeGreaterThan(ana.replica.now() + 5_000);
  },
);

test.concurrent('a proxy that takes no large request gets smaller ones (R1, B1)', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await ana.sync();
  const { transport } = ana.replica;
  const isLarge = (body: unknown): boolean =>
    typeof body === 'string' && (JSON.parse(body) as { mutations?: unknown[] }).mutations?.[2] !== undefined;
  ana.replica.transport = {
    ...transport,
    fetch: async (input, init) =>
      isLarge(init?.body)
        ? new Response('<h1>413 Request Entity Too Large</h1>', { status: 413 })
        : await transport.fetch(input, init),
  };
  for (let i = 0; i < 4; i += 1) await say(ana, id, `${i}`);
  await expect(ana.sync()).rejects.toThrow('413');
  for (let tries = 0; tries < 10 && (await countQueued(ana.db)) > 0; tries += 1)
    await ana.sync().catch(() => undefined);
  expect(await countQueued(ana.db)).toBe(0);
  await ana.sync();
  await expectAtRest(fleet, tenant, devices);
});

test.concurrent(
  'a page that is loaded again waits on, and so does the worker; news shorten only what nobody asked for (R1)',
  async () => {
    const { devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    await ana.file('Pump 4 leaks');
    const { askedAt } = between(ana, () => undefined);
    const sync = () => readSync(ana.db);

    // The server asked for it: loop and worker of a new life stay quiet until then.
    ana.replica.random = () => 0;
    expect(await noteFailure(ana.replica, new ServerError('busy', 503, 'Busy.', 5_000))).toBe(5_001);
    const loop = run(ana);
    const worker = flushAlone(ana.replica, alone, new AbortController().signal);
    loop.kick.set();
    await pause(1_000);
    expect([askedAt.length, await countQueued(ana.db)]).toEqual([0, 1]);
    await worker;
    await until(async () => (await sync()).failures === 0 && (await countQueued(ana.db)) === 0);
    await loop.stop();

    // An hour is longer than a worker lives: it says so, and the browser comes again.
    await ana.file('Pump 5 leaks');
    await noteFailure(ana.replica, new ServerError('busy', 503, 'Busy.', 3_600_000));
    const asked = askedAt.length;
    await expect(flushAlone(ana.replica, alone, new AbortController().signal)).rejects.toThrow('left alone');
    expect([askedAt.length, await countQueued(ana.db)]).toEqual([asked, 1]);

    // The server was in trouble and named no time: a new page waits on, and a reason to try now is taken.
    await updateSync(ana.db, () => ({ failures: 5, nextTryAt: ana.replica.now() + 50_000, pausedMs: null }));
    const again = run(ana);
    await pause(300);
    expect(askedAt).toHaveLength(asked);
    again.kick.set();
    await until(async () => (await countQueued(ana.db)) === 0);
    await again.stop();

    // A network that was away is tried at once.
    await ana.file('Pump 6 leaks');
    await noteFailure(ana.replica, new NetworkError('no connection'));
    await updateSync(ana.db, () => ({ nextTryAt: ana.replica.now() + 50_000 }));
    await flushAlone(ana.replica, alone, new AbortController().signal);
    expect([await countQueued(ana.db), (await sync()).offlineSince, (await sync()).nextTryAt]).toEqual([
      0,
      null,
      null,
    ]);
  },
);

test.concurrent('a clock that is turned back by ten years in mid-wait stretches no wait', async () => {
  const { tenant, devices } = await openDesk(fleet, 'ana');
  const [ana] = devices;
  await ana.file('Pump 4 leaks');
  await noteFailure(ana.replica, new ServerError('busy', 503, 'Busy.', 4_000));
  const loop = run(ana);
  await pause(100);
  ana.clockOffMs = -10 * 365 * 86_400_000;
  loop.kick.set();
  await pause(100);
  expect(await countQueued(ana.db)).toBe(1);
  await until(async () => (await ana.db.outbox.count()) === 0);
  await loop.stop();
  await expectAtRest(fleet, tenant, devices);
});

test.concurrent(
  'a thousand failures to reach the server cost no change, and one sign of life sends all (R1)',
  async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    for (let i = 0; i < 20; i += 1) await say(ana, id, `words ${i}`);
    offline(ana);
    for (let i = 0; i < 1_000; i += 1) {
      const waitMs = await noteFailure(ana.replica, new NetworkError('no connection'));
      expect(waitMs).toBeLessThanOrEqual(60_000);
    }
    expect(await countQueued(ana.db)).toBe(21);
    expect(await readErrors(ana.db)).toMatchObject([{ name: 'NetworkError', times: 1_000 }]);
    online(ana);
    await ana.sync();
    expect(await countQueued(ana.db)).toBe(0);
    await expectAtRest(fleet, tenant, devices);
  },
);

test.concurrent(
  'an ended session keeps the outbox, and a sign-in sends it without another word (R1)',
  async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    let signedIn = false;
    const { replica } = ana;
    const { token } = ana;
    replica.token = async () => {
      if (!signedIn) throw new ServerError('session-ended', 401, 'This sign-in has ended.', null);
      return token;
    };
    await say(ana, id, 'Written after the session had ended');
    const loop = run(ana);
    await until(async () => (await readSync(ana.db)).needsSignIn);
    await say(ana, id, 'And more');
    expect(await countQueued(ana.db)).toBe(2);
    signedIn = true;
    await updateSync(ana.db, () => ({ needsSignIn: false }));
    loop.kick.set();
    await until(async () => (await ana.db.outbox.count()) === 0);
    await loop.stop();
    await expectAtRest(fleet, tenant, devices);
  },
);

test.concurrent(
  'after a sign-in elsewhere, the leader’s old token is no reason to ask for another, whoever had met one before (R1)',
  async () => {
    const { tenant, devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const id = await ana.file('Pump 4 leaks');
    await ana.sync();
    // The service worker had met the end of the session, twice.
    const ended = new ServerError('token-expired', 401, 'The token has run out.', null);
    await noteFailure(ana.replica, ended, 'worker');
    await noteFailure(ana.replica, ended, 'worker');
    expect((await readSync(ana.db)).needsSignIn).toBe(true);
    // Another tab signs in; the one that leads holds a token of before.
    await noteSignedIn(ana.db, ana.replica.now());
    const { replica, token } = ana;
    let good = false;
    replica.token = async () => {
      if (!good) throw ended;
      return token;
    };
    replica.forgetToken = () => void (good = true);
    let asked = false;
    const watched = liveQuery(() => readSync(ana.db)).subscribe(({ needsSignIn }) => {
      asked ||= needsSignIn;
    });
    await say(ana, id, 'Written after the sign-in');
    const loop = run(ana);
    await until(async () => (await ana.db.outbox.count()) === 0);
    await loop.stop();
    watched.unsubscribe();
    expect([asked, good]).toEqual([false, true]);
    await expectAtRest(fleet, tenant, devices);
  },
);

test.concurrent(
  'the log of errors keeps the last twenty kinds, by name and code, and nothing that was typed',
  async () => {
    const { devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    for (let i = 0; i < 30; i += 1)
      await noteFailure(
        ana.replica,
        new ServerError(`code-${i}`, 500, 'Ana wrote: the key is under the mat', null),
      );
    const errors = await readErrors(ana.db);
    expect(errors.map((error) => error.code)).toEqual(Array.from({ length: 20 }, (_, i) => `code-${29 - i}`));
    expect(JSON.stringify(errors)).not.toContain('mat');
  },
);
