import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bounds } from '../shared/protocol/version.ts';
import { must } from '../shared/lib/must.ts';
import type { RunningServer } from '../sync-server/server.ts';
import { Chance } from './data.ts';
import { RawSender } from './lib/raw-sender.ts';
import { staffOf, ticketsOf } from './lib/replicas.ts';
import { figure, percentile, type Result } from './lib/result.ts';
import { startStreams, type Streams } from './lib/streams.ts';
import { tokenFor } from './lib/tokens.ts';
import { readIncarnation } from '../sync-server/db/sync/replicas.ts';
import type { World } from './lib/world.ts';

const GOAL_MS = 60;
const GOAL_BYTES = 30e6;
/** As long as a message may be: what is said aloud to those who do not listen. */
const LOUD_CHARS = 20_000;

/**
 * One tenant's streams, raw HTTP from another process. How often one write to a hundred of them is encoded (counted, not
 * timed); how long after the commit the bytes have reached each of five hundred; and what fifty that never read cost while
 * the others hear everything: memory, and which of them are dropped.
 */
export async function crowd(world: World): Promise<Result[]> {
  const { sizes } = world;
  return [
    await encodedOnce(world, sizes.listeners),
    ...(await inCrowd(world, sizes.crowd, 0, (place) => timed(place, sizes.commits))),
    ...(await inCrowd(world, sizes.crowd - sizes.stalled, sizes.stalled, (place) => stalling(place, world))),
  ];
}

interface Place {
  /** Writes one message over HTTP. */
  write: (chars: number) => Promise<void>;
  /** When each reading stream heard the last of so many deltas. */
  heard: (deltas: number) => Promise<number[]>;
  streams: Streams;
  memoryBefore: number;
}

async function inCrowd<T>(
  world: World,
  reading: number,
  stalled: number,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const { smallDesk: desk } = world;
  const { server, copy, stop } = await world.serve();
  const streams = startStreams();
  try {
    const staff = staffOf(desk);
    const count = reading + stalled;
    const tokens: string[] = [];
    // A session may hold a few streams, as a browser with many tabs would.
    for (let i = 0; i < Math.ceil(count / (bounds.streamsPerSession - 1)); i += 1)
      tokens.push(await tokenFor(server, desk, must(staff[i % staff.length], 'person')));
    const write = await writer(server, world, await ticketsOf(copy, desk));
    await write(100);
    const memoryBefore = memory();
    await streams.ask({ ask: 'open', url: `${server.url}/sync/stream`, tokens, reading, stalled });
    const heard = async (deltas: number) =>
      must((await streams.ask({ ask: 'heard', deltas })).heard, 'report');
    return await work({ write, heard, streams, memoryBefore });
  } finally {
    await streams.stop();
    await stop();
  }
}

/** A device over HTTP, so that a write goes the whole way. */
async function writer(server: RunningServer, world: World, tickets: string[]): Promise<Place['write']> {
  const { smallDesk: desk } = world;
  const person = must(staffOf(desk)[0], 'person');
  const token = await tokenFor(server, desk, person);
  const incarnation = await readIncarnation(server.parts.sql);
  const sender = new RawSender({ tenant: desk.id, person: person.id, incarnation });
  const post = async (path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const reply = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(await reply.text());
    await reply.text();
  };
  await post('/sync/replicas', { ...sender.sender(), was: null });
  const chance = new Chance(5);
  return async (chars) => {
    const args = {
      ticketId: chance.pick(tickets),
      id: randomUUID(),
      body: 'x'.repeat(chars),
      internal: false,
    };
    await post('/sync/push', sender.request('message.add', args));
  };
}

async function encodedOnce(world: World, listeners: number): Promise<Result> {
  return await inCrowd(world, listeners, 0, async ({ write, heard }) => {
    // Whoever encodes text in this process is the server: its encoder is counted, and does its work as ever.
    let encoded = 0;
    const own = Object.getOwnPropertyDescriptor(TextEncoder.prototype, 'encode');
    const counted = must(own, 'encode').value as TextEncoder['encode'];
    TextEncoder.prototype.encode = function counting(text) {
      if (text?.startsWith('event: delta')) encoded += 1;
      return counted.call(this, text);
    };
    try {
      await write(400);
      await heard(1);
    } finally {
      TextEncoder.prototype.encode = counted;
    }
    return figure('encoded-per-write', encoded, 'count', {
      goal: { value: 1 },
      note: `${listeners} listeners of one audience`,
    });
  });
}

/** From before the push is sent to the bytes at each stream: the commit lies between, so this is an upper bound. */
async function timed({ write, heard }: Place, commits: number): Promise<Result[]> {
  const samples: number[] = [];
  for (let i = 1; i <= commits + 5; i += 1) {
    const done = heard(i);
    const startedAt = Number(process.hrtime.bigint()) / 1e6;
    await write(400);
    const at = await done;
    if (i > 5) samples.push(...at.map((one) => one - startedAt));
    await delay(30);
  }
  const rest = {
    runs: samples.length,
    spread: [Math.min(...samples), Math.max(...samples)] as [number, number],
  };
  return [
    figure('crowd-p50', percentile(samples, 0.5), 'ms', rest),
    figure('crowd-p95', percentile(samples, 0.95), 'ms', { ...rest, goal: { value: GOAL_MS } }),
  ];
}

async function stalling(place: Place, { sizes }: World): Promise<Result[]> {
  let most = 0;
  for (let i = 1; i <= sizes.bursts; i += 1) {
    const done = place.heard(i);
    await place.write(LOUD_CHARS);
    await done;
    if (i % 20 === 0) most = Math.max(most, memory() - place.memoryBefore);
  }
  const { ended } = await place.streams.ask({ ask: 'ended' });
  if (ended?.reading !== 0 || ended.stalled !== sizes.stalled)
    throw new Error(`not exactly the stalled streams were dropped: ${JSON.stringify(ended)}`);
  const note = `${sizes.crowd} streams, ${sizes.bursts} × ${LOUD_CHARS} bytes`;
  return [
    figure('stalled-memory', Math.max(1, most), 'bytes', { goal: { value: GOAL_BYTES }, note }),
    figure('stalled-dropped', ended.stalled, 'count', { goal: { value: sizes.stalled } }),
  ];
}

/** Bytes that this process holds after a collection, buffers included. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
