import { currentAccount } from '../session/session.ts';
import { overConnection } from '../store/connection.ts';
import { openDatabase, type Draft } from '../store/database.ts';
import { withRoom } from '../store/room.ts';

/** Drafts being typed that have not been written yet: flushed when the page is hidden or replaced. */
const pending = new Map<string, Promise<unknown>>();

/** What was being written on a ticket; drafts never leave this device. */
export async function loadDraft(ticketId: string): Promise<Pick<Draft, 'body' | 'internal'> | null> {
  const db = openDatabase(currentAccount().key);
  return (await overConnection(db, () => db.drafts.get(ticketId))) ?? null;
}

/** Keeps a draft, or with null lets go of it. Resolves when it is on disk. */
export async function saveDraft(
  ticketId: string,
  draft: Pick<Draft, 'body' | 'internal'> | null,
): Promise<void> {
  const db = openDatabase(currentAccount().key);
  const { drafts } = db;
  const keep = async () =>
    draft?.body ? await drafts.put({ ticketId, ...draft, at: Date.now() }) : await drafts.delete(ticketId);
  const work = withRoom(db, () => overConnection(db, keep));
  pending.set(ticketId, work);
  await work;
  if (pending.get(ticketId) === work) pending.delete(ticketId);
}

/** Resolves when every draft that was handed over is on disk. */
export async function saveAllDrafts(): Promise<void> {
  await Promise.allSettled(pending.values());
}
