import type { Tx } from '../connect.ts';

/** A retired replica that has folded out of vectors: its last counter, and the epoch from which on none names it. */
export interface FoldedReplica {
  ord: number;
  n: number;
  epoch: number;
}

/** Those that folded after an epoch: a vector of that epoch may still be behind them (SPEC E1). */
export async function readFoldedSince(tx: Tx, epoch: number): Promise<FoldedReplica[]> {
  return await tx<FoldedReplica[]>`
    select ord, last_n as n, folded as epoch from replicas where folded > ${epoch}`;
}

/**
 * Folded identities of one device: its own, and those it descends from. It may have work under them that is answered
 * and not yet covered, so its vectors go on naming them.
 */
export async function readOwnFolded(tx: Tx, replicaId: string, personId: string): Promise<FoldedReplica[]> {
  return await tx<FoldedReplica[]>`
    select r.ord, r.last_n as n, r.folded as epoch
    from replicas me join replicas r on r.tenant_id = me.tenant_id and r.folded is not null and r.last_n > 0
      and (r.ord = me.ord or r.ord in (select (a.dot->>0)::int from jsonb_array_elements(me.was) as a(dot)))
    where me.id = ${replicaId} and me.person_id = ${personId}`;
}

/** The last counters of these replicas, folded or not. */
export async function readCounters(tx: Tx, ords: number[]): Promise<Map<number, number>> {
  const rows = await tx<{ ord: number; n: number }[]>`
    select ord, last_n as n from replicas where ord = any(${ords}::int[])`;
  return new Map(rows.map((row) => [row.ord, row.n]));
}
