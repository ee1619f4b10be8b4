import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { join, pack, unpack } from '../shared/clock/vector.ts';
import { must } from '../shared/lib/must.ts';
import type { PullPage, PullRequest } from '../shared/protocol/pull.ts';
import { PROTOCOL } from '../shared/protocol/version.ts';
import { priorities } from '../shared/model/ticket.ts';
import { readHeads } from '../sync-server/db/sync/replicas.ts';
import { inTenant } from '../sync-server/db/tenant.ts';
import { KnownVectors } from '../sync-server/sync/known-vectors.ts';
import { pull } from '../sync-server/sync/pull.ts';
import { push } from '../sync-server/sync/push-batch.ts';
import { Chance } from './data.ts';
import { RawSender } from './lib/raw-sender.ts';
import { register } from '../sync-server/sync/register.ts';
import { staffOf, ticketsOf } from './lib/replicas.ts';
import { figure, median, type Result } from './lib/result.ts';
import type { Copy, World } from './lib/world.ts';

const GOAL_US = 50;
const GOAL_BYTES = 450;
/** Devices that changed the tickets. */
const WRITERS = 30;
/** As sync/body.ts compresses. */
const QUALITY = 5;

const brotli = promisify(brotliCompress);

/**
 * A device that was away while thousands of tickets changed: all pages of its pull, each from the request to the packed
 * reply, in the server's process; and what those pages are as they travel. Whole rows: the ticket and its new event.
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
      if (i > 0) runs.push(run);
    }
    const times = runs.map(({ ms }) => (ms * 1_000) / changed);
    const { bytes, pages, entries } = must(runs[0], 'run');
    const sorted = times.toSorted((a, b) => a - b);
    const packing = median(runs.map(({ packMs }) => (packMs * 1_000) / changed));
    return [
      figure('catch-up-per-ticket', median(times), 'µs', {
        goal: { value: GOAL_US },
        runs: times.length,
        spread: [must(sorted[0], 'run'), must(sorted.at(-1), 'run')],
        note: `${changed} tickets, ${entries} rows in ${pages} pages; ${packing.toFixed(1)} µs of it packing`,
      }),
      figure('catch-up-bytes-per-ticket', bytes / changed, 'bytes', { goal: { value: GOAL_BYTES } }),
    ];
  } finally {
    await stop();
  }
}

/** Changes tickets from many devices, each in full batches: priorities, so that nothing is refused. */
async function changeMany({ desk, sizes }: World, copy: Copy): Promise<number> {
  const chance = new Chance(11);
  const tickets = (await ticketsOf(copy, desk)).slice(0, sizes.changed);
  const staff = staffOf(desk);
  const { incarnation } = await inTenant(copy.sql, desk.id, readHeads, 'snapshot');
  const share = Math.ceil(tickets.length / WRITERS);
  for (let from = 0, i = 0; from < tickets.length; from += share, i += 1) {
    const person = must(staff[i % staff.length], 'person');
    const sender = new RawSender({ tenant: desk.id, person: person.id, incarnation });
    const contact = { tenantId: desk.id, actor: person, incarnation, receivedAt: Date.now() };
    await register(copy.sql, contact, { ...sender.sender(), was: null });
    const requests = tickets
      .slice(from, from + share)
      .map((ticketId) =>
        sender.request('ticket.set-priority', { ticketId, priority: chance.pick(priorities) }),
      );
    const mutations = requests.flatMap((request) => request.mutations);
    const request = { ...must(requests[0], 'request'), mutations };
    await push(copy.sql, { ...contact, request }, (error) => {
      throw error;
    });
  }
  return tickets.length;
}

interface Run {
  ms: number;
  /** The part of it that went into packing the replies. */
  packMs: number;
  bytes: number;
  pages: number;
  entries: number;
}

async function catchUpOnce(
  copy: Copy,
  tenantId: string,
  actor: { id: string; role: 'admin' | 'agent' | 'user' },
  from: Awaited<ReturnType<typeof readHeads>>,
): Promise<Run> {
  const vectors = new KnownVectors();
  const run: Run = { ms: 0, packMs: 0, bytes: 0, pages: 0, entries: 0 };
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
    const reply = (await pull(copy.sql, vectors, {
      tenantId,
      actor,
      request,
      receivedAt: Date.now(),
    })) as PullPage;
    const text = JSON.stringify(reply);
    const writtenAt = performance.now();
    const packed = await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
    const packedAt = performance.now();
    run.ms += packedAt - startedAt;
    run.packMs += packedAt - writtenAt;
    run.bytes += packed.byteLength;
    run.pages += 1;
    run.entries += reply.entries.length;
    for (const { gains } of Object.values(reply.to)) vector = join(vector, unpack(gains));
    more = reply.more;
  }
  return run;
}
