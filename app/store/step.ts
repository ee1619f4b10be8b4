import { markOf, type Versioned } from '../../shared/model/versioned.ts';
import type { Actor, Rows } from '../../shared/mutations/plan.ts';
import { inversesOf, type Change, type Inverse } from '../../shared/mutations/undo.ts';
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
  leftOut: LeftOut[];
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
  if (!changes.length) return { seqs: [], leftOut: [] };
  const batch = { id, ...(undoes && { undoes }) };
  const { outcomes, shown } = await enqueueAllWithin(db, signedIn, { ...making, changes, batch });
  const leftOut = outcomes.flatMap(({ refusal }, i): LeftOut[] => {
    const change = changes[i];
    return refusal && change ? [{ change: { name: change.name, args: change.args } as Change, refusal }] : [];
  });
  return { seqs: outcomes.flatMap(({ seq }) => seq ?? []), leftOut, shown };
}

/** Does `work` in one transaction, once: after a lost connection what is on disk already is not made again. */
async function inOne<T extends StepDone>(db: DeviceDatabase, id: string, work: () => Promise<T>): Promise<T> {
  const tables = tablesToApply(db);
  const once = async (again: boolean): Promise<T> => {
    const made = again ? await seqsOf(db, id) : [];
    const asMade: Undone = { seqs: made, leftOut: [], left: [], forgotten: 0 };
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
    const inverses = inversesOf(entries.filter(({ state }) => state !== 'refused'));
    const screen = await screenFor(db, signedIn, inverses);
    const judged = inverses.map((inverse) => ({ ...inverse, why: standsNot(inverse, screen) }));
    const left = judged.flatMap(({ change, why }): Left[] => (why ? [{ change, why }] : []));
    const wishes = judged.flatMap(({ change, why }) => (why ? [] : [{ ...change, uid: making.newId() }]));
    const done = await enqueueWishes(db, signedIn, wishes, { ...making, id, undoes: true });
    const refused = done.leftOut.map(({ change, refusal }): Left => ({ change, why: refusal }));
    return { ...done, left: [...left, ...refused], forgotten: seqs.length - entries.length };
  });
}

/** The entries of a step, wherever they are by now; those that were let go of are missing. */
async function entriesAt(db: DeviceDatabase, seqs: readonly number[]): Promise<OutboxEntry[]> {
  const keys = [...seqs];
  const [open, sent] = await Promise.all([db.outbox.bulkGet(keys), db.sent.bulkGet(keys)]);
  return keys.flatMap((_, i) => open[i] ?? sent[i] ?? []);
}

async function screenFor(
  db: DeviceDatabase,
  signedIn: Actor,
  inverses: readonly Inverse<OutboxEntry>[],
): Promise<Screen> {
  const entries = inverses.flatMap(({ of }) => of);
  const refs = entries.flatMap(({ writes }) => writes.map(({ ref }) => ref));
  const named = [...new Set(entries.flatMap(({ tickets }) => tickets))];
  return await readScreen(db, signedIn, { named, refs, writing: true, chains: [] });
}

/** What of a row each change puts back: `kind.register`. */
const registers: Readonly<Partial<Record<Change['name'], string>>> = {
  'ticket.set-title': 'ticket.title',
  'ticket.set-description': 'ticket.description',
  'ticket.set-category': 'ticket.category',
  'ticket.set-priority': 'ticket.priority',
  'ticket.set-requester': 'ticket.requester',
  'ticket.set-place': 'ticket.place',
  'ticket.set-appointment': 'ticket.appointment',
  'ticket.assign': 'ticket.assignee',
  'ticket.move-back': 'ticket.status',
  'tag.add': 'ticketTag.row',
  'tag.remove': 'ticketTag.row',
  'field.set': 'fieldValue.row',
  'person.set-active': 'person.row',
};

/** Why what a change wrote is not what the screen shows; undefined where it is: what stands has its very dot. */
function standsNot({ change, of }: Inverse<OutboxEntry>, rows: Rows): 'changed' | 'gone' | undefined {
  // Of several moves of one ticket the last one stands.
  const entry = of.at(-1);
  for (const write of entry?.writes ?? []) {
    const register = write.op === 'set' ? write.register : 'row';
    if (!entry || `${write.ref.kind}.${register}` !== registers[change.name]) continue;
    const row: Versioned | undefined = rows.get(write.ref);
    if (!row) return 'gone';
    const [r, n] = markOf(row, register);
    if (r !== entry.ord || n !== entry.n) return 'changed';
  }
  return undefined;
}
