/**
 * The cookies that outlive everything else when a browser removes what a site has stored, so that a device knows what
 * it had (SPEC D8). A page sets them. The server says the first two again with each sign-in and refresh, because Safari
 * keeps for seven days only what a script has set. They open nothing and name nobody: an account is a keyed hash.
 */

/** Whose work was last on the screen: an account. */
export const HERE_COOKIE = 'waypost_here';

const MARK = 'waypost_mark_';
/** Which database an account's work was in: its birth mark. One for each account of the browser. */
export const markCookie = (account: string): string => MARK + account;
/** How many changes were unsent when last noted, and when that was; only ever said by the page. */
export const leftCookie = (account: string): string => `waypost_left_${account}`;

/** The longest that browsers keep a cookie. */
export const MARK_SECONDS = 400 * 86_400;
/** The marks of more accounts than this are too much to send along: the one not heard of for longest goes. */
export const MARKS_MAX = 8;

export const isBirth = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);

/** The account a cookie marks; null for every other cookie. */
export function markedAccount(name: string): string | null {
  const account = name.slice(MARK.length);
  return name.startsWith(MARK) && /^[0-9a-f]{16}$/.test(account) ? account : null;
}
