import { liveQuery } from 'dexie';
import type { LostWork } from '../queries/types.ts';
import { openDatabase, type DeviceDatabase } from '../store/database.ts';
import { announced, readBirth, readReplica, updateSync } from '../store/meta.ts';
import { accountsDatabase, type AccountRecord } from './accounts.ts';
import { allMarks, presentMark, readMark, writeMark, type Mark } from './canary.ts';
import { signInByCookie } from './tokens.ts';
import { countMade } from './unsent.ts';

const ANSWER_MS = 10_000;

/** What the browser has removed, of everybody, as far as the marks tell; null where nothing is missing. */
export async function lostWork(): Promise<LostWork | null> {
  const present = await missing();
  if (!present) return null;
  const counts = allMarks().map(({ unsent }) => unsent);
  const unsent = counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
  return { unsent, at: present.at };
}

/** The mark of whoever was here last, where the browser knows of nobody any more. */
async function missing(): Promise<Mark | null> {
  return (await accountsDatabase.accounts.count()) === 0 ? presentMark() : null;
}

/**
 * The browser knows of nobody, but somebody had work here: the session's own cookie outlives an eviction, and says who.
 * Null where there was nobody, the session has ended too, or there is no network.
 */
export async function recoverAccount(): Promise<AccountRecord | null> {
  const mark = await missing();
  if (!mark) return null;
  try {
    // The same attempt however often it is tried: the answer to a lost reply must not look like theft.
    const attempt = `evicted-${mark.birth}`;
    const key = await signInByCookie(mark.account, attempt, AbortSignal.timeout(ANSWER_MS));
    await accountsDatabase.settings.put({ key: 'current', value: key });
    return (await accountsDatabase.accounts.get(key)) ?? null;
  } catch {
    return null;
  }
}

/**
 * Compares the database with the mark beside it, tells the person if the browser has removed it (SPEC D8), and keeps
 * the mark true from then on; also where that happens under an open window. Answers a function that ends this.
 */
export function keepMark(account: AccountRecord): () => void {
  const db = openDatabase(account.key);
  const { cookie } = account;
  let mark = readMark(cookie);
  let over = false;
  const note = async (birth: string | undefined, unsent: number): Promise<void> => {
    if (over) return;
    // Whichever window has marked the new database has told it, too.
    const isTold = birth !== undefined && readMark(cookie)?.birth === birth;
    if (mark && mark.birth !== birth && !isTold) await announceLoss(db, mark);
    const next = { account: cookie, birth: birth ?? (await giveBirth(db)), unsent, at: Date.now() };
    if (over) return;
    mark = next;
    writeMark(next);
  };
  // In one transaction: what is counted is counted in the database that is named.
  const look = async (): Promise<{ birth: string | undefined; unsent: number }> =>
    await db.transaction('r', [db.meta, db.outbox, db.files], async () => {
      // A database made anew is given an identity before anything else, which wakes this.
      await readReplica(db);
      return { birth: (await readBirth(db))?.id, unsent: await countMade(db) };
    });
  let noted = Promise.resolve();
  const subscription = liveQuery(look).subscribe({
    next: ({ birth, unsent }) => {
      // What could not be told or kept now is tried again with the next change.
      noted = noted.then(() => note(birth, unsent)).catch(() => undefined);
    },
    error: () => undefined,
  });
  return () => {
    over = true;
    subscription.unsubscribe();
  };
}

/** The mark of this database's life; another window may be giving it one as well. */
async function giveBirth(db: DeviceDatabase): Promise<string> {
  return await db.transaction('rw', db.meta, async () => {
    const known = await readBirth(db);
    if (known) return known.id;
    const id = crypto.randomUUID();
    await db.meta.put({ key: 'birth', id });
    return id;
  });
}

async function announceLoss(db: DeviceDatabase, { unsent, at }: LostWork): Promise<void> {
  await updateSync(db, ({ announcement }) => ({
    announcement: announced(announcement, lossSentence(unsent, at)),
  }));
}

function lossSentence(unsent: number | null, at: number | null): string {
  const fact =
    'This browser had removed what Waypost kept on this device. Everything the office has is fetched again.';
  if (unsent === null || at === null)
    return `${fact} How much made here had not been sent is not known any more. Please look whether your last changes are there; unfinished drafts are gone.`;
  const when = new Date(at).toLocaleString();
  if (unsent === 0)
    return `${fact} As of ${when} every change and file made here was at the office; unfinished drafts are gone.`;
  const changes = unsent === 1 ? '1 change or file' : `${unsent} changes or files`;
  const [were, they] = unsent === 1 ? ['was', 'it is'] : ['were', 'they are'];
  return `${fact} As of ${when}, ${changes} made here ${were} on this device only and may be lost; unfinished drafts are gone. Please look whether ${they} there.`;
}
