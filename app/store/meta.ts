import type { PackedVector } from '../../shared/clock/vector.ts';
import type { Role } from '../../shared/model/directory.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import type { DeviceDatabase } from './database.ts';

/** Who this installation is in the order of mutations (SPEC O1). */
export interface ReplicaMeta {
  key: 'replica';
  id: string;
  /** Given by the server; null until the first contact. */
  ord: number | null;
  /** The counter of the last mutation made here, and its uid. */
  counter: number;
  lastUid: string | null;
  /** The highest counter of this identity that was answered. */
  answered: number;
  /** The identity it took the place of, until the server knows of it. */
  was: { replica: string; answered: number } | null;
  /** What the server last said of this person's grants; the screen plans by them (SPEC S1). */
  role: Role;
  limitedTo?: readonly string[] | null;
}

/** The clock (SPEC M2): the last stamp given or received, and how far the server's time is ahead. */
export interface ClockMeta {
  key: 'clock';
  last: number;
  skewMs: number;
}

/** Where a fill stands (SPEC S5): the heads it was begun under, and from where it goes on. */
export interface FillState {
  heads: PackedVector | null;
  cursor: string | null;
  epoch?: number;
  /** Pages stored so far: what two readers ask for at the same step is stored once. Absent before there were any. */
  step?: number;
}

/** Where one held scope stands. A filling scope covers nothing. */
export interface ScopeState {
  scope: number;
  generation: number;
  fill: FillState | null;
  /** Steady: what it has seen, and the digest by which the server knows that vector. */
  vector: PackedVector;
  digest: string | null;
  /** The epoch that the vector was reached in (SPEC E1); absent before there were any. */
  epoch?: number;
  /** The vector of the last finished pull: what a row on the screen may be taken as covered by. */
  done: PackedVector;
  /** Of what is the person's alone: the scopes that were held when its fill was read (SPEC S8). */
  under?: string[];
  /** Set from the end of a refill to the end of the next pull: rows it did not bring then leave. */
  sweep: boolean;
}

export interface SyncMeta {
  key: 'sync';
  incarnation: string | null;
  /** By scope key. */
  scopes: Record<string, ScopeState>;
  /** True between the first and the last page of a pull. */
  paging: boolean;
  lastSyncAt: number | null;
  offlineSince: number | null;
  /** The persisted timer of retries (facts.md): when the next try is due, and how many have failed in a row. */
  nextTryAt: number | null;
  failures: number;
  /** How much of the wait the server itself asked for; null when it did not: then a reason to try now cuts it short. */
  pausedMs?: number | null;
  /** The last try failed for its token: once is no reason to ask for a sign-in. */
  tokenFailed: boolean;
  needsSignIn: boolean;
  /** What went wrong with the last round; gone with the next that succeeds. */
  notice: string | null;
  /** Something the person should know, kept until they have put it away. */
  announcement: string | null;
  /** The server no longer sends news to an app this old; what is made here is still sent (SPEC V3). */
  tooOld?: boolean;
  /** The kinds of rows that the app which filled these scopes knew (SPEC V3). */
  kinds?: number[];
  /** Tickets to be fetched whole: something came for them, but they are not held. */
  want: string[];
  /** Scopes that were taken away and let go of, until the server has the receipt (SPEC S1). */
  dropped?: { scope: string; at: number }[];
}

/** The present generation of each held scope, by the scope's ordinal. */
export function generationsOf({ scopes }: SyncMeta): Map<number, number> {
  return new Map(Object.values(scopes).map(({ scope, generation }) => [scope, generation]));
}

/** What comparing the device's rows with the server's has found (SPEC C1). */
export interface CheckMeta {
  key: 'check';
  /** When the next comparison is due. */
  dueAt: number;
  /** When the last one was, and what it found; null before the first. */
  at: number | null;
  /** `healing`: a difference was found and is being fetched again; `healed`: since then all is the same. */
  found: 'same' | 'healing' | 'healed' | 'differing' | null;
  /** The scopes that differed then: each was fetched again since it began to. Absent in that of earlier versions of the app. */
  differing?: string[];
}

/** The last time that nothing moved although it should have, for the person and for whoever helps them (SPEC D7). */
export interface WatchdogMeta {
  key: 'watchdog';
  at: number;
  stuckMs: number;
  /** What was done about it. */
  did: 'restarted' | 'took-the-lead';
  /** How the device stood just then, as text that may be copied. */
  diagnosis: string;
  /** When changes began to move again; null until then. */
  freedAt: number | null;
}

/**
 * How long the oldest unsent change has not moved although it could have, over all the visits of whoever opens Waypost
 * for minutes at a time, and how often something was done about it (SPEC D7).
 */
export interface WatchMeta {
  key: 'watch';
  oldest: string;
  stuckMs: number;
  tries: number;
}

/** Marks this database's life: one that the browser has removed and made anew has another (SPEC D8). */
export interface BirthMeta {
  key: 'birth';
  id: string;
}

/** The timer of retries of what is fetched to be kept here: when the next try is due, and how many have failed in a row. */
export interface FetchingMeta {
  key: 'fetching';
  nextTryAt: number | null;
  failures: number;
}

/**
 * Copies of confirmed work that were let go of to make room: of changes answered, or of own files last used, until then by the
 * server's clock.
 */
export interface LetGoMeta {
  key: 'let-go';
  upTo: number;
}

export type Meta =
  | ReplicaMeta
  | ClockMeta
  | SyncMeta
  | CheckMeta
  | WatchMeta
  | WatchdogMeta
  | BirthMeta
  | FetchingMeta
  | LetGoMeta;

export function emptySync(): SyncMeta {
  return {
    key: 'sync',
    incarnation: null,
    scopes: {},
    paging: false,
    lastSyncAt: null,
    offlineSince: null,
    nextTryAt: null,
    failures: 0,
    pausedMs: null,
    tokenFailed: false,
    needsSignIn: false,
    notice: null,
    announcement: null,
    want: [],
  };
}

/** What a person is to know, after what they have not put away yet. */
export function announced(unread: string | null, sentence: string): string {
  if (unread === null || unread.includes(sentence)) return unread ?? sentence;
  return `${unread} ${sentence}`;
}

export async function readSync(db: DeviceDatabase): Promise<SyncMeta> {
  return ((await db.meta.get('sync')) as SyncMeta | undefined) ?? emptySync();
}

export async function readReplica(db: DeviceDatabase): Promise<ReplicaMeta | undefined> {
  return (await db.meta.get('replica')) as ReplicaMeta | undefined;
}

/** What the server last said this person may do and see here; until it has, what the sign-in said. */
export async function grantsOn(db: DeviceDatabase, signedIn: Actor): Promise<Actor> {
  return grantsBy(await readReplica(db), signedIn);
}

/** What this person may do and see here, by what is stored of this installation. */
export function grantsBy(me: ReplicaMeta | undefined, signedIn: Actor): Actor {
  return me ? { id: signedIn.id, role: me.role, limitedTo: me.limitedTo ?? null } : signedIn;
}

export async function readClock(db: DeviceDatabase): Promise<ClockMeta> {
  return ((await db.meta.get('clock')) as ClockMeta | undefined) ?? { key: 'clock', last: 0, skewMs: 0 };
}

export async function readCheck(db: DeviceDatabase): Promise<CheckMeta | undefined> {
  return (await db.meta.get('check')) as CheckMeta | undefined;
}

export async function readLetGo(db: DeviceDatabase): Promise<LetGoMeta | undefined> {
  return (await db.meta.get('let-go')) as LetGoMeta | undefined;
}

export async function readWatchdog(db: DeviceDatabase): Promise<WatchdogMeta | undefined> {
  return (await db.meta.get('watchdog')) as WatchdogMeta | undefined;
}

export async function readWatch(db: DeviceDatabase): Promise<WatchMeta | undefined> {
  return (await db.meta.get('watch')) as WatchMeta | undefined;
}

export async function readBirth(db: DeviceDatabase): Promise<BirthMeta | undefined> {
  return (await db.meta.get('birth')) as BirthMeta | undefined;
}

/** Changes the sync record in a transaction of its own, so that other fields of it are not overwritten. */
export async function updateSync(
  db: DeviceDatabase,
  change: (sync: SyncMeta) => Partial<SyncMeta>,
): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const sync = await readSync(db);
    await db.meta.put({ ...sync, ...change(sync) });
  });
}
