import { insert, type Insert, type Write } from '../../shared/mutations/plan.ts';
import type { Verdict } from '../../shared/protocol/push.ts';
import type { OutboxEntry } from './database.ts';

/**
 * A change with its refusal: what was done stays, for its person to read, edit and export. What the plan wrote is never
 * painted again, and it holds what stood before: that is the office's, and may be of a ticket that is lost (SPEC S1).
 */
export function refusedEntry(entry: OutboxEntry, verdict: Verdict | undefined = entry.verdict): OutboxEntry {
  return {
    ...entry,
    state: 'refused',
    writes: [],
    base: {},
    ...(verdict && { verdict: withoutStanding(verdict) }),
  };
}

/**
 * The own part of a change on a ticket that is not held any more (SPEC S1). One that may still come to be painted keeps
 * what it wrote, but not what this was written over. The same object where nothing has to go.
 */
export function ownPart(entry: OutboxEntry): OutboxEntry {
  if (entry.state === 'refused') return entry.writes.length > 0 ? refusedEntry(entry) : entry;
  if (!entry.verdict?.standing && !entry.writes.some(tellsBefore)) return entry;
  const writes = entry.writes.map((write) => (tellsBefore(write) ? withoutBefore(write) : write));
  return { ...entry, writes, ...(entry.verdict && { verdict: withoutStanding(entry.verdict) }) };
}

/** A verdict without what it says stands. */
export function withoutStanding({ standing: _, ...verdict }: Verdict): Verdict {
  return verdict;
}

const isHappening = (write: Write): write is Insert & Insert<'event'> =>
  write.op === 'insert' && write.ref.kind === 'event';

const tellsBefore = (write: Write): boolean => isHappening(write) && write.row.oldValue !== null;

function withoutBefore(write: Write): Write {
  return isHappening(write) ? insert<'event'>(write.ref, { ...write.row, oldValue: null }) : write;
}
