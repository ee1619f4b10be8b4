import type { MutationArgs } from '../shared/mutations/registry.ts';
import type { Change } from '../shared/mutations/undo.ts';
import type { Refusal } from '../shared/rules/refusal.ts';
import { noteAction } from './last-action.ts';
import { newId } from './mutate.ts';
import { deskOf } from './queries/desk.ts';
import type { ChosenFile } from './queries/files.ts';
import { askForBackgroundSync } from './session/engine.ts';
import { currentAccount } from './session/session.ts';
import { enqueueWithFiles } from './store/attach.ts';
import { openDatabase } from './store/database.ts';

/** Where the files go: with a message, or with the ticket itself. */
export interface FilesOn {
  ticketId: string;
  messageId: string | null;
  /** The ticket that the message may open. */
  followUpId?: string | undefined;
  internal: boolean;
}

/**
 * The write door for words that files go with: the change and a change for each file are made together or not at all.
 * Resolves when they are on this device; the bytes, which are here already, follow by their lane.
 */
export async function mutateWithFiles(
  change: Change,
  files: readonly ChosenFile[],
  on: FilesOn,
): Promise<{ refusal?: Refusal }> {
  const { key, person } = currentAccount();
  const db = openDatabase(key);
  const { ticketId, messageId, followUpId, internal } = on;
  const added = files.map(({ id, name, type, bytes, sha256, width, height }): Change => {
    const args: MutationArgs<'attachment.add'> = {
      ticketId, id, messageId, name, type, bytes, sha256, width, height, internal,
      ...(followUpId !== undefined && { followUpId }),
    }; // prettier-ignore
    return { name: 'attachment.add', args };
  });
  const made = await enqueueWithFiles(
    db,
    { id: person.id, role: person.role },
    [change, ...added],
    { ids: files.map(({ id }) => id), ticketId, orTicketId: followUpId },
    { newId, nowMs: Date.now() },
  );
  if ('refusal' in made && made.refusal) return { refusal: made.refusal };
  if ('shown' in made && made.shown) deskOf(db).show(made.shown);
  noteAction(null);
  askForBackgroundSync();
  return {};
}
