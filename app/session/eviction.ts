import { liveQuery } from 'dexie';
import type { LostWork } from '../queries/types.ts';
import { openDatabase } from '../store/database.ts';
import { readBirth, updateSync } from '../store/meta.ts';
import { countQueued } from '../sync/replica.ts';
import { accountsDatabase, type AccountRecord } from './accounts.ts';
import { allMarks, presentMark, readMark, writeMark, type Mark } from './canary.ts';
import { signInByCookie } from './tokens.ts';

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
 * the mark true from then on. Answers a function that ends this.
 */
export async function keepMark(account: AccountRecord): Promise<() => void> {
  const db = openDatabase(account.key);
  const mark = readMark(account.cookie);
  let birth = await readBirth(db);
  if (mark && mark.birth !== birth?.id) await announceLoss(account, mark);
  if (!birth) {
    birth = { key: 'birth', id: crypto.randomUUID() };
    await db.meta.put(birth);
  }
  const { id } = birth;
  const subscription = liveQuery(() => countQueued(db)).subscribe({
    next: (unsent) => writeMark({ account: account.cookie, birth: id, unsent, at: Date.now() }),
    error: () => undefined,
  });
  return () => subscription.unsubscribe();
}

async function announceLoss(account: AccountRecord, { unsent, at }: LostWork): Promise<void> {
  await updateSync(openDatabase(account.key), () => ({ announcement: lossSentence(unsent, at) }));
}

function lossSentence(unsent: number | null, at: number | null): string {
  const fact =
    'This browser had removed what Waypost kept on this device. Everything the office has is fetched again.';
  if (unsent === null || at === null)
    return `${fact} How much made here had not been sent is not known any more. Please look whether your last changes are there; unfinished drafts are gone.`;
  const when = new Date(at).toLocaleString();
  if (unsent === 0)
    return `${fact} As of ${when} every change made here had been sent; unfinished drafts are gone.`;
  const changes = unsent === 1 ? '1 change' : `${unsent} changes`;
  return `${fact} As of ${when}, ${changes} made here had not been sent and may be lost, and so are unfinished drafts. Please look whether they are there.`;
}
