/**
 * Pictures that are shown inside the app. Everything else is only ever saved: a page or a drawing with a script in it
 * must not open as if it were ours.
 */
const shown: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
]);

export function isShownPicture(type: string): boolean {
  return shown.has(type);
}

/** So much of a file tells which kind of picture it is. */
export const PICTURE_HEAD_BYTES = 16;

/** By what the kinds of pictures begin: the letters at these places, a byte each. */
const beginnings: readonly (readonly [type: string, ...parts: (readonly [at: number, letters: string])[]])[] = [
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/gif', [0, 'GIF8']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
  ['image/avif', [4, 'ftypavi']],
  ['image/heic', [4, 'ftyphei']],
  ['image/heic', [4, 'ftyphev']],
  ['image/heif', [4, 'ftypmif']],
  ['image/heif', [4, 'ftypmsf']],
  ['image/tiff', [0, 'II*\0']],
  ['image/tiff', [0, 'MM\0*']],
  // Two letters begin many a text too: what is reserved in a bitmap is nothing.
  ['image/bmp', [0, 'BM'], [6, '\0\0\0\0']],
]; // prettier-ignore

/**
 * Which kind of picture a file is, by its first bytes and never by what it is called: other apps hand over files with a
 * wrong type, or with none. Null for what is none that is known. By this the device draws anew, and the server
 * gives back as a picture: none is shown to others with what its camera wrote into it.
 */
export function pictureTypeOf(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, PICTURE_HEAD_BYTES));
  const found = beginnings.find(([, ...parts]) =>
    parts.every(([at, letters]) => head.startsWith(letters, at)),
  );
  return found?.[0] ?? null;
}
