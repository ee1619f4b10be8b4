import { must } from '../../shared/lib/must.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type DeviceDatabase, type OutboxEntry } from '../store/database.ts';
import { readClock } from '../store/meta.ts';
import { readRefused } from '../store/refused.ts';
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
