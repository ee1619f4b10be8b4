import type { Tx } from '../connect.ts';

/** When a device of each person was last heard of, retired ones too; whoever never had one is absent. */
export async function readLastSeen(tx: Tx): Promise<{ personId: string; at: number }[]> {
  return await tx<{ personId: string; at: number }[]>`
    select person_id as "personId", max(seen_at) as at from replicas where person_id is not null group by person_id`;
}
