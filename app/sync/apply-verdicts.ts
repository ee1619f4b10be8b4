import type { PushReply, Verdict } from '../../shared/protocol/push.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { DeviceDatabase, OutboxEntry } from '../store/database.ts';
import { readClock, readReplica } from '../store/meta.ts';
import { tablesToMake } from '../store/outbox.ts';
import { lostEntry, refusedEntry } from '../store/own-part.ts';
import { noteChanges, repaint } from '../store/repaint.ts';
import { withRoom } from '../store/room.ts';
import { standingOf } from '../store/standing.ts';

/**
 * Marks outbox entries with their verdicts (SPEC D3): a verdict writes no confirmed row and moves no vector. Only
 * tickets where something stands otherwise than planned, or that lost a change, need painting again.
 */
export async function applyVerdicts(
  db: DeviceDatabase,
  actor: Actor,
  reply: PushReply,
  sent: { from: string; uids: ReadonlyMap<number, string> },
  nowMs: number,
): Promise<void> {
  const work = async (): Promise<void> => {
    const replica = await readReplica(db);
    // A reply to an identity this device has left since is dropped: its mutations were renumbered (SPEC O3).
    if (!replica || replica.id !== sent.from) return;
    const verdicts = new Map(reply.verdicts.map((verdict) => [sent.uids.get(verdict.n) ?? '', verdict]));
    const found = await db.outbox
      .where('uid')
      .anyOf([...verdicts.keys()])
      .sortBy('seq');
    const entries = found.filter(({ state }) => state === 'queued');
    if (!entries.length) return;
    const marked: OutboxEntry[] = [];
    const held = await db.tickets.bulkGet(entries.map(({ tickets }) => tickets[0] ?? ''));
    for (const [i, entry] of entries.entries()) {
      const one = answered(entry, verdicts.get(entry.uid) as Verdict, nowMs);
      marked.push(held[i] ? one : await lostEntry(db, one));
    }
    await db.outbox.bulkPut(marked);
    const clock = await readClock(db);
    const stamps = marked.flatMap(({ verdict }) => [
      verdict?.s ?? 0,
      ...standingOf(verdict).map(([, , , mark]) => mark?.[2] ?? 0),
    ]);
    const highest = Math.max(replica.answered, ...marked.map((entry) => entry.n));
    await db.meta.bulkPut([
      { ...clock, last: Math.max(clock.last, ...stamps) },
      { ...replica, answered: highest },
    ]);
    const changed = marked.filter((entry) => entry.state === 'refused' || entry.verdict?.standing);
    const ids = [...new Set(changed.flatMap((entry) => entry.tickets))];
    await repaint(db, actor, ids);
    await noteChanges(db, ids);
  };
  // A full device must still learn that its work has arrived.
  await withRoom(db, () => db.transaction('rw', tablesToMake(db), work));
}

function answered(entry: OutboxEntry, verdict: Verdict, nowMs: number): OutboxEntry {
  if (verdict.status === 'refused') return { ...refusedEntry(entry, verdict), answeredAt: nowMs };
  return { ...entry, state: 'answered', verdict, answeredAt: nowMs };
}
