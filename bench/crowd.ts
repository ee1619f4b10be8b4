import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bounds, PROTOCOL } from '../shared/protocol/version.ts';
import { must } from '../shared/lib/must.ts';
import type { Tx } from '../sync-server/db/connect.ts';
import { readIncarnation } from '../sync-server/db/sync/replicas.ts';
import { inTenant } from '../sync-server/db/tenant.ts';
import type { RunningServer } from '../sync-server/server.ts';
import { Chance } from './data.ts';
import { onCommit } from './lib/commits.ts';
import { countEncodings, type Encodings } from './lib/encodings.ts';
import { RawSender } from './lib/raw-sender.ts';
import { staffOf, ticketsOf } from './lib/replicas.ts';
import { figure, percentile, type Result } from './lib/result.ts';
import { startStreams, type Streams } from './lib/streams.ts';
import { tokenFor } from './lib/tokens.ts';
import type { Copy, Desk, Person, World } from './lib/world.ts';

const GOAL_MS = 60;
const GOAL_BYTES = 30e6;
/** As long as a message may be: what is said aloud to those who do not listen. */
const LOUD_CHARS = 20_000;

/**
 * One tenant's streams, raw HTTP from another process. How often one write to a hundred of them is encoded (counted, not
 * timed), where it tells nobody and where it tells one of their people; how long after the commit the bytes have reached
 * each of five hundred; and what fifty that never read cost while the others hear everything: memory, and which of them
 * are dropped.
 */
export async function crowd(world: World): Promise<Result[]> {
  const { sizes } = world;
  return [
    ...(await inCrowd(world, sizes.listeners, 0, (place) => encoded(place, sizes.listeners))),
    ...(await inCrowd(world, sizes.crowd, 0, (place) => timed(place, sizes.commits))),
    ...(await inCrowd(world, sizes.crowd - sizes.stalled, sizes.stalled, (place) => stalling(place, world))),
  ];
}

interface Place {
  server: RunningServer;
  /** Writes one message over HTTP, so many characters on any ticket. */
  write: (chars: number) => Promise<void>;
  /** Writes this note on this ticket. */
  note: (ticketId: string, body: string) => Promise<void>;
  tickets: Tickets;
  /** When each reading stream heard the last of so many deltas. */
  heard: (deltas: number) => Promise<number[]>;
  streams: Streams;
  memoryBefore: number;
}

interface Tickets {
  all: string[];
  /** A note on it tells nobody. */
  unassigned: string;
  /** A note on it tells its assignee. */
  assigned: string;
  assignee: Person;
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
    const author = must(staffOf(desk)[0], 'person');
    const tickets = await pickTickets(copy, desk, author);
    const staff = [tickets.assignee, ...staffOf(desk).filter(({ id }) => id !== tickets.assignee.id)];
    const count = reading + stalled;
    const tokens: string[] = [];
    // A session may hold a few streams, as a browser with many tabs would; a crowd of one would be nobody's.
    for (let i = 0; i < Math.max(2, Math.ceil(count / (bounds.streamsPerSession - 1))); i += 1)
      tokens.push(await tokenFor(server, desk, must(staff[i % staff.length], 'person')));
    const post = await writer(server, desk, author);
    const chance = new Chance(5);
    const write = (chars: number) =>
      post({ ticketId: chance.pick(tickets.all), body: 'x'.repeat(chars), internal: false });
    const note = (ticketId: string, body: string) => post({ ticketId, body, internal: true });
    await write(100);
    const memoryBefore = memory();
    // An app that does not say which protocol it speaks is told of nothing that is its person's alone.
    const url = `${server.url}/sync/stream?protocol=${PROTOCOL}`;
    await streams.ask({ ask: 'open', url, tokens, reading, stalled });
    const heard = async (deltas: number) =>
      must((await streams.ask({ ask: 'heard', deltas })).heard, 'report');
    return await work({ server, write, note, tickets, heard, streams, memoryBefore });
  } finally {
    await streams.stop();
    await stop();
  }
}

async function pickTickets(copy: Copy, desk: Desk, author: Person): Promise<Tickets> {
  const look = (tx: Tx) => tx<{ id: string; assigneeId: string | null }[]>`
    select id, assignee_id as "assigneeId" from tickets where status in ('new', 'open') order by id`;
  const rows = await inTenant(copy.sql, desk.id, look);
  const unassigned = must(
    rows.find(({ assigneeId }) => assigneeId === null),
    'unassigned ticket',
  );
  const assigned = must(
    rows.find(({ assigneeId }) => assigneeId !== null && assigneeId !== author.id),
    'assigned ticket',
  );
  const assignee = desk.people.find(({ id }) => id === assigned.assigneeId);
  const all = await ticketsOf(copy, desk);
  return { all, unassigned: unassigned.id, assigned: assigned.id, assignee: must(assignee, 'assignee') };
}

/** A device over HTTP, so that a write goes the whole way. */
async function writer(
  server: RunningServer,
  desk: Desk,
  author: Person,
): Promise<(message: { ticketId: string; body: string; internal: boolean }) => Promise<void>> {
  const token = await tokenFor(server, desk, author);
  const incarnation = await readIncarnation(server.parts.sql);
  const sender = new RawSender({ tenant: desk.id, person: author.id, incarnation });
  const post = async (path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const reply = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(await reply.text());
    await reply.text();
  };
  await post('/sync/replicas', { ...sender.sender(), was: null });
  return (message) => post('/sync/push', sender.request('message.add', { ...message, id: randomUUID() }));
}

/**
 * How often the server puts one note into JSON, and how often into bytes, from its commit until everybody has it. The
 * larger of the two counts: bytes made once of a text made a hundred times would be no saving. Whoever is told of it hears
 * more than the others, whatever the number of their streams: one more encoding.
 */
async function encoded(place: Place, listeners: number): Promise<Result[]> {
  const { unassigned, assigned } = place.tickets;
  const quiet = await encodings(place, unassigned, 1);
  const told = await encodings(place, assigned, 2);
  const noteOf = ({ asJson, asBytes }: Encodings) =>
    `${listeners} listeners; JSON ${asJson}, bytes ${asBytes}`;
  const most = ({ asJson, asBytes }: Encodings) => Math.max(asJson, asBytes);
  return [
    figure('encoded-per-write', most(quiet), 'count', { goal: { exactly: 1 }, note: noteOf(quiet) }),
    figure('encoded-telling-one', most(told), 'count', { goal: { exactly: 2 }, note: noteOf(told) }),
  ];
}

/** Counts one note on this ticket, the streams' delta of this number. */
async function encodings(
  { server, note, heard }: Place,
  ticketId: string,
  delta: number,
): Promise<Encodings> {
  const message = `said once, ${randomUUID()}`;
  // The answer to its author says once more what stands: that is no listener's.
  const count = countEncodings((text) => text.includes(message) && !text.includes('"verdicts":'));
  // Before its commit the message is put into JSON to be sent and to be stored.
  const stopWatching = onCommit(server, () => count.begin());
  try {
    await note(ticketId, message);
    await heard(delta);
  } finally {
    stopWatching();
    count.end();
  }
  return count;
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
  const note = `${sizes.crowd} streams, ${sizes.bursts} × ${LOUD_CHARS} bytes`;
  return [
    figure('stalled-memory', Math.max(1, most), 'bytes', { goal: { value: GOAL_BYTES }, note }),
    figure('stalled-dropped', must(ended, 'report').stalled, 'count', { goal: { exactly: sizes.stalled } }),
    figure('readers-dropped', must(ended, 'report').reading, 'count', { goal: { exactly: 0 } }),
  ];
}

/** Bytes that this process holds after a collection, buffers included. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
