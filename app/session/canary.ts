/**
 * A browser may remove everything a site has stored, without a word: when the disk runs full, or after a week unused.
 * A small cookie outlives that. It says that this device had work here, so that the loss is noticed (SPEC D8); it names
 * nobody and opens nothing.
 */
export interface Mark {
  /** The name of the account's session cookie. */
  account: string;
  /** The database that belonged to it. */
  birth: string;
  /** How many changes were unsent when last noted, and when that was. */
  unsent: number;
  at: number;
}

const NAME = 'waypost_here';
/** The longest browsers keep a cookie. */
const SECONDS = 400 * 86_400;

export function readMark(): Mark | null {
  const found = document.cookie.split('; ').find((cookie) => cookie.startsWith(`${NAME}=`));
  const [account, birth, unsent, at] = found?.slice(NAME.length + 1).split('.') ?? [];
  if (!account || !birth || !/^[0-9a-f]{16}$/.test(account)) return null;
  return { account, birth, unsent: Number(unsent) || 0, at: Number(at) || 0 };
}

export function writeMark({ account, birth, unsent, at }: Mark): void {
  put(`${account}.${birth}.${unsent}.${at}`, SECONDS);
}

/** For who signs out: nothing of theirs is here any more. */
export function clearMark(): void {
  put('', 0);
}

function put(value: string, seconds: number): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${NAME}=${value}; Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`;
}
