import type { Change } from '../shared/mutations/undo.ts';
import { isUndoable } from '../shared/mutations/undoable.ts';
import { noteAction, type Action } from './last-action.ts';
import { newId } from './mutate.ts';
import { deskOf } from './queries/desk.ts';
import { askForBackgroundSync } from './session/engine.ts';
import { askToPersist } from './session/persist.ts';
import { currentAccount } from './session/session.ts';
import { openDatabase } from './store/database.ts';
import { enqueueStep, undoStep, type Left, type LeftOut, type StepDone } from './store/step.ts';

export type { Left, LeftOut };

/** What became of a step: how many changes were made, how many are asked for, and which were not. */
export interface ManyMade {
  made: number;
  /** How many became requests: of them nothing is done until an admin approves. */
  asked: number;
  leftOut: LeftOut[];
}

/**
 * The write door for many changes that are one step of the person: made together on this device, undone together, and
 * each sent and judged by itself. Resolves when they are on the disk and on the screen. What was said with it stays said when
 * the rest is undone.
 *
 * @param name what the step is called, where its last change does not say it
 */
export async function mutateMany(changes: readonly Change[], name?: string): Promise<ManyMade> {
  const { account, db, actor } = here();
  const done = await enqueueStep(db, actor, changes, { newId, nowMs: Date.now() });
  follow(done);
  // After a lost connection what was made of them is not told again.
  const made = done.made.length ? done.made : changes;
  const tickets = ticketsIn(made);
  // Of what is only asked for it says that, and not where it would have gone on to.
  const change = done.asked && done.asked === tickets ? made.at(-1) : changes.at(-1);
  const fields = changes.filter((one) => one.name !== 'message.add');
  const canGoBack =
    change && done.seqs.length && fields.length && fields.every((one) => isUndoable(one.name));
  const said = fields.length < changes.length;
  const action = change && {
    account,
    seqs: done.seqs,
    change,
    tickets,
    asked: done.asked,
    said,
  };
  noteAction(canGoBack && action ? { ...action, ...(name !== undefined && { name }) } : null);
  return { made: done.seqs.length - done.asked, asked: done.asked, leftOut: done.leftOut };
}

/** What an undo has put back, and what it left. */
export interface PutBack {
  made: number;
  left: Left[];
  forgotten: number;
}

/** Puts back what an action did (SPEC D11). It can be done once. */
export async function undo(action: Action): Promise<PutBack> {
  const { db, actor } = here();
  const done = await undoStep(db, actor, action.seqs, { newId, nowMs: Date.now() });
  follow(done);
  noteAction(null);
  return { made: done.seqs.length, left: done.left, forgotten: done.forgotten };
}

const ticketsIn = (changes: readonly Change[]): number =>
  new Set(changes.flatMap(({ args }) => ('ticketId' in args ? [args.ticketId] : []))).size;

function here() {
  const { key, person } = currentAccount();
  return { account: key, db: openDatabase(key), actor: { id: person.id, role: person.role } };
}

function follow({ seqs, shown }: StepDone): void {
  if (!seqs.length) return;
  if (shown) deskOf(openDatabase(currentAccount().key)).show(shown);
  askForBackgroundSync();
  void askToPersist();
}
