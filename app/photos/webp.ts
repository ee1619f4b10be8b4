import { isAt } from './bytes.ts';

/** What a picture of this kind is made of. */
const ITS_OWN = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP'];
/** In the first byte of `VP8X`: that there is Exif, and XMP. */
const SAYS_BESIDE = 0x08 | 0x04;

/**
 * The file without what was written beside the picture: blank in its place. Of a broken file what was found until there.
 * By RFC 9649, 2.
 */
export function bareWebp(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const bare = new Uint8Array(file);
  const view = new DataView(bare.buffer);
  const end = bare.length >= 12 ? Math.min(bare.length, 8 + view.getUint32(4, true)) : bare.length;
  bare.fill(0, end);
  for (let at = 12; at + 8 <= end;) {
    const size = view.getUint32(at + 4, true);
    const until = at + 8 + size;
    if (isAt(bare, at, 'VP8X')) bare[at + 8] = (bare[at + 8] ?? 0) & ~SAYS_BESIDE;
    if (!ITS_OWN.some((name) => isAt(bare, at, name))) bare.fill(0, at + 8, until);
    at = until + (size % 2);
  }
  return bare;
}
