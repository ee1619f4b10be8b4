import type { Vector } from '../../shared/clock/vector.ts';
import type { Tx } from '../db/connect.ts';
import type { Ahead } from '../db/sync/feed.ts';
import { readCounters, readFoldedSince, type FoldedReplica } from '../db/sync/folded.ts';
import type { Heads } from '../db/sync/replicas.ts';

/** Where a scope of a device stands: a vector, and the epoch it was reached in (SPEC E1). */
export interface Place {
  vector: Vector;
  epoch: number;
}

/** The heads, with the replicas that folded since the oldest epoch asked about. */
export interface Ground {
  heads: Heads;
  folded: FoldedReplica[];
}

export async function groundFor(tx: Tx, heads: Heads, epochs: number[]): Promise<Ground> {
  const oldest = Math.min(heads.epoch, ...epochs);
  // Below the floor a place is filled again: what folded before it makes no difference.
  const from = Math.max(oldest, heads.floor - 1);
  return { heads, folded: oldest < heads.epoch ? await readFoldedSince(tx, from) : [] };
}

/** The counters that count for a place: the heads, and the last ones of what folded after its epoch. */
function finalCounters({ heads, folded }: Ground, epoch: number): Vector {
  const since = folded.filter((one) => one.epoch > epoch);
  return since.length
    ? { ...heads.heads, ...Object.fromEntries(since.map(({ ord, n }) => [ord, n])) }
    : heads.heads;
}

/** Where a place is behind; by the server's list of replicas, so none it never heard of is missed (SPEC S4). */
export function behind(scope: number, place: Place, ground: Ground): Ahead[] {
  return Object.entries(finalCounters(ground, place.epoch)).flatMap(([replica, head]) => {
    const r = Number(replica);
    const seen = place.vector[r] ?? 0;
    return seen < head ? [{ scope, r, seen, head }] : [];
  });
}

/** True when something was pruned that the place does not cover: it must be filled again (SPEC S6). */
export function isBelowHorizon(
  place: Place,
  pruned: readonly { r: number; n: number }[],
  ground: Ground,
): boolean {
  if (place.epoch < ground.heads.floor) return true;
  const counting = finalCounters(ground, place.epoch);
  return pruned.some(({ r, n }) => r in counting && (place.vector[r] ?? 0) < n);
}

/** True when the place is of another life of the database: it has seen what is not here (SPEC I1). */
export async function isAhead(tx: Tx, place: Place, { heads, epoch }: Heads): Promise<boolean> {
  if (place.epoch > epoch) return true;
  const unheard: number[] = [];
  for (const [replica, seen] of Object.entries(place.vector)) {
    const head = heads[Number(replica)];
    if (head === undefined && seen > 0) unheard.push(Number(replica));
    else if ((head ?? 0) < seen) return true;
  }
  if (!unheard.length) return false;
  // Folded ones: a device goes on naming its own, and one of an earlier epoch any.
  const last = await readCounters(tx, unheard);
  return unheard.some((ord) => (last.get(ord) ?? 0) < (place.vector[ord] ?? 0));
}
