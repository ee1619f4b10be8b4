import { objectIn } from '../../shared/lib/object-in.ts';
import { insert, type Insert, type Write } from '../../shared/mutations/plan.ts';
import type { Verdict } from '../../shared/protocol/push.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';
import { revisionOf, readDrafts } from './drafts.ts';
import { isAwaited } from './entry.ts';
import { standingText, textIn, withText } from './own-text.ts';
import { ownWords } from './own-words.ts';

/**
 * A change with its refusal: what was done stays, for its person to read, edit and export. What the plan wrote is never
 * painted again, and it holds what stood before: that is the office's, and may be of a ticket that is lost (SPEC S1).
 */
export function refusedEntry(entry: OutboxEntry, verdict: Verdict | undefined = entry.verdict): OutboxEntry {
  return {
    ...withoutBack(entry),
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
  if (!entry.back && !entry.verdict?.standing && !entry.writes.some(tellsBefore)) return entry;
  const writes = entry.writes.map((write) => (tellsBefore(write) ? withoutBefore(write) : write));
  return { ...withoutBack(entry), writes, ...(entry.verdict && { verdict: withoutStanding(entry.verdict) }) };
}

/** A change without what would put it back: there is nothing to put back, or what it would be put back to is the office's. */
export function withoutBack<E extends OutboxEntry>({ back: _, ...entry }: E): Omit<E, 'back'> {
  return entry;
}

/**
 * What may be shown of a change: where its ticket is not, of a standing text only what its person typed (SPEC S1).
 * `ownOnly`: that this is less than was written.
 */
export function shownArgs(
  entry: OutboxEntry,
  held: boolean,
): { args: Record<string, unknown>; ownOnly: boolean } {
  const shown = held ? entry : inOwnWords(entry);
  return { args: shown.args as Record<string, unknown>, ownOnly: shown.ownOnly === true };
}

/** Whether not all that a change says is its person's own. */
const isPartly = ({ own, along }: OutboxEntry): boolean => own !== undefined || along !== undefined;

function inOwnWords(entry: OutboxEntry): OutboxEntry {
  const place = standingText(entry);
  if (!place || !isPartly(entry)) return entry;
  const { own = textIn(entry, place), along = [], ...rest } = entry;
  const untold = Object.fromEntries(along.map((key) => [key, null]));
  return { ...rest, args: withText(entry, place, own, untold), ownOnly: true };
}

/** Under which what is typed into a refused change is kept until it is tried again; its body is JSON, by the field's key. */
export const retryDraftKey = (uid: string): string => `retry:${uid}`;

/**
 * A refused change whose ticket is lost, with only its person's own words of a standing text, and among them what they have
 * typed since to try it again. What is awaited stays whole, as what is still to be sent does. The same object where nothing has
 * to go. Inside a transaction over drafts.
 */
export async function lostEntry(db: DeviceDatabase, entry: OutboxEntry): Promise<OutboxEntry> {
  const place = standingText(entry);
  if (entry.state !== 'refused' || !place || !isPartly(entry) || isAwaited(entry)) return entry;
  const words = [entry.own ?? textIn(entry, place)];
  for (const draft of await readDrafts(db, retryDraftKey(entry.uid))) {
    const { [place.path.join('.')]: typed, ...rest } = objectIn(draft.body);
    if (typeof typed !== 'string') continue;
    words.push(ownWords(textIn(entry, place), typed));
    if (Object.keys(rest).length === 0) await db.drafts.delete(draft.ticketId);
    else await db.drafts.put({ ...draft, body: JSON.stringify(rest), rev: `${revisionOf(draft)} less` });
  }
  return inOwnWords({ ...entry, own: words.filter(Boolean).join('\n') });
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
