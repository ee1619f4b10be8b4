/** Where the service worker leaves what another app has shared, until a window takes it. */
const SHARED = 'waypost-shared';
const NAME_HEADER = 'x-name';
const WORDS = '/shared/words';

/** What another app has shared with this one. */
export interface Shared {
  files: File[];
  words: string;
}

/** The names of the fields in the manifest's `share_target`. */
const WORD_FIELDS = ['title', 'text', 'url'];
const FILE_FIELD = 'files';

/** Keeps what was shared: by the service worker, which gets it as a form that was sent. What was there before goes. */
export async function keepShared(form: FormData): Promise<void> {
  await caches.delete(SHARED);
  const cache = await caches.open(SHARED);
  const words = WORD_FIELDS.flatMap((name) => form.get(name) ?? []).filter(
    (value) => typeof value === 'string',
  );
  await cache.put(WORDS, new Response(words.filter((word) => word.trim() !== '').join('\n')));
  const files = form.getAll(FILE_FIELD).filter((value) => value instanceof File);
  for (const [i, file] of files.entries()) {
    const headers = {
      'content-type': file.type || 'application/octet-stream',
      [NAME_HEADER]: encodeURIComponent(file.name),
    };
    await cache.put(`/shared/${i}`, new Response(file, { headers }));
  }
}

/** What was shared and not taken yet; null where there is nothing. */
export async function readShared(): Promise<Shared | null> {
  if (typeof caches === 'undefined' || !(await caches.has(SHARED))) return null;
  const cache = await caches.open(SHARED);
  const shared: Shared = { files: [], words: '' };
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (!response) continue;
    const name = response.headers.get(NAME_HEADER);
    if (name === null) shared.words = await response.text();
    else
      shared.files.push(
        new File([await response.blob()], decodeURIComponent(name), {
          type: response.headers.get('content-type') ?? '',
        }),
      );
  }
  return shared.files.length || shared.words ? shared : null;
}

/** It has found its place, or the person does not want it. */
export async function dropShared(): Promise<void> {
  await caches.delete(SHARED);
}
