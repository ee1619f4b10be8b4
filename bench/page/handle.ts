import { lastAction } from '../../app/last-action.ts';
import { mutate, newId, takeNumber } from '../../app/mutate.ts';
import { mutateMany, undo } from '../../app/mutate-many.ts';
import { kickSync, currentAccount } from '../../app/session/session.ts';
import { openDatabase } from '../../app/store/database.ts';
import { readSync } from '../../app/store/meta.ts';
import { sumRows } from '../../app/store/sums.ts';
import { isActive } from '../../shared/model/ticket.ts';
import { makeMix, type Planned } from '../lib/mix.ts';

// Built into the app by lib/build.ts, for benchmarks only: the app's own write door, from outside.

/** One write: milliseconds from the call of `mutate`. */
export interface WriteTimes {
  /** The transaction is on disk. */
  durable: number;
  /** A frame with the change has been painted. */
  painted: number;
}

/** A step of many changes: milliseconds from its call. */
export interface StepTimes {
  /** On disk. */
  durable: number;
  /** The longest task meanwhile, in which the page answered nothing; 0 where none was longer than 50 ms. */
  longest: number;
}

export interface FlushTimes {
  /** From the network's return until no change is without a verdict. */
  answered: number;
  /** … until all rows came back and the outbox is empty. */
  settled: number;
}

export interface Handle {
  /** Renames tickets that are on the screen, one after another, with a rest between. */
  write(count: number, restMs: number): Promise<WriteTimes[]>;
  /** Gives so many active tickets another priority, in one step. */
  step(tickets: number): Promise<StepTimes>;
  /** Puts back what the last step did. */
  undo(): Promise<StepTimes>;
  /** Works through a mix of mutations on so many active tickets; answers how long that took. */
  work(mutations: number, tickets: number, seed: number): Promise<number>;
  /** Waits for the browser's `online` and for what follows from it. */
  watchFlush(): Promise<FlushTimes>;
  /** Resolves when nothing waits and nothing is under way. */
  quiet(): Promise<void>;
  /** Sums all rows as a comparison with the server does: how long that took, and each scope's sum by its key. */
  sum(): Promise<{ ms: number; sums: Record<string, string> }>;
}

declare global {
  interface Window {
    benchHandle: Handle;
  }
}

const database = () => openDatabase(currentAccount().key);
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** A task as soon as there may be one; a timer would wait for up to 4 ms. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

async function write(count: number, restMs: number): Promise<WriteTimes[]> {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-testid=ticket-row]')];
  const ids = rows.flatMap((row) => row.dataset['ticketId'] ?? []).slice(0, 12);
  const times: WriteTimes[] = [];
  for (let i = 0; i < count; i += 1) {
    times.push(await writeOne(ids[i % ids.length] ?? '', `Renamed for the ${i + 1}th time, ${newId()}`));
    await pause(restMs);
  }
  return times;
}

async function writeOne(ticketId: string, title: string): Promise<WriteTimes> {
  const startedAt = performance.now();
  const durable = mutate('ticket.set-title', { ticketId, title }).then(() => performance.now() - startedAt);
  const shown = () =>
    document.querySelector(`[data-ticket-id="${ticketId}"] .row-title`)?.textContent?.includes(title) ??
    false;
  while (!shown()) await frame();
  // The frame whose callbacks run now shows it; the next task runs when that frame has been painted.
  await nextTask();
  return { painted: performance.now() - startedAt, durable: await durable };
}

/** Does it, and waits until what follows from it has been drawn. */
async function timed(act: () => Promise<unknown>): Promise<StepTimes> {
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map(({ duration }) => duration)),
  );
  observer.observe({ type: 'longtask' });
  const startedAt = performance.now();
  await act();
  const durable = performance.now() - startedAt;
  await frame();
  await pause(1_000);
  observer.disconnect();
  return { durable, longest: Math.max(0, ...tasks) };
}

async function step(tickets: number): Promise<StepTimes> {
  const active = (await database().tickets.toArray()).filter(({ ticket }) => isActive(ticket.status));
  const changes = active.slice(0, tickets).map(({ id, ticket }) => {
    const priority = ticket.priority === 'high' ? 'low' : 'high';
    return { name: 'ticket.set-priority', args: { ticketId: id, priority } } as const;
  });
  return await timed(async () => {
    const { made } = await mutateMany(changes);
    if (made !== changes.length) throw new Error(`${made} of ${changes.length} changes were made`);
  });
}

async function undoLast(): Promise<StepTimes> {
  const action = lastAction();
  if (!action) throw new Error('there is nothing to undo');
  return await timed(async () => {
    const { made, left } = await undo(action);
    if (left.length || made !== action.seqs.length)
      throw new Error(`${left.length} changes were not put back`);
  });
}

async function work(mutations: number, tickets: number, seed: number): Promise<number> {
  const db = database();
  const active = (await db.tickets.toArray()).filter(({ ticket }) => isActive(ticket.status));
  const directory = await db.directory.toArray();
  const idsOf = (kind: string) => directory.filter((record) => record.kind === kind).map(({ id }) => id);
  const people = directory
    .filter(({ kind }) => kind === 'person')
    .map(({ row }) => row as { id: string; role: string });
  const mix = makeMix(
    mutations,
    {
      tickets: spreadOut(active, tickets).map(({ id, ticket }) => ({ id, status: ticket.status })),
      staffIds: people.filter(({ role }) => role !== 'user').map(({ id }) => id),
      requesterIds: people.filter(({ role }) => role === 'user').map(({ id }) => id),
      teamIds: idsOf('team'),
      tagIds: idsOf('tag'),
    },
    seed,
  );
  const startedAt = performance.now();
  for (const planned of mix) await make(planned);
  return performance.now() - startedAt;
}

function spreadOut<T>(from: T[], count: number): T[] {
  const step = Math.max(1, Math.floor(from.length / count));
  return from.filter((_, i) => i % step === 0).slice(0, count);
}

async function make({ name, args }: Planned): Promise<void> {
  const numbered = name === 'ticket.create' ? { ...args, number: await takeNumber() } : args;
  const made = await mutate(name, numbered as never);
  if (made.refusal) throw new Error(`${name}: ${made.refusal.message}`);
}

async function watchFlush(): Promise<FlushTimes> {
  const db = database();
  await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
  const startedAt = performance.now();
  const count = (state: string) => db.outbox.where('state').equals(state).count();
  while ((await count('queued')) > 0) await pause(5);
  const answered = performance.now() - startedAt;
  while ((await db.outbox.count()) > 0) await pause(10);
  return { answered, settled: performance.now() - startedAt };
}

async function quiet(): Promise<void> {
  const db = database();
  for (;;) {
    const [waiting, sync] = await Promise.all([db.outbox.count(), readSync(db)]);
    const filling = Object.values(sync.scopes).some((scope) => scope.fill);
    if (waiting === 0 && !filling && !sync.paging && sync.lastSyncAt !== null) return await pause(500);
    kickSync();
    await pause(250);
  }
}

async function sum(): ReturnType<Handle['sum']> {
  const db = database();
  const scopes = Object.entries((await readSync(db)).scopes).map(([key, { scope }]) => [key, scope] as const);
  const startedAt = performance.now();
  const sums = await sumRows(
    db,
    scopes.map(([, scope]) => scope),
    new AbortController().signal,
  );
  const ms = performance.now() - startedAt;
  return { ms, sums: Object.fromEntries(scopes.map(([key, scope]) => [key, sums.get(scope) ?? ''])) };
}

window.benchHandle = { write, step, undo: undoLast, work, watchFlush, quiet, sum };
