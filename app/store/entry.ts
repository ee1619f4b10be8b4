import type { Mark } from '../../shared/model/versioned.ts';
import type { OutboxEntry } from './database.ts';

/** The mark an entry's writes are shown under. */
export function markOfEntry(entry: OutboxEntry): Mark {
  return [entry.ord, entry.n, entry.verdict?.s ?? entry.stood ?? entry.s];
}

/** Only its intent was kept when it came back; offered again, it is shown by its plan, also once it is answered. */
export function isBare({ earlierLife, writes }: OutboxEntry): boolean {
  return earlierLife === true && writes.length === 0;
}

/** Its outcome has been known: a later value has come over it, and is not painted over again (SPEC D4). */
export function hasStood({ state, stood }: OutboxEntry): boolean {
  return state === 'answered' || stood !== undefined;
}
