import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { join, pack, unpack } from '../shared/clock/vector.ts';
import { must } from '../shared/lib/must.ts';
import { kindCodes } from '../shared/model/rows.ts';
import { priorities, type Priority } from '../shared/model/ticket.ts';
import type { Entry, PullRequest } from '../shared/protocol/pull.ts';
import { PROTOCOL } from '../shared/protocol/version.ts';
import { readHeads } from '../sync-server/db/sync/replicas.ts';
import { inTenant } from '../sync-server/db/tenant.ts';
import { KnownVectors } from '../sync-server/sync/known-vectors.ts';
import { pull } from '../sync-server/sync/pull.ts';
import { push } from '../sync-server/sync/push-batch.ts';
import { Chance } from './data.ts';
import { RawSender } from './lib/raw-sender.ts';
import { register } from '../sync-server/sync/register.ts';
import { staffOf } from './lib/replicas.ts';
import { figure, median, type Result } from './lib/result.ts';
import type { Copy, World } from './lib/world.ts';

const GOAL_US = 50;
const GOAL_BYTES = 450;
/** Devices that changed the tickets. */
const WRITERS = 30;
/** As sync/body.ts compresses. */
const QUALITY = 5;

const brotli = promisify(brotliCompress);

/** Tickets → the priority that each was given. */
type Changed = Map<string, Priority>;

/**
 * A device that was away while thousands of tickets changed: all pages of its pull, each from the parsed request to the
 * packed reply, in the server's process; and what those pages are as they travel. Each ticket has changed once, by one
 * register, its priority: so of each come the ticket as a whole and one new entry of its timeline, and of what else lies
 * under it nothing. The device sends its vectors in full with each page.
 *
 * Not in it: HTTP, and who asks (the token and what is looked up for it); reading the request; the knock before, and the
 * device's own work. Tickets that changed more often cost the same row and more entries; new ones, and long threads, cost
 * what they weigh.
 */
export async function catchUp(world: World): Promise<Result[]> {
  const { desk, agent, sizes } = world;
  const { copy, stop } = await world.serve();
  try {
    const before = await inTenant(copy.sql, desk.id, readHeads, 'snapshot');
    const changed = await changeMany(world, copy);
    const runs = [];
    for (let i = 0; i <= sizes.runs; i += 1) {
      const run = await catchUpOnce(copy, desk.id, agent, before);
      checkArrived(changed, run.entries);
      if (i > 0) runs.push(run);
    }
    const times = runs.map(({ ms }) => (ms * 1_000) / changed.size);
    const { bytes, pages, entries } = must(runs[0], 'run');
    const sorted = times.toSorted((a, b) => a - b);
    const packing = median(runs.map(({ packMs }) => (packMs * 1_000) / changed.size));
    return [
      figure('catch-up-per-ticket', median(times), 'µs', {
        goal: { value: GOAL_US },
        runs: times.length,
        spread: [must(sorted[0], 'run'), must(sorted.at(-1), 'run')],
        note: `${changed.size} tickets, ${entries.length} rows in ${pages} pages; ${packing.toFixed(1)} µs of it packing`,
      }),
      figure('catch-up-bytes-per-ticket', bytes / changed.size, 'bytes', { goal: { value: GOAL_BYTES } }),
    ];
  } finally {
    await stop();
  }
}

/** Gives tickets another priority than they have, from many devices, each in a full batch; throws unless all were applied. */
async function changeMany({ desk, sizes }: World, copy: Copy): Promise<Changed> {
  const chance = new Chance(11);
  const { incarnation } = await inTenant(copy.sql, desk.id, readHeads, 'snapshot');
  const standing = await inTenant(copy.sql, desk.id, (tx) => tx<{ id: string; priority: Priority }[]>`
    select id, priority from tickets order by id limit ${sizes.changed}`); // prettier-ignore
  const changes = standing.map(({ id: ticketId, priority: now }) => {
    return { ticketId, priority: chance.pick(priorities.filter((priority) => priority !== now)) };
  });
  const staff = staffOf(desk);
  const share = Math.ceil(changes.length / WRITERS);
  for (let from = 0, i = 0; from < changes.length; from += share, i += 1) {
    const person = must(staff[i % staff.length], 'person');
    const sender = new RawSender({ tenant: desk.id, person: person.id, incarnation });
    const contact = { tenantId: desk.id, actor: person, incarnation, receivedAt: Date.now() };
    await register(copy.sql, contact, { ...sender.sender(), was: null });
    const requests = changes
      .slice(from, from + share)
      .map((change) => sender.request('ticket.set-priority', change));
    const mutations = requests.flatMap((request) => request.mutations);
    const request = { ...must(requests[0], 'request'), mutations };
    const { verdicts, stop } = await push(copy.sql, { ...contact, request }, (error) => {
      throw error;
    });
    const bad = verdicts.find(({ status }) => status !== 'applied');
    if (bad || stop || verdicts.length !== mutations.length)
      throw new Error(`a change was not applied: ${JSON.stringify(bad ?? stop ?? verdicts.length)}`);
  }
  return new Map(changes.map(({ ticketId, priority }) => [ticketId, priority]));
}

/** Throws unless of each changed ticket came the row, as it was changed, and one entry of its timeline; once, and no more. */
function checkArrived(changed: Changed, entries: readonly Entry[]): void {
  const right = new Set<string>();
  const told = new Set<string>();
  for (const [, kind, ticketId, , , , row] of entries) {
    if (kind === kindCodes.ticket && row?.['priority'] === changed.get(ticketId)) right.add(ticketId);
    if (kind === kindCodes.event && changed.has(ticketId)) told.add(ticketId);
  }
  const { size } = changed;
  if (right.size !== size || told.size !== size || entries.length !== 2 * size)
    throw new Error(
      `${size} tickets changed: ${right.size} came so, ${told.size} with an entry, in ${entries.length} rows`,
    );
}

interface Run {
  ms: number;
  /** The part of it that went into packing the replies. */
  packMs: number;
  bytes: number;
  pages: number;
  entries: Entry[];
}

async function catchUpOnce(
  copy: Copy,
  tenantId: string,
  actor: { id: string; role: 'admin' | 'agent' | 'user' },
  from: Awaited<ReturnType<typeof readHeads>>,
): Promise<Run> {
  const vectors = new KnownVectors();
  const run: Run = { ms: 0, packMs: 0, bytes: 0, pages: 0, entries: [] };
  let vector = from.heads;
  for (let more = true; more;) {
    const asked = { vector: pack(vector) };
    const request: PullRequest = {
      protocol: PROTOCOL,
      tenant: tenantId,
      person: actor.id,
      replica: tenantId, // nobody's: it has never pushed
      incarnation: from.incarnation,
      sentAt: Date.now(),
      left: 0,
      app: 'bench',
      epoch: 0,
      scopes: { tenant: asked, desk: asked },
      filling: [],
      want: [],
    };
    const startedAt = performance.now();
    const reply = await pull(copy.sql, vectors, { tenantId, actor, request, receivedAt: Date.now() });
    const text = JSON.stringify(reply);
    const writtenAt = performance.now();
    const packed = await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
    const packedAt = performance.now();
    if (!('entries' in reply) || reply.refill.length > 0) throw new Error(`no page: ${text.slice(0, 200)}`);
    run.ms += packedAt - startedAt;
    run.packMs += packedAt - writtenAt;
    run.bytes += packed.byteLength;
    run.pages += 1;
    run.entries.push(...reply.entries);
    for (const { gains } of Object.values(reply.to)) vector = join(vector, unpack(gains));
    more = reply.more;
  }
  return run;
}
