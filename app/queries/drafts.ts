import type { Field } from '../../shared/model/directory.ts';
import type { Conflict } from '../../shared/model/conflict.ts';
import { isRedacted } from '../../shared/model/conversation.ts';
import { editableUntil } from '../../shared/rules/message-change.ts';
import { newId } from '../mutate.ts';
import { currentAccount } from '../session/session.ts';
import { readConflicts } from '../store/conflicts.ts';
import { overConnection } from '../store/connection.ts';
import { openDatabase, type DeviceDatabase, type Draft, type TicketRecord } from '../store/database.ts';
import {
  fieldOf,
  formIn,
  hasWords,
  isLeft,
  keepDraft,
  readDrafts,
  revisionOf,
  ticketOf,
  type DraftText,
  type Place,
} from '../store/drafts.ts';
import { readClock } from '../store/meta.ts';
import { follow } from './live.ts';
import type { LeftWords } from './types.ts';
import { sharedLiveValue } from './shared-live-value.ts';

export type { DraftText, Place };

/** A draft as it is stored: `id` and `rev` say where a window that shows it stands. */
export type StoredDraft = DraftText & { id: string; rev: string; at: number };

/** Drafts that were handed over and are not on disk yet. */
const pending = new Set<Promise<unknown>>();

/** A field in which somebody types. */
interface Typing {
  /** Hands over what was typed since the last pause. */
  flush: () => void;
  /** Whether what was handed over could not be kept: it is in this window alone. */
  isOnlyHere: () => boolean;
}
const typing = new Set<Typing>();

/**
 * What is being written in a field, the draft that a window shows when it opens first. They never leave this device.
 * Where nothing was typed yet, only the field's own counts, or the one under `id`.
 */
export async function loadDrafts(field: string, id = field): Promise<StoredDraft[]> {
  const db = openDatabase(currentAccount().key);
  const found = await overConnection(db, () => readDrafts(db, field));
  const bare = found.filter((draft) => !hasWords(draft) && [field, id].includes(draft.ticketId));
  return [...found.filter(hasWords), ...bare].map((draft) => {
    return { ...textOf(draft), id: draft.ticketId, rev: revisionOf(draft), at: draft.at };
  });
}

function textOf({ body, internal, about, from }: Draft): DraftText {
  return { body, internal, ...(about !== undefined && { about }), ...(from !== undefined && { from }) };
}

/** Calls `changed` whenever a draft of the field has changed, in whichever window. Answers what ends it. */
export function followDrafts(field: string, changed: () => void): () => void {
  const db = openDatabase(currentAccount().key);
  return follow(db, () => readDrafts(db, field), changed);
}

/**
 * Keeps what was typed, or with an empty body lets go of it; resolves when that is on disk. `place` moves with it, at
 * once, so that the next save need not wait for this one.
 */
export async function saveDraft(place: Place, typed: DraftText): Promise<void> {
  const rev = newId();
  const before = { ...place };
  const next = typed.body === '' ? null : rev;
  place.rev = next;
  const work = keepDraft(openDatabase(currentAccount().key), before, typed, rev, Date.now());
  pending.add(work);
  try {
    place.id = await work;
  } catch (error) {
    if (place.rev === next) place.rev = before.rev;
    throw error;
  } finally {
    pending.delete(work);
  }
}

/** Lets go of a draft for good: the person said so. */
export async function dropDraft(id: string): Promise<void> {
  const db = openDatabase(currentAccount().key);
  await overConnection(db, () => db.drafts.delete(id));
}

/**
 * Follows a field in which somebody types, until what it answers is called. Meanwhile a window that has words which could
 * not be kept asks before it is left.
 */
export function followTyping(field: Typing): () => void {
  if (typing.size === 0) addEventListener('beforeunload', askBeforeLeaving);
  typing.add(field);
  return () => {
    typing.delete(field);
    if (typing.size === 0) removeEventListener('beforeunload', askBeforeLeaving);
  };
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if ([...typing].some((field) => field.isOnlyHere())) event.preventDefault();
}

/**
 * Resolves when all that was typed is on disk, or could not be: what a page hands over while it is being left comes too late
 * at times. Answers whether all of it is.
 */
export async function saveAllDrafts(): Promise<boolean> {
  for (const { flush } of typing) flush();
  const saved = await Promise.allSettled(pending);
  return saved.every(({ status }) => status === 'fulfilled');
}

/** Words of this person's that no field shows any more, newest first, live; undefined until the device has been asked. */
export const useLeftWords: () => readonly LeftWords[] | undefined = sharedLiveValue(readLeftWords);

/**
 * Drafts whose ticket or custom field is not on the device, merges whose conflict is settled or gone, and what a message was
 * to say instead that nobody may change any more.
 */
export async function readLeftWords(db: DeviceDatabase): Promise<LeftWords[]> {
  const drafts = (await db.drafts.toArray()).filter(hasWords);
  if (drafts.length === 0) return [];
  const conflicts = new Map((await readConflicts(db)).map((conflict) => [conflict.id, conflict]));
  const closed = await closedEdits(db, drafts);
  const records = await db.tickets.bulkGet(drafts.map((draft) => ticketOf(draft) ?? ''));
  const fields = await db.directory.bulkGet(
    drafts.map((draft) => ['field', fieldOf(draft).split(':')[2] ?? '']),
  );
  return drafts
    .flatMap((draft, i) => {
      // One that was made here has no row yet.
      const hasField = !(fields[i]?.row as Field | undefined)?.archived && !closed.has(draft);
      return leftWordsOf(draft, records[i], hasField, conflicts) ?? [];
    })
    .sort((a, b) => b.at - a.at);
}

/** Edits of messages that no form opens any more: what the message said was taken back, or it was written too long ago. */
async function closedEdits(db: DeviceDatabase, drafts: readonly Draft[]): Promise<Set<Draft>> {
  const edits = drafts.flatMap((draft) => {
    const [ticketId = '', what, messageId] = fieldOf(draft).split(':');
    return what === 'message' ? [{ draft, ticketId, messageId }] : [];
  });
  if (edits.length === 0) return new Set();
  const threads = await db.threads.bulkGet(edits.map(({ ticketId }) => ticketId));
  // By the office's clock, as its messages are.
  const now = Date.now() + (await readClock(db)).skewMs;
  const gone = edits.filter(({ messageId }, i) => {
    const message = threads[i]?.messages.find(({ id }) => id === messageId);
    return !message || isRedacted(message) || now > editableUntil(message);
  });
  return new Set(gone.map(({ draft }) => draft));
}

/** Undefined where a field shows it, or it stands on the ticket: then it is not without a place. */
function leftWordsOf(
  draft: Draft,
  record: TicketRecord | undefined,
  hasField: boolean,
  conflicts: ReadonlyMap<string, Conflict>,
): LeftWords | undefined {
  const { ticketId: id, body, internal, at } = draft;
  const field = fieldOf(draft).replace(/^left:/, '');
  const merges = field.startsWith('conflict:');
  const conflict = merges ? conflicts.get(field.slice('conflict:'.length)) : undefined;
  const ticketId = ticketOf(draft) ?? conflict?.ticketId ?? null;
  const what = whatOf(field, internal);
  const words = { id, ticketId, ticketHere: record !== undefined, what, body, at };
  if (isLeft(draft)) return words;
  // In the moment after a merge was saved its draft is still here.
  if (merges) return conflict?.resolvedAt === null || standsOn(record, body) ? undefined : words;
  return ticketId !== null && !(record && hasField) ? words : undefined;
}

function standsOn(record: TicketRecord | undefined, body: string): boolean {
  const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();
  const { ticket, values = [], more: { visit = [], timeEntry = [] } = {} } = record ?? {};
  const notes = [...visit, ...timeEntry].map(({ note }) => note);
  const texts = [ticket?.title ?? '', ticket?.description ?? '', ...values.map(({ value }) => String(value))];
  return [...texts, ...notes].map(squeezed).includes(squeezed(body));
}

function whatOf(field: string, internal: boolean): LeftWords['what'] {
  const form = formIn(field);
  if (form) return form;
  if (field.startsWith('conflict:')) return 'merge';
  if (field.startsWith('reason:')) return 'reason';
  if (field.endsWith(':title')) return 'title';
  if (field.endsWith(':description')) return 'description';
  return internal ? 'note' : 'reply';
}
