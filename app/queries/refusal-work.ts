import type { Refusal } from '../../shared/rules/refusal.ts';
import { newId } from '../mutate.ts';
import { askForBackgroundSync } from '../session/engine.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { retryDraftKey } from '../store/own-part.ts';
import { dropRefused, retryRefused } from '../store/refused.ts';
import { dropDraft, loadDrafts } from './drafts.ts';
import type { RefusedWork } from './types.ts';

// Apart from the list of what was refused, which every screen counts: only the one that shows it needs this.

export { retryDraftKey };

/**
 * Makes a refused change anew with other arguments, and then what builds on it. Resolves to why it may not be done, or to
 * undefined when it is in the queue.
 */
export async function tryAgain(seq: number, args: Record<string, unknown>): Promise<Refusal | undefined> {
  const { key, person } = currentAccount();
  const actor = { id: person.id, role: person.role };
  const refusal = await retryRefused(openDatabase(key), actor, { seq, args, newId, nowMs: Date.now() });
  if (!refusal) askForBackgroundSync();
  return refusal;
}

/** Lets go of refused changes and of all that builds on them, with what was typed to try them again. */
export async function drop(...refused: readonly Pick<RefusedWork, 'change' | 'dependants'>[]): Promise<void> {
  const { key, person } = currentAccount();
  const seqs = refused.map(({ change }) => change.seq);
  await dropRefused(openDatabase(key), { id: person.id, role: person.role }, ...seqs);
  // The changes are gone: a draft that could not be removed is nobody's loss.
  for (const { change, dependants } of refused)
    for (const { uid: of } of [change, ...dependants])
      await dropTyped(retryDraftKey(of)).catch(() => undefined);
}

async function dropTyped(field: string): Promise<void> {
  for (const { id } of await loadDrafts(field)) await dropDraft(id);
}
