import type { Change } from '../shared/mutations/undo.ts';
import type { MutationArgs, MutationName } from '../shared/mutations/registry.ts';
import { isAside } from '../shared/mutations/undoable.ts';
import { noteAction } from './last-action.ts';
import { deskOf } from './queries/desk.ts';
import { askForBackgroundSync } from './session/engine.ts';
import { askToPersist } from './session/persist.ts';
import { currentAccount } from './session/session.ts';
import { overConnection } from './store/connection.ts';
import { openDatabase } from './store/database.ts';
import { enqueue, type Made } from './store/outbox.ts';
import * as numbers from './sync/numbers.ts';

/** A new identity for a thing or a mutation. */
export function newId(): string {
  return crypto.randomUUID();
}

/**
 * The only write door of the app. Resolves when the change is on this device's disk and on the screen, or with the
 * reason why it may not be done; the network is never waited for.
 *
 * @example await mutate('ticket.move', { ticketId, to: 'resolved', reason: null })
 */
export async function mutate<N extends MutationName>(name: N, args: MutationArgs<N>): Promise<Made> {
  const { key, person } = currentAccount();
  const actor = { id: person.id, role: person.role };
  const db = openDatabase(key);
  const made = await enqueue(db, actor, { name, args, newId, nowMs: Date.now() });
  if (made.uid) {
    if (made.shown) deskOf(db).show(made.shown);
    const change = { name, args } as unknown as Change;
    const asked = made.asked ? 1 : 0;
    if (!isAside(name))
      noteAction(
        made.seq && made.goesBack ? { account: key, seqs: [made.seq], change, tickets: 1, asked } : null,
      );
    askForBackgroundSync();
    void askToPersist();
  }
  return made;
}

/**
 * The next ticket number of this device's lease; null when it is spent, or none can be had: "number follows". Never an
 * error of the storage: no ticket waits for its number, and no words are lost for one.
 */
export async function takeNumber(): Promise<string | null> {
  const db = openDatabase(currentAccount().key);
  return await overConnection(db, () => numbers.takeNumber(db, Date.now())).catch(() => null);
}
