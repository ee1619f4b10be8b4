import 'fake-indexeddb/auto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepTicket, missingOfKept, readFetching } from '../../app/store/kept-files.ts';
import { readSync } from '../../app/store/meta.ts';
import { contentOf } from '../../app/sync/fetch-file.ts';
import { runFetchLane } from '../../app/sync/fetch-lane.ts';
import { progressChannel, type FetchProgress } from '../../app/sync/fetch-progress.ts';
import { runFileLane } from '../../app/sync/file-lane.ts';
import { sendFiles } from '../../app/sync/send-files.ts';
import { attach, bytesOf } from './attaching.ts';
import { openDesk, say } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { rounds } from './invariants.ts';

// What is kept here comes by a lane of its own: it holds up nothing that is sent, and nothing that is sent holds it up (F1, R1).

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const signal = new AbortController().signal;
const plain = <T>(work: () => Promise<T>): Promise<T> => work();

/** Ben's device, which is to keep the files of a ticket of Ana's. */
async function opened(sizes: readonly number[]) {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const ticketId = await ana.file('Pump');
  const ids: string[] = [];
  for (const size of sizes) ids.push(await attach(ana, ticketId, bytesOf(size)));
  await ana.sync();
  await sendFiles(ana.replica, signal);
  await rounds(devices);
  await keepTicket(ben.db, ticketId, true);
  return { ana, ben, ticketId, ids };
}

const hereOn = async ({ db }: Device) =>
  new Set((await db.files.where('state').equals('stored').toArray()).map(({ id }) => id));

/** Requests that `chosen` says hang until they are let go on. */
function hold({ replica }: Device, chosen: (path: string) => boolean) {
  const { transport } = replica;
  let go: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (go = resolve));
  const held: string[] = [];
  replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      const path = new URL(input as string).pathname;
      if (chosen(path)) {
        held.push(path);
        await gone;
      }
      return await transport.fetch(input, init);
    },
  };
  return { go, held };
}

const isUpload = (path: string) => path.endsWith('/upload');
const isDownload = (path: string) => path.startsWith('/files/') && !isUpload(path);

test.each([
  ['a download that hangs holds up neither own files nor words', isDownload],
  ['an upload that hangs holds up neither what is fetched nor words', isUpload],
] as const)('%s (F1)', async (_, chosen) => {
  const { ben, ticketId, ids } = await opened([2_000]);
  const { go, held } = hold(ben, chosen);
  const end = new AbortController();
  const mine = await attach(ben, ticketId, bytesOf(3_000));
  const lanes = [runFileLane(ben.replica, plain, end.signal), runFetchLane(ben.replica, plain, end.signal)];
  await say(ben, ticketId, 'words meanwhile');
  await ben.sync();
  expect(await ben.db.outbox.count()).toBe(0);
  const through = chosen === isDownload ? mine : ids[0];
  await expect.poll(() => hereOn(ben)).toEqual(new Set([through]));
  expect(held).toHaveLength(1);
  go();
  await expect.poll(() => hereOn(ben)).toEqual(new Set([mine, ids[0]]));
  end.abort();
  await Promise.all(lanes);
});

test('what broke off is tried again by a timer that outlives the page; one at a time, and one that fails holds up no other (R1)', async () => {
  const { ben, ids } = await opened([1_000, 2_000, 3_000]);
  const { transport } = ben.replica;
  const asked: string[] = [];
  let open = 0;
  let most = 0;
  let broken = true;
  ben.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      const path = new URL(input as string).pathname;
      if (!isDownload(path)) return await transport.fetch(input, init);
      asked.push(path.split('/').at(-1) ?? '');
      open += 1;
      most = Math.max(most, open);
      try {
        await delay(20);
        if (broken && path.endsWith(ids[0] ?? ''))
          return Response.json({ code: 'internal', message: 'It stumbled.' }, { status: 500 });
        return await transport.fetch(input, init);
      } finally {
        open -= 1;
      }
    },
  };
  ben.replica.random = () => 0.9;
  const first = new AbortController();
  const lane = runFetchLane(ben.replica, plain, first.signal);
  await expect.poll(() => hereOn(ben)).toEqual(new Set(ids.slice(1)));
  await expect.poll(async () => (await readFetching(ben.db)).failures).toBe(1);
  first.abort();
  await lane;
  // Another page waits on, whatever it finds missing.
  const before = asked.length;
  const second = new AbortController();
  const next = runFetchLane(ben.replica, plain, second.signal);
  await delay(300);
  expect(asked).toHaveLength(before);
  broken = false;
  await expect.poll(() => hereOn(ben), { timeout: 5_000 }).toEqual(new Set(ids));
  await expect.poll(() => readFetching(ben.db)).toMatchObject({ failures: 0, nextTryAt: null });
  expect(most).toBe(1);
  second.abort();
  await next;
});

test('a wish for patience that a file meets holds for all that comes by itself, whoever asked; a person is given another at once (R1)', async () => {
  const { ben, ids } = await opened([1_000, 2_000]);
  const { transport } = ben.replica;
  const asked: string[] = [];
  let busy = true;
  ben.replica.transport = {
    ...transport,
    fetch: async (input, init) => {
      const path = new URL(input as string).pathname;
      if (isDownload(path)) asked.push(path.split('/').at(-1) ?? '');
      if (!busy) return await transport.fetch(input, init);
      busy = false;
      const headers = { 'retry-after': '2' };
      return Response.json({ code: 'busy', message: 'Not now.' }, { status: 503, headers });
    },
  };
  const [one, other] = await missingOfKept(ben.db);
  if (!one || !other) throw new Error('nothing is missing');
  await expect(contentOf(ben.replica, one)).rejects.toMatchObject({ code: 'busy' });
  const toldAt = performance.now();
  expect((await readSync(ben.db)).pausedMs).toBe(2_000);
  const end = new AbortController();
  const lane = runFetchLane(ben.replica, plain, end.signal);
  await contentOf(ben.replica, other);
  expect(asked).toEqual([one.id, other.id]);
  await expect.poll(() => hereOn(ben)).toEqual(new Set(ids));
  expect(performance.now() - toldAt).toBeGreaterThan(1_900);
  expect(asked).toEqual([one.id, other.id, one.id]);
  end.abort();
  await lane;
});

test('how a file comes is told to every window, to its end', async () => {
  const { ben, ids } = await opened([300_000]);
  const heard: FetchProgress[] = [];
  const channel = new BroadcastChannel(progressChannel(ben.replica.accountKey));
  channel.onmessage = ({ data }: MessageEvent<FetchProgress>) => void heard.push(data);
  const end = new AbortController();
  const lane = runFetchLane(ben.replica, plain, end.signal);
  await expect.poll(() => heard.at(-1)?.got).toBe(null);
  expect(heard[0]).toMatchObject({ id: ids[0] });
  expect(heard[0]?.got).toBeGreaterThan(0);
  channel.close();
  end.abort();
  await lane;
});
