import { push } from '../sync-server/sync/push-batch.ts';
import { floorGroups, type FloorGroup, writeFloor } from './lib/flush-floor.ts';
import { asSent, introduce, type Prepared, prepareOutbox } from './lib/prepared.ts';
import { type Result, result } from './lib/result.ts';
import type { Copy, World } from './lib/world.ts';

/** As in the protocol's bounds, or a quarter of a small run. */
const batchOf = (world: World): number => Math.min(250, world.sizes.mutations / 4);

/**
 * `push` called in this process with four full batches, against the same rows as bare SQL. Every repetition, of both,
 * has a fresh copy of the database and is warmed up by one batch (of the floor: by the rows of one) on other tickets.
 */
export async function flushServer(world: World): Promise<Result[]> {
  const { server, floor } = await measureFlush(world);
  return [result({ name: 'flush-1000-server', unit: 'ms', samples: server, floor, goal: { ratio: 3.5 } })];
}

/** Times of pushing a prepared outbox in process, and of its floor. */
export async function measureFlush(world: World): Promise<{ server: number[]; floor: number[] }> {
  const batch = batchOf(world);
  const prepared = await prepareOutbox(world, batch, world.sizes.mutations);
  const server: number[] = [];
  const floor: number[] = [];
  let groups: { warm: FloorGroup[]; timed: FloorGroup[] } | undefined;
  for (let run = 0; run < world.sizes.runs; run += 1) {
    const pushed = await world.copy();
    server.push(await timePush(world, pushed, prepared, batch));
    groups ??= {
      warm: await floorGroups(world, pushed, prepared.ord, prepared.entries.slice(0, batch)),
      timed: await floorGroups(world, pushed, prepared.ord, prepared.entries.slice(batch)),
    };
    await pushed.drop();

    const bare = await world.copy();
    await introduce(world, bare, prepared);
    await writeFloor(world, bare, prepared, groups.warm);
    const startedAt = performance.now();
    await writeFloor(world, bare, prepared, groups.timed);
    floor.push(performance.now() - startedAt);
    await bare.drop();
  }
  return { server, floor };
}

async function timePush(world: World, copy: Copy, prepared: Prepared, batch: number): Promise<number> {
  const inputOf = await introduce(world, copy, prepared);
  const mutations = prepared.entries.map(asSent);
  let startedAt = 0;
  for (let from = 0; from < mutations.length; from += batch) {
    if (from === batch) startedAt = performance.now();
    const some = mutations.slice(from, from + batch);
    const reply = await push(copy.sql, inputOf(some, mutations.length - from - some.length), (error) => {
      throw error;
    });
    const bad = reply.verdicts.find((verdict) => verdict.status !== 'applied');
    if (bad || reply.stop || reply.verdicts.length !== some.length)
      throw new Error(`a prepared mutation was not taken: ${JSON.stringify(bad ?? reply.stop)}`);
  }
  return performance.now() - startedAt;
}
