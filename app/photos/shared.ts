import { isDiskFull } from '../../shared/lib/error-chain.ts';
import { countLeftOut, roomFor, SHARED_ROOM, type LeftOutOfShare } from './shared-room.ts';

/** Where the service worker leaves what another app has shared, until a window takes it. */
const SHARED = 'waypost-shared';
const NAME_HEADER = 'x-name';
const WORDS = '/shared/words';
const LEFT_OUT = '/shared/left-out';

/** What another app has shared with this one. */
export interface Shared {
  files: File[];
  /** Of each file, by what it is let go of. */
  keys: string[];
  words: string;
  /** How many files were not taken, and why. */
  leftOut: LeftOutOfShare;
}

const nothing = (): Shared => ({ files: [], keys: [], words: '', leftOut: {} });

/** The names of the fields in the manifest's `share_target`. */
const WORD_FIELDS = ['title', 'text', 'url'];
const FILE_FIELD = 'files';

/**
 * Keeps what was shared, beside what waits already: by the service worker, which gets it as a form that was sent. Of what
 * is more than may wait it keeps how much that was, for the person to be told. Answers false where the device has no room
 * for the words, or not even for that.
 */
export async function keepShared(form: FormData): Promise<boolean> {
  const cache = await caches.open(SHARED);
  const waiting = (await readShared()) ?? nothing();
  const words = WORD_FIELDS.flatMap((name) => form.get(name) ?? [])
    .filter((value) => typeof value === 'string')
    .filter((word) => word.trim() !== '')
    .join('\n');
  const all = [waiting.words, words].filter((part) => part !== '').join('\n');
  const fits = !words || (await keepAs(cache, WORDS, new Response(all.slice(0, SHARED_ROOM.words))));
  const given = form.getAll(FILE_FIELD).filter((value) => value instanceof File);
  const { taken, left } = roomFor(waiting.files, given);
  for (const file of taken) if (!(await keepFile(cache, file))) left.push('disk-full');
  const leftOut = countLeftOut(waiting.leftOut, left);
  const isNoted = !left.length || (await keepAs(cache, LEFT_OUT, Response.json(leftOut)));
  return fits && isNoted;
}

async function keepFile(cache: Cache, file: File): Promise<boolean> {
  const headers = {
    'content-type': file.type || 'application/octet-stream',
    [NAME_HEADER]: encodeURIComponent(file.name),
  };
  return await keepAs(cache, `/shared/${crypto.randomUUID()}`, new Response(file, { headers }));
}

/** False where the device has no room for it. */
async function keepAs(cache: Cache, key: string, what: Response): Promise<boolean> {
  try {
    await cache.put(key, what);
    return true;
  } catch (error) {
    if (isDiskFull(error)) return false;
    throw error;
  }
}

/** What was shared and has no place yet, and how much was left out of it; null where there is nothing to say. */
export async function readShared(): Promise<Shared | null> {
  if (typeof caches === 'undefined' || !(await caches.has(SHARED))) return null;
  const cache = await caches.open(SHARED);
  const shared = nothing();
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (!response) continue;
    if (new URL(request.url).pathname === LEFT_OUT) {
      shared.leftOut = (await response.json()) as LeftOutOfShare;
      continue;
    }
    const name = response.headers.get(NAME_HEADER);
    if (name === null) {
      shared.words = await response.text();
      continue;
    }
    const type = response.headers.get('content-type') ?? '';
    shared.files.push(new File([await response.blob()], decodeURIComponent(name), { type }));
    shared.keys.push(request.url);
  }
  const isAny = shared.files.length > 0 || shared.words !== '' || Object.keys(shared.leftOut).length > 0;
  return isAny ? shared : null;
}

/** One file, or the words, have found their place. */
export async function letGoOf(key: string = WORDS): Promise<void> {
  await (await caches.open(SHARED)).delete(key);
}

/** All of it has found its place, or the person does not want it. */
export async function dropShared(): Promise<void> {
  await caches.delete(SHARED);
}
