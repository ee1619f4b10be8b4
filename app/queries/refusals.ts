import { must } from '../../shared/lib/must.ts';
import type { Refusal } from '../../shared/rules/refusal.ts';
import { newId } from '../mutate.ts';
import { askForBackgroundSync } from '../session/engine.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type DeviceDatabase, type OutboxEntry } from '../store/database.ts';
import { readClock } from '../store/meta.ts';
import { dropRefused, readRefused, retryRefused } from '../store/refused.ts';
import { dropDraft, loadDrafts } from './drafts.ts';
import { readPresent } from './present-state.ts';
import type { PresentState, RefusedChange, RefusedWork } from './types.ts';
import { stepOf } from './sync-status.ts';
import { useLiveValue } from './use-live-value.ts';

/** What the office refused, with all that builds on it, oldest first, live; undefined until the device has been asked. */
export function useRefusals(): readonly RefusedWork[] | undefined {
  const { key } = currentAccount();
  return useLiveValue(() => readRefusals(openDatabase(key)), key);
}

async function readRefusals(db: DeviceDatabase): Promise<RefusedWork[]> {
  const [trees, { skewMs }] = await Promise.all([readRefused(db), readClock(db)]);
  const present = await readPresent(
    db,
    trees.map(({ entry }) => entry),
  );
  return trees.map(({ entry, dependants }, i): RefusedWork => {
    const state = must(present[i], 'present state');
    return {
      change: changeOf(entry, state, skewMs),
      dependants: dependants.map((dependant) => changeOf(dependant, state, skewMs)),
      present: state,
    };
  });
}

function changeOf(entry: OutboxEntry, { ticket, made }: PresentState, skewMs: number): RefusedChange {
  const shown = ticket?.ticket ?? made;
  const { seq, uid, name, args, at, verdict } = entry;
  return {
    seq,
    uid,
    step: stepOf(entry),
    name,
    args: args as Record<string, unknown>,
    ticketId: entry.tickets[0] ?? null,
    ticketTitle: shown?.title ?? null,
    ticketNumber: shown?.number ?? null,
    at: at + skewMs,
    reason: { code: verdict?.code ?? '', message: verdict?.message ?? '', details: verdict?.details ?? {} },
  };
}

/** Under which what is typed into a refused change is kept until it is tried again. */
export const retryDraftKey = (uid: string): string => `retry:${uid}`;

/**
 * Makes a refused change anew with other arguments, and then what builds on it. Resolves to why it may not be done, or to
 * undefined when it is in the queue.
 */
export async function tryAgain(seq: number, args: Record<string, unknown>): Promise<Refusal | undefined> {
  const { key, person } = currentAccount();
  const actor = { id: person.id, role: person.role };
  const refusal = await retryRefused(openDatabase(key), actor, { seq, args, newId, nowMs: Date.now() });
  if (!refusal) askForBackgroundSync();
  return refusal;
}

/** Lets go of refused changes and of all that builds on them, with what was typed to try them again. */
export async function drop(...refused: readonly Pick<RefusedWork, 'change' | 'dependants'>[]): Promise<void> {
  const { key, person } = currentAccount();
  const seqs = refused.map(({ change }) => change.seq);
  await dropRefused(openDatabase(key), { id: person.id, role: person.role }, ...seqs);
  // The changes are gone: a draft that could not be removed is nobody's loss.
  for (const { change, dependants } of refused)
    for (const { uid: of } of [change, ...dependants])
      await dropTyped(retryDraftKey(of)).catch(() => undefined);
}

async function dropTyped(field: string): Promise<void> {
  for (const { id } of await loadDrafts(field)) await dropDraft(id);
}
