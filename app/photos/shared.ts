/** Where the service worker leaves what another app has shared, until a window takes it. */
const SHARED = 'waypost-shared';
const NAME_HEADER = 'x-name';
const WORDS = '/shared/words';

/** What another app has shared with this one. */
export interface Shared {
  files: File[];
  /** Of each file, by what it is let go of. */
  keys: string[];
  words: string;
}

/** The names of the fields in the manifest's `share_target`. */
const WORD_FIELDS = ['title', 'text', 'url'];
const FILE_FIELD = 'files';

/** Most that waits at once: it shares its room with the words of people, and any page may send such a form. */
const [FILES_MAX, BYTES_MAX, WORDS_MAX] = [20, 100 * 1024 * 1024, 20_000];

/**
 * Keeps what was shared, beside what waits already: by the service worker, which gets it as a form that was sent. What is
 * more than may wait is left out.
 */
export async function keepShared(form: FormData): Promise<void> {
  const cache = await caches.open(SHARED);
  const waiting = (await readShared()) ?? { files: [], keys: [], words: '' };
  const words = WORD_FIELDS.flatMap((name) => form.get(name) ?? [])
    .filter((value) => typeof value === 'string')
    .filter((word) => word.trim() !== '')
    .join('\n');
  const all = [waiting.words, words].filter((part) => part !== '').join('\n');
  if (words) await cache.put(WORDS, new Response(all.slice(0, WORDS_MAX)));
  let room = BYTES_MAX - waiting.files.reduce((sum, file) => sum + file.size, 0);
  const files = form.getAll(FILE_FIELD).filter((value) => value instanceof File);
  for (const file of files.slice(0, Math.max(0, FILES_MAX - waiting.files.length))) {
    room -= file.size;
    if (room < 0) return;
    const headers = {
      'content-type': file.type || 'application/octet-stream',
      [NAME_HEADER]: encodeURIComponent(file.name),
    };
    await cache.put(`/shared/${crypto.randomUUID()}`, new Response(file, { headers }));
  }
}

/** What was shared and not taken yet; null where there is nothing. */
export async function readShared(): Promise<Shared | null> {
  if (typeof caches === 'undefined' || !(await caches.has(SHARED))) return null;
  const cache = await caches.open(SHARED);
  const shared: Shared = { files: [], keys: [], words: '' };
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (!response) continue;
    const name = response.headers.get(NAME_HEADER);
    if (name === null) {
      shared.words = await response.text();
      continue;
    }
    const type = response.headers.get('content-type') ?? '';
    shared.files.push(new File([await response.blob()], decodeURIComponent(name), { type }));
    shared.keys.push(request.url);
  }
  return shared.files.length || shared.words ? shared : null;
}

/** One file, or the words, have found their place. */
export async function letGoOf(key: string = WORDS): Promise<void> {
  await (await caches.open(SHARED)).delete(key);
}

/** All of it has found its place, or the person does not want it. */
export async function dropShared(): Promise<void> {
  await caches.delete(SHARED);
}
