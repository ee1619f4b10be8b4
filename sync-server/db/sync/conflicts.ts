import type { Conflict } from '../../../shared/model/conflict.ts';
import { PREPARED, type Tx } from '../connect.ts';
import { selectList } from './tables.ts';

const columns = selectList('conflict', 't');

/** Every conflict that a person lost and has on their devices. */
export async function readConflictsOf(tx: Tx, personId: string): Promise<Conflict[]> {
  return await tx.unsafe<Conflict[]>(
    `select ${columns} from conflicts t where t.lost_by = $1::uuid and not t.aged`,
    [personId],
    PREPARED,
  );
}

/** Every conflict about these tickets. */
export async function readConflictsOn(tx: Tx, ticketIds: string[]): Promise<Conflict[]> {
  return await tx.unsafe<Conflict[]>(
    `select ${columns} from conflicts t where t.ticket_id = any($1::uuid[])`,
    [ticketIds],
    PREPARED,
  );
}
