import {
  HERE_COOKIE,
  isBirth,
  leftCookie,
  MARK_SECONDS,
  markCookie,
  markedAccount,
  MARKS_MAX,
} from '../../shared/protocol/mark.ts';

/**
 * A browser may remove everything a site has stored, without a word: when the disk runs full, or after a week unused.
 * Small cookies outlive that. They say for each account that this device had work of theirs, so that the loss is noticed
 * (SPEC D8); they name nobody and open nothing. Safari forgets after a week what a page has set, and so the number of
 * what was unsent; which database it was the server has said again by then (`shared/protocol/mark.ts`).
 */
export interface Mark {
  /** The name of the account's session cookie. */
  account: string;
  /** The database that belonged to it. */
  birth: string;
  /** How many changes and files were only here when last noted, and when that was; null where the browser has forgotten. */
  unsent: number | null;
  at: number | null;
}

export function readMark(account: string): Mark | null {
  const all = cookies();
  const birth = all.get(markCookie(account));
  if (birth === undefined) return earlierMark(all, account);
  if (!isBirth(birth)) return null;
  const [unsent = null, at = null] = (all.get(leftCookie(account)) ?? '').match(/\d+/g)?.map(Number) ?? [];
  return { account, birth, unsent, at };
}

/** The mark of whoever's work was last on the screen; null after they signed out. */
export function presentMark(): Mark | null {
  const [account = ''] = cookies().get(HERE_COOKIE)?.split('.') ?? [];
  return readMark(account);
}

/** Every account's mark in this browser. */
export function allMarks(): Mark[] {
  const present = presentMark();
  const accounts = new Set([...cookies().keys()].map(markedAccount));
  if (present) accounts.add(present.account);
  return [...accounts].flatMap((account) => (account && readMark(account)) || []);
}

/** Notes it for whoever is on the screen now. What the server has said is left as it is: a page's word is kept less long. */
export function writeMark({ account, birth, unsent, at }: Mark): void {
  const all = cookies();
  if (all.get(markCookie(account)) !== birth) put(markCookie(account), birth);
  if (all.get(HERE_COOKIE) !== account) put(HERE_COOKIE, account);
  put(leftCookie(account), `${unsent}.${at}`);
  const byAge = allMarks().sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
  for (const old of byAge.slice(MARKS_MAX)) clearMark(old.account);
}

/** For who signs out: nothing of theirs is here any more. */
export function clearMark(account: string): void {
  const isHere = cookies().get(HERE_COOKIE)?.startsWith(account);
  for (const name of [markCookie(account), leftCookie(account), ...(isHere ? [HERE_COOKIE] : [])])
    put(name, '', 0);
}

/** As an app before this one left it: one for the whole browser, with everything in it. */
function earlierMark(all: Map<string, string>, account: string): Mark | null {
  const [whose, birth = '', unsent, at] = all.get(HERE_COOKIE)?.split('.') ?? [];
  if (whose !== account || !isBirth(birth)) return null;
  return { account, birth, unsent: Number(unsent) || 0, at: Number(at) || 0 };
}

function cookies(): Map<string, string> {
  return new Map(
    document.cookie.split('; ').map((cookie): [string, string] => {
      const [name = '', value = ''] = cookie.split('=');
      return [name, value];
    }),
  );
}

function put(name: string, value: string, seconds = MARK_SECONDS): void {
  // As the server sets them: a page that is less secure could not take its place.
  const secure = isSecureContext ? '; Secure' : '';
  document.cookie = `${name}=${value}; Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`;
}
