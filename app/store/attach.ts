import type { Actor } from '../../shared/mutations/plan.ts';
import type { Change } from '../../shared/mutations/undo.ts';
import { refusal, type Refusal } from '../../shared/rules/refusal.ts';
import { overConnection } from './connection.ts';
import type { DeviceDatabase } from './database.ts';
import { enqueueAllWithin, tablesToApply, type Shown } from './outbox.ts';
import { withRoom } from './room.ts';
import type { Making } from './step.ts';

export type Attached = { shown: Shown | undefined; refusal?: never } | { refusal: Refusal };

/** Said inside the transaction, so that nothing of it stays. */
class Refused extends Error {
  override name = 'Refused';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * Makes a change together with those that put files on it, all or none, and hands these files to the lane. Only what is
 * known of them is written with the words: their bytes are on disk already (SPEC F1).
 */
export async function enqueueWithFiles(
  db: DeviceDatabase,
  signedIn: Actor,
  changes: readonly Change[],
  files: { ids: readonly string[]; ticketId: string; orTicketId?: string | undefined },
  making: Making,
): Promise<Attached> {
  const { ids, ticketId, orTicketId } = files;
  const named = changes.map((change) => ({ ...change, uid: making.newId() }));
  const work = async (again: boolean): Promise<Attached> => {
    // The connection died after the commit: then they are queued already.
    const chosen = await db.files.bulkGet([...ids]);
    if (again && chosen[0]?.state === 'queued') return { shown: undefined };
    // Sent a moment ago, perhaps from another window, or taken away: nothing of it is sent twice, or without its file.
    if (!chosen.every((file) => file?.state === 'draft'))
      return { refusal: refusal('already-exists', 'These files have gone already, or were taken away.') };
    const { outcomes, shown } = await enqueueAllWithin(db, signedIn, { ...making, changes: named });
    for (const { refusal } of outcomes) if (refusal) throw new Refused(refusal);
    await db.files
      .where('id')
      .anyOf([...ids])
      .modify({ state: 'queued', ticketId, ...(orTicketId !== undefined && { orTicketId }) });
    return { shown };
  };
  const tables = [...tablesToApply(db), db.files];
  try {
    return await withRoom(db, () =>
      overConnection(db, (again) => db.transaction('rw', tables, async () => await work(again))),
    );
  } catch (error) {
    const { refusal } = refusedIn(error) ?? {};
    if (refusal) return { refusal };
    throw error;
  }
}

function refusedIn(error: unknown): Refused | undefined {
  for (let at = error; at instanceof Error; at = (at as { inner?: unknown }).inner ?? at.cause)
    if (at instanceof Refused) return at;
  return undefined;
}
