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

/** Whether it was refused as it came, after a restore, before what it was done to: it is made anew once that is here (SPEC I1). */
export function isAwaited({ state, earlierLife, verdict }: OutboxEntry): boolean {
  return state === 'refused' && earlierLife === true && verdict?.code === 'not-found';
}

/** That a notice was read which is not back yet: it is read once it is, and until then nobody has to do anything. */
export function isAwaitedReading(entry: OutboxEntry): boolean {
  return entry.name === 'notice.read' && isAwaited(entry);
}
