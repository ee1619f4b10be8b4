import { bytesFrom, isAt } from './bytes.ts';

const [START_OF_SCAN, END, COMMENT] = [0xda, 0xd9, 0xfe];
/** What belongs to the picture itself: its density, its colours, how they were coded. All other parts of this kind go. */
const ITS_OWN: Readonly<Record<number, string>> = { 0xe0: 'JFIF\0', 0xe2: 'ICC_PROFILE\0', 0xee: 'Adobe' };

/**
 * The file without what its camera wrote beside the picture: blank in its place, but for how the picture is to be turned.
 * What follows the picture (another one, a film) has such words of its own and is blank as well. Of a broken file what was
 * found until there. By ITU-T T.81, B.1, and CIPA DC-008 (Exif), 4.5 and 4.6.
 */
export function bareJpeg(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const bare = new Uint8Array(file);
  const view = new DataView(bare.buffer);
  for (let at = 2; at + 4 <= bare.length && bare[at] === 0xff;) {
    const marker = bare[at + 1] ?? 0;
    if (marker === END) {
      bare.fill(0, at + 2);
      break;
    }
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const body = at + 4;
    const until = Math.min(bare.length, at + 2 + view.getUint16(at + 2));
    if (isBeside(bare, marker, body)) blank(bare, body, until);
    at = marker === START_OF_SCAN ? nextMarker(bare, until) : Math.max(until, body);
  }
  return bare;
}

function isBeside(file: Uint8Array, marker: number, body: number): boolean {
  const isApps = marker >= 0xe0 && marker <= 0xef;
  const own = ITS_OWN[marker];
  return marker === COMMENT || (isApps && (own === undefined || !isAt(file, body, own)));
}

function blank(bare: Uint8Array, body: number, until: number): void {
  const turned = turnIn(bare.subarray(body, until));
  bare.fill(0, body, until);
  if (turned !== null && until - body >= 32) bare.set(turnedOnly(turned), body);
}

/** How the picture is to be turned, 2 to 8, as its Exif says; null where it says nothing, or that it stands upright. */
function turnIn(part: Uint8Array): number | null {
  if (!isAt(part, 0, 'Exif\0\0') || part.length < 20) return null;
  const little = isAt(part, 6, 'II');
  const view = new DataView(part.buffer, part.byteOffset + 6, part.byteLength - 6);
  const list = view.getUint32(4, little);
  for (let at = list + 2; at + 12 <= view.byteLength; at += 12) {
    if (at >= list + 2 + 12 * view.getUint16(list, little)) return null;
    if (view.getUint16(at, little) !== 0x01_12) continue;
    const turn = view.getUint16(at + 8, little);
    return turn >= 2 && turn <= 8 ? turn : null;
  }
  return null;
}

/** An Exif that says nothing but how the picture is to be turned. */
const turnedOnly = (turn: number): Uint8Array =>
  bytesFrom('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0', [turn], '\0\0\0\0\0\0');

/** Past the picture's own data: where something else begins. */
function nextMarker(file: Uint8Array, from: number): number {
  for (let at = from; at + 1 < file.length; at += 1) {
    const next = file[at + 1] ?? 0;
    // An escaped byte, a restart, or filling.
    if (file[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return file.length;
}
