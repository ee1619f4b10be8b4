import { must } from '../../shared/lib/must.ts';
import type { DeviceDatabase, OutboxEntry } from '../store/database.ts';
import { readClock } from '../store/meta.ts';
import { shownArgs } from '../store/own-part.ts';
import { alongFrom, standingText, textIn, withText } from '../store/own-text.ts';
import { readRefused } from '../store/refused.ts';
import { readPresent } from './present-state.ts';
import type { PresentState, PresentTicket, RefusedChange, RefusedWork } from './types.ts';
import { stepOf } from './sync-status.ts';
import { sharedLiveValue } from './shared-live-value.ts';
import { valueOn } from './value-on.ts';

/** What the office refused, with all that builds on it, oldest first, live; undefined until the device has been asked. */
export const useRefusals: () => readonly RefusedWork[] | undefined = sharedLiveValue(readRefusals);

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
  const { seq, uid, name, at, verdict } = entry;
  const { args, ownOnly } = shownArgs(entry, shown !== null);
  return {
    seq,
    uid,
    step: stepOf(entry),
    name,
    args,
    ownOnly,
    again: ownOnly ? ticket && overStanding({ name, args }, ticket) : args,
    ticketId: entry.tickets[0] ?? null,
    ticketTitle: shown?.title ?? null,
    ticketNumber: shown?.number ?? null,
    at: at + skewMs,
    reason: { code: verdict?.code ?? '', message: verdict?.message ?? '', details: verdict?.details ?? {} },
  };
}

/**
 * A change of which only own words are left, to be tried again on a ticket that is here again: these stand after what stands
 * there now. Alone they would take the place of all of it.
 */
export function overStanding(
  change: Pick<RefusedChange, 'name' | 'args'>,
  there: PresentTicket,
): Record<string, unknown> {
  const place = standingText(change);
  if (!place) return change.args;
  const { ref, register, column, line } = place;
  const stands = valueOn(there, ref.kind, ref.id, register) ?? {};
  const standing = stands[column];
  const along = alongFrom(change, place, stands);
  const own = textIn(change, place);
  // Nothing of it is their own: what stands there stays.
  if (own === '') return withText(change, place, standing ?? '', along);
  const parts = [typeof standing === 'string' ? standing : '', own].filter(Boolean);
  const text = line ? parts.join(' ').replace(/\s*\n\s*/g, ' ') : parts.join('\n\n');
  return withText(change, place, text, along);
}
