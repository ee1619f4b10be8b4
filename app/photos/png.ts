import { isAt } from './bytes.ts';

const WORDS = ['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'];
/** In a name's first letter: the picture is whole without it; in its second: some program's own. */
const SMALL = 0x20;

/**
 * The file without what was written beside the picture, some program's own parts, and whatever follows its end. Of a broken
 * file what was found until there. By ISO/IEC 15948, 5.3 and 5.4.
 */
export function barePng(file: Uint8Array): Blob {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts = [file.slice(0, 8)];
  for (let at = 8; at < file.length;) {
    const until = at + 12 <= file.length ? at + 12 + view.getUint32(at) : Infinity;
    if (!isBeside(file, at + 4)) parts.push(file.slice(at, until));
    if (isAt(file, at + 4, 'IEND')) break;
    at = until;
  }
  return new Blob(parts);
}

function isBeside(file: Uint8Array, name: number): boolean {
  const isSmall = (nth: number): boolean => ((file[name + nth] ?? 0) & SMALL) !== 0;
  return WORDS.some((word) => isAt(file, name, word)) || (isSmall(0) && isSmall(1));
}
