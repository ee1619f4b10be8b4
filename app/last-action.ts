import type { Change } from '../shared/mutations/undo.ts';

/** The last thing that the person did in this tab and can put back. */
export interface Action {
  /** Whose it was: the account's key. */
  account: string;
  /** The entries of the outbox it made, in order. */
  seqs: readonly number[];
  /** What was done, to say it: one change, or the last of many. */
  change: Change;
  /** To how many tickets. */
  tickets: number;
  /** What it is called, where its last change does not say it. */
  name?: string;
  /** Whether something was said with it, which an undo does not take back. */
  said?: boolean;
  /** On how many of them it was not done, but asked for: an admin is to approve it. */
  asked: number;
}

let last: Action | null = null;
const listeners = new Set<() => void>();

/** Notes what was done; null where it cannot be put back, or has been: there is nothing to undo then. */
export function noteAction(action: Action | null): void {
  if (action === last) return;
  last = action;
  for (const listener of listeners) listener();
}

/** Shows it once more, with its way back. */
export function recallAction(): void {
  noteAction(last && { ...last });
}

export function lastAction(): Action | null {
  return last;
}

/** For `useSyncExternalStore`. */
export function onAction(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
