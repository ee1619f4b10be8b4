import { idSchema } from '../../shared/model/ids.ts';
import { overConnection } from './connection.ts';
import type { DeviceDatabase, Draft, TicketRecord } from './database.ts';
import { hasFields, ownFields } from './own-fields.ts';
import { ownWords } from './own-words.ts';
import { withRoom } from './room.ts';

/**
 * Drafts are what a person types and has not sent. Each belongs to a field: `<ticket>` (a message), `<ticket>:title`,
 * `<ticket>:description`, `conflict:<conflict>`, `new`, or a form: `setting:<list>:<id>`, `visit:<visit>`,
 * `signature:<visit>`, `time:<entry>`, `time:new:<ticket>`, `item:<item>`, `place:<ticket>`, `appointment:<ticket>`,
 * `fields:<ticket>:<custom field>`.
 * Every window that shows the field shows the same draft. Only when two windows have typed at once do they part: the later
 * one goes on under `<field>#<name>`, and nothing of either is written over (SPEC D10). What is left of a draft when its
 * ticket leaves the device is under `left:<draft>`.
 */
export const fieldOf = ({ ticketId }: Pick<Draft, 'ticketId'>): string => ticketId.split('#')[0] ?? '';

/** Where a window stands with a draft: under which name, and the revision its text builds on; null where there was none. */
export interface Place {
  id: string;
  rev: string | null;
}

export type DraftText = Pick<Draft, 'body' | 'internal' | 'about' | 'from'>;

/** The drafts of a field, the one under its own name first, then those that parted from it, newest first. */
export async function readDrafts(db: DeviceDatabase, field: string): Promise<Draft[]> {
  const [own, parted] = await Promise.all([
    db.drafts.get(field),
    db.drafts.where('ticketId').startsWith(`${field}#`).toArray(),
  ]);
  return [...(own ? [own] : []), ...parted.sort((a, b) => b.at - a.at)];
}

/** Drafts of earlier versions of the app have no revision of their own. */
export const revisionOf = (draft: Draft): string => draft.rev ?? `at ${draft.at}`;

/**
 * Keeps what was typed, as revision `rev`, or with an empty body lets go of it; answers under which name. Where another
 * window has written since, its words stay: these go under a name of their own, and letting go does nothing.
 */
export async function keepDraft(
  db: DeviceDatabase,
  { id, rev: on }: Place,
  typed: DraftText,
  rev: string,
  nowMs: number,
): Promise<string> {
  const keep = () =>
    db.transaction('rw', [db.drafts, db.tickets], async () => {
      const field = fieldOf({ ticketId: id });
      // Under whichever name: the write before this one may have parted, and its answer was not waited for.
      const known = await readDrafts(db, field);
      const done = known.find((found) => found.rev === rev);
      if (done) return done.ticketId; // The connection died after the commit.
      const mine = known.find((found) => revisionOf(found) === on);
      const free = !known.some((found) => found.ticketId === id);
      const name = mine?.ticketId ?? (free ? id : `${field}#${rev}`);
      const draft: Draft = { ticketId: name, ...typed, at: nowMs, rev };
      if (typed.body === '') {
        if (mine) await db.drafts.delete(mine.ticketId);
        return mine?.ticketId ?? id;
      }
      const about = isFilled(draft) ? ticketOf(draft) : null;
      if (about !== null && !(await db.tickets.get(about))) {
        // It left while they typed, and the field is still being closed.
        if (mine) await db.drafts.delete(mine.ticketId);
        await keepOwnWords(db, draft, '');
        return name;
      }
      await db.drafts.put(draft);
      return name;
    });
  return await withRoom(db, () => overConnection(db, keep));
}

/** The ticket a draft is about; null where there is none, or an earlier version of the app did not note it. */
export function ticketOf(draft: Draft): string | null {
  if (draft.about !== undefined) return draft.about;
  const [first = ''] = fieldOf(draft).split(':');
  return idSchema.safeParse(first).success ? first : null;
}

export const isLeft = ({ ticketId }: Pick<Draft, 'ticketId'>): boolean => ticketId.startsWith('left:');

/** The form of a new ticket keeps its number from the moment it is opened: alone that is nothing anybody typed. */
export const hasWords = (draft: Pick<Draft, 'ticketId' | 'body'>): boolean =>
  fieldOf(draft) !== 'new' || /"(title|description)":"[^"]/.test(draft.body);

/** Whether the field had a text of the office's in it before the person typed. */
function isFilled(draft: Draft): boolean {
  return (
    !isLeft(draft) && (draft.from !== undefined || /:(title|description)$|^conflict:/.test(fieldOf(draft)))
  );
}

/**
 * These tickets leave the device: what their drafts hold of the office's text leaves with them, and what the person
 * typed stays, to be shown to them (product.md: nothing typed is ever lost; SPEC S1: lost access leaves nothing of the
 * server's). A message is all theirs, and so is what was drawn. A field that was filled with a standing text is a mix: of
 * it the words stay that were not in that text, and of a form the fields that were typed in. Inside a transaction over
 * drafts, tickets and directory, before the records go.
 */
export async function leaveDrafts(db: DeviceDatabase, ticketIds: readonly string[]): Promise<void> {
  if ((await db.drafts.count()) === 0) return;
  const records = (await db.tickets.bulkGet([...ticketIds])).filter((record) => record !== undefined);
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const draft of (await db.drafts.toArray()).filter(isFilled)) {
    const record = byId.get((await ticketBehind(db, draft, records)) ?? '');
    if (!record) continue;
    await db.drafts.delete(draft.ticketId);
    await keepOwnWords(db, { ...draft, about: record.id }, standing(record, fieldOf(draft)));
  }
}

/** An earlier version of the app did not note which ticket a merge or a form is about; what it is of says so. */
async function ticketBehind(
  db: DeviceDatabase,
  draft: Draft,
  records: readonly TicketRecord[],
): Promise<string | null> {
  const known = ticketOf(draft);
  const field = fieldOf(draft);
  if (known !== null) return known;
  const form = formIn(field);
  if (form) return records.find((record) => isFormOf(field, form, record))?.id ?? null;
  if (!field.startsWith('conflict:')) return null;
  const found = await db.directory.get(['conflict', field.slice('conflict:'.length)]);
  return (found?.row as { ticketId?: string } | undefined)?.ticketId ?? null;
}

/** The forms of a ticket, as their drafts are called, and the kind of the row they are about. */
const forms = {
  visit: 'visit',
  signature: 'visit',
  time: 'timeEntry',
  item: 'checkItem',
  place: 'ticket',
  appointment: 'ticket',
  fields: 'ticket',
} as const;
export type FormName = keyof typeof forms;

/** The form that a draft in this field is of; null where it is of none of a ticket's. */
export function formIn(field: string): FormName | null {
  const [name = ''] = field.split(':');
  return Object.hasOwn(forms, name) ? (name as FormName) : null;
}

function isFormOf(field: string, form: FormName, { id, more }: TicketRecord): boolean {
  const [, rowId, ofNew] = field.split(':');
  const kind = forms[form];
  const rows: readonly { id: string }[] = kind === 'ticket' ? [] : (more?.[kind] ?? []);
  return ofNew === id || rows.some((row) => row.id === rowId);
}

/** What such a field was filled with, where it was not noted: what stands there now comes nearest. */
function standing({ ticket }: TicketRecord, field: string): string {
  if (field.endsWith(':title')) return ticket.title;
  if (field.endsWith(':description')) return ticket.description;
  return `${ticket.title}\n${ticket.description}`;
}

async function keepOwnWords(db: DeviceDatabase, draft: Draft, otherwise: string): Promise<void> {
  const { from, ...rest } = draft;
  const form = formIn(fieldOf(draft)) !== null;
  const body = (form ? ownFields : ownWords)(from ?? otherwise, draft.body);
  if (body === '') return;
  const name = `left:${draft.ticketId}`;
  const before = await db.drafts.get(name);
  // What was kept of the same field a moment ago is in this; what is from an earlier time stays beside it.
  const inThis = !before || (form ? hasFields(body, before.body) : body.includes(before.body));
  const ticketId = !inThis ? `${name}#${draft.rev ?? draft.at}` : name;
  await db.drafts.put({ ...rest, ticketId, body });
}
