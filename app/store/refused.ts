import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { Refusal } from '../../shared/rules/refusal.ts';
import { overConnection } from './connection.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';
import { isAwaitedReading } from './entry.ts';
import { dropFiles, fileOf } from './files.ts';
import { enqueueWithin, tablesToMake } from './outbox.ts';
import { noteChanges, repaint } from './repaint.ts';
import { withRoom } from './room.ts';

/** A refused change with everything that was refused because it builds on it, in the order it was made. */
export interface RefusedTree {
  entry: OutboxEntry;
  dependants: OutboxEntry[];
}

/** The refused changes that wait for their person; what builds on one of them stands under it. */
export async function readRefused(db: DeviceDatabase): Promise<RefusedTree[]> {
  return (await readAllRefused(db)).filter(({ entry }) => !isAwaitedReading(entry));
}

/** Those too that nobody needs to hear of. */
export async function readAllRefused(db: DeviceDatabase): Promise<RefusedTree[]> {
  return treesOf(await db.outbox.where('state').equals('refused').sortBy('seq'));
}

function treesOf(refused: OutboxEntry[]): RefusedTree[] {
  const trees = new Map<string, RefusedTree>();
  for (const entry of refused) {
    const on = entry.verdict?.code === 'depends-on-refused' ? entry.needs : [];
    const tree = on.flatMap((uid) => trees.get(uid) ?? [])[0];
    // What it built on was dealt with before this one's own refusal came: it stands for itself.
    if (tree) tree.dependants.push(entry);
    trees.set(entry.uid, tree ?? { entry, dependants: [] });
  }
  return [...new Set(trees.values())];
}

/** Takes refused changes off the list with all that builds on them: the person lets go of them. */
export async function dropRefused(db: DeviceDatabase, actor: Actor, ...seqs: number[]): Promise<void> {
  let files: string[] = [];
  const work = async (): Promise<void> => {
    const trees = (await readAllRefused(db)).filter(({ entry }) => seqs.includes(entry.seq));
    const entries = trees.flatMap(({ entry, dependants }) => [entry, ...dependants]);
    if (entries.length) await remove(db, actor, entries);
    files = entries.flatMap((entry) => fileOf(entry) ?? []);
  };
  await withRoom(db, () => overConnection(db, () => db.transaction('rw', tablesToMake(db), work)));
  // What they would have shown goes with them.
  if (files.length) await dropFiles(db, files);
}

/** How a refused change is made anew. */
export interface Retry {
  seq: number;
  /** Where it is to be another change than it was. */
  name?: MutationName;
  args: unknown;
  /** What of it stays refused, as its arguments; absent where nothing does. */
  rest?: unknown;
  newId: () => string;
  nowMs: number;
}

/**
 * Makes a refused change anew, as edited, and after it all that builds on it: new mutations, whose `needs` name the new
 * ones (sync.md 3). All in one transaction: refused on this device already, nothing has changed and the reason is
 * answered. What builds on it and cannot be done even now stays on the list, with its own reason.
 */
export async function retryRefused(
  db: DeviceDatabase,
  actor: Actor,
  retry: Retry,
): Promise<Refusal | undefined> {
  const { newId, nowMs } = retry;
  const work = async (): Promise<Refusal | undefined> => {
    // Gone where the connection died after the commit: then it was done.
    const tree = await findTree(db, retry.seq);
    if (!tree) return undefined;
    const again = async (name: string, args: unknown): Promise<Refusal | undefined> => {
      const known = name as MutationName;
      const made = await enqueueWithin(db, actor, {
        name: known,
        args: args as MutationArgs<typeof known>,
        newId,
        nowMs,
      });
      return made.refusal;
    };
    const { entry } = tree;
    const refusal = await again(retry.name ?? entry.name, freshlyNamed(entry, retry.args, newId));
    if (refusal) return refusal;
    const done = retry.rest === undefined ? [entry] : [];
    if (retry.rest !== undefined) await db.outbox.put({ ...entry, args: retry.rest });
    for (const dependant of tree.dependants) {
      const reason = await again(dependant.name, dependant.args);
      if (reason) await db.outbox.put(withReason(dependant, reason));
      else done.push(dependant);
    }
    await remove(db, actor, done);
    return undefined;
  };
  return await withRoom(db, () => overConnection(db, () => db.transaction('rw', tablesToMake(db), work)));
}

/** A message whose identity was taken by another goes under a new one. */
function freshlyNamed({ name, verdict }: OutboxEntry, args: unknown, newId: () => string): unknown {
  if (name !== 'message.add' || verdict?.code !== 'already-exists') return args;
  return { ...(args as object), id: newId() };
}

function withReason(entry: OutboxEntry, { code, message, details }: Refusal): OutboxEntry {
  const { n } = entry;
  return { ...entry, verdict: { n, status: 'refused', code, message, ...(details && { details }) } };
}

async function findTree(db: DeviceDatabase, seq: number): Promise<RefusedTree | undefined> {
  const trees = await readAllRefused(db);
  return trees.find(({ entry }) => entry.seq === seq);
}

async function remove(db: DeviceDatabase, actor: Actor, entries: OutboxEntry[]): Promise<void> {
  await db.outbox.bulkDelete(entries.map((entry) => entry.seq));
  const ids = [...new Set(entries.flatMap((entry) => entry.tickets))];
  await repaint(db, actor, ids);
  await noteChanges(db, ids);
}
