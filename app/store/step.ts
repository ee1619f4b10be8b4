import type { Dot } from '../../shared/clock/dot.ts';
import { must } from '../../shared/lib/must.ts';
import { approvalRef } from '../../shared/model/approval.ts';
import { checkItemRef, checkRef } from '../../shared/model/checklist.ts';
import { eventId } from '../../shared/model/derived-id.ts';
import { isOfLists, type RowRef } from '../../shared/model/rows.ts';
import { dotOf, type Versioned } from '../../shared/model/versioned.ts';
import { timeEntryRef, visitRef } from '../../shared/model/visit.ts';
import { linkRef } from '../../shared/mutations/link.ts';
import type { Actor, Rows } from '../../shared/mutations/plan.ts';
import { currentMutation, findMutation } from '../../shared/mutations/registry.ts';
import { inversesOf, type Change, type Done } from '../../shared/mutations/undo.ts';
import type { Refusal } from '../../shared/rules/refusal.ts';
import { overConnection } from './connection.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';
import { enqueueAllWithin, tablesToApply, type Shown } from './outbox.ts';
import { withRoom } from './room.ts';
import { readScreen, type Screen } from './screen.ts';

/** When and under which identities something is made. Time is the device's own clock. */
export interface Making {
  newId: () => string;
  nowMs: number;
}

/** A change of a step that was not made, and why. */
export interface LeftOut {
  change: Change;
  refusal: Refusal;
}

/** What a step has done. */
export interface StepDone {
  /** The entries of the outbox, in order. */
  seqs: number[];
  /** The changes that were made, or asked for, in the same order. */
  made: Change[];
  leftOut: LeftOut[];
  /** How many of its changes became requests to an admin. */
  asked: number;
  shown?: Shown | undefined;
}

/**
 * Makes many changes as one step of their person, in one transaction: each an ordinary change in the queue, all under one
 * name on this device. What the rules refuse here is left out and told; the rest is done.
 */
export async function enqueueStep(
  db: DeviceDatabase,
  signedIn: Actor,
  changes: readonly Change[],
  making: Making,
): Promise<StepDone> {
  const wishes = changes.map((change) => ({ ...change, uid: making.newId() }));
  const id = making.newId();
  return await inOne(db, id, async () => await enqueueWishes(db, signedIn, wishes, { ...making, id }));
}

type Wishes = readonly (Change & { uid: string })[];

async function enqueueWishes(
  db: DeviceDatabase,
  signedIn: Actor,
  changes: Wishes,
  { id, undoes, ...making }: Making & { id: string; undoes?: true },
): Promise<StepDone> {
  if (!changes.length) return { seqs: [], made: [], leftOut: [], asked: 0 };
  const batch = { id, ...(undoes && { undoes }) };
  const { outcomes, shown } = await enqueueAllWithin(db, signedIn, { ...making, changes, batch });
  const done: StepDone = { seqs: [], made: [], leftOut: [], asked: 0, shown };
  /** The tickets that are to go somewhere once an admin has said so. */
  const waiting = new Set<string>();
  outcomes.forEach(({ refusal, seq, asked }, i) => {
    const { name, args } = must(changes[i], 'change of an outcome');
    const change = { name, args } as Change;
    if (asked) done.asked += 1;
    if (asked && change.name === 'ticket.move') waiting.add(change.args.ticketId);
    if (!refusal) {
      done.seqs.push(seq);
      done.made.push(change);
    } else if (!goesOn(change, refusal, waiting)) done.leftOut.push({ change, refusal });
  });
  return done;
}

/** Whether a change would only have gone on from a move that is asked for now: it waits with that, and nothing is wrong. */
const goesOn = (change: Change, { code }: Refusal, waiting: ReadonlySet<string>): boolean =>
  change.name === 'ticket.move' && code === 'move-not-allowed' && waiting.has(change.args.ticketId);

/** Does `work` in one transaction, once: after a lost connection what is on disk already is not made again. */
async function inOne<T extends StepDone>(db: DeviceDatabase, id: string, work: () => Promise<T>): Promise<T> {
  const tables = tablesToApply(db);
  const once = async (again: boolean): Promise<T> => {
    const made = again ? await seqsOf(db, id) : [];
    const asMade: Undone = { seqs: made, made: [], leftOut: [], asked: 0, left: [], forgotten: 0 };
    return made.length ? (asMade as StepDone as T) : await work();
  };
  return await withRoom(db, () =>
    overConnection(db, (again) => db.transaction('rw', tables, async () => await once(again))),
  );
}

async function seqsOf(db: DeviceDatabase, id: string): Promise<number[]> {
  const of = ({ batch }: OutboxEntry): boolean => batch?.id === id;
  const [open, sent] = await Promise.all([db.outbox.filter(of).toArray(), db.sent.filter(of).toArray()]);
  return [...open, ...sent].map(({ seq }) => seq).sort((a, b) => a - b);
}

/** Something of a step that was not put back: `changed` by somebody since, `refused` already, or `gone` from here. */
export interface Left {
  change: Change;
  why: 'changed' | 'gone' | Refusal;
}

export interface Undone extends StepDone {
  left: Left[];
  /** Changes of the step that this device does not remember any more. */
  forgotten: number;
}

/**
 * Puts back what a step has done, by new changes of its person (SPEC D11): each value of before, where what the step
 * wrote is what stands. What somebody has changed since stays as it is, and is told.
 */
export async function undoStep(
  db: DeviceDatabase,
  signedIn: Actor,
  seqs: readonly number[],
  making: Making,
): Promise<Undone> {
  const id = making.newId();
  return await inOne(db, id, async (): Promise<Undone> => {
    const entries = await entriesAt(db, seqs);
    const standing = entries.filter(({ state }) => state !== 'refused');
    const screen = await screenFor(db, signedIn, standing);
    const here = standing.filter((entry) => isOn(screen, entry));
    const gone = standing.filter((entry) => !isOn(screen, entry));
    const inverses = inversesOf(here.map((entry) => doneBy(entry, screen)));
    const judged = inverses.map(({ change, dot }) => ({
      change,
      stands: hasDot(change, dot, screen) && isOwnTick(change, screen, signedIn.id),
    }));
    const wishes = judged.flatMap(({ change, stands }) =>
      stands ? [{ ...change, uid: making.newId() }] : [],
    );
    const done = await enqueueWishes(db, signedIn, wishes, { ...making, id, undoes: true });
    const left: Left[] = [
      ...gone.map((entry): Left => ({ change: changeOf(entry), why: 'gone' })),
      ...judged.flatMap(({ change, stands }): Left[] => (stands ? [] : [{ change, why: 'changed' }])),
      ...done.leftOut.map(({ change, refusal }): Left => ({ change, why: refusal })),
    ];
    return { ...done, left, forgotten: seqs.length - entries.length };
  });
}

/** The entries of a step, wherever they are by now; those that were let go of are missing. */
async function entriesAt(db: DeviceDatabase, seqs: readonly number[]): Promise<OutboxEntry[]> {
  const keys = [...seqs];
  const [open, sent] = await Promise.all([db.outbox.bulkGet(keys), db.sent.bulkGet(keys)]);
  return keys.flatMap((_, i) => open[i] ?? sent[i] ?? []);
}

const changeOf = ({ name, args }: OutboxEntry): Change => ({ name, args }) as Change;
/** The row of the tenant's lists that an entry has changed, as far as that can be put back. */
const listed = ({ name, args, back }: OutboxEntry): RowRef[] => {
  if (back) return [subjectOf(back)].filter(({ kind }) => isOfLists(kind));
  return name === 'person.set-active' ? [subjectOf({ name, args } as Change)] : [];
};

async function screenFor(
  db: DeviceDatabase,
  signedIn: Actor,
  entries: readonly OutboxEntry[],
): Promise<Screen> {
  const named = [...new Set(entries.flatMap(({ tickets }) => tickets))];
  const refs = entries.flatMap(listed);
  return await readScreen(db, signedIn, { named, refs, writing: refs.length > 0, chains: [] });
}

const isOn = (rows: Rows, { tickets }: OutboxEntry): boolean =>
  tickets.every((id) => rows.get({ kind: 'ticket', id }) !== undefined);

/** What an entry has done, as its ticket's timeline tells: the entry itself keeps no values once it has come back. */
function doneBy({ name, version, args, uid, tickets, ord, n, back }: OutboxEntry, rows: Rows): Done {
  const count = findMutation(name, version)?.events ?? 1;
  const ids = Array.from({ length: count }, (_, nth) => eventId(uid, nth));
  const events = tickets.flatMap((ticketId) =>
    ids.flatMap((id) => rows.get({ kind: 'event', id, ticketId }) ?? []),
  );
  const [first] = events;
  return { name, args, events, back, dot: first ? [first.r, first.n] : [ord, n] };
}

/** Which register of a ticket each change puts back. */
const registers: Readonly<Partial<Record<Change['name'], string>>> = {
  'ticket.set-title': 'title',
  'ticket.set-description': 'description',
  'ticket.set-category': 'category',
  'ticket.set-priority': 'priority',
  'ticket.set-requester': 'requester',
  'ticket.set-place': 'place',
  'ticket.set-appointment': 'appointment',
  'ticket.assign': 'assignee',
  'ticket.move-back': 'status',
};

/** Whether what a change would put back stands under this dot on the screen: nobody has written there since. */
function hasDot(change: Change, [r, n]: Dot, rows: Rows): boolean {
  const row: Versioned | undefined = rows.get(subjectOf(change));
  const [standsR, standsN] = row ? dotOf(row, registers[change.name] ?? 'row') : [];
  return standsR === r && standsN === n;
}

/** Ticked by two, an item stays that of the first, whoever's dot it has: only they take it back. */
function isOwnTick({ name, args }: Change, rows: Rows, personId: string): boolean {
  return name !== 'checklist.tick' || rows.get(checkRef(args.ticketId, args.itemId))?.byId === personId;
}

/** The row that a change writes: the one its mutation names beside tickets, or what its arguments name under one. */
function subjectOf(change: Change): RowRef {
  if (change.name === 'checklist.tick') return checkRef(change.args.ticketId, change.args.itemId);
  if (change.name === 'checklist.set') return checkItemRef(change.args.ticketId, change.args.itemId);
  if (change.name === 'visit.set') return visitRef(change.args.ticketId, change.args.id);
  if (change.name === 'time.set') return timeEntryRef(change.args.ticketId, change.args.id);
  const [beside] = currentMutation(change.name)?.locks?.(change.args) ?? [];
  if (beside) return beside;
  const { ticketId = '', otherId, tagId, fieldId, approvalId } = change.args as Record<string, string>;
  if (otherId !== undefined) return linkRef(ticketId, otherId);
  if (approvalId !== undefined) return approvalRef(ticketId, approvalId);
  if (tagId !== undefined) return { kind: 'ticketTag', id: tagId, ticketId };
  if (fieldId !== undefined) return { kind: 'fieldValue', id: fieldId, ticketId };
  return { kind: 'ticket', id: ticketId };
}
