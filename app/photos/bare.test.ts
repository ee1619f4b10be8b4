import { expect, test } from 'vitest';
import { bare } from './bare.ts';
import { bytesFrom } from './bytes.ts';

// Pictures put together as the standards say, with words of a camera's in every place where one may write them.

const big = (value: number, bytes: 2 | 4): number[] =>
  Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 0xff);
const small = (value: number): number[] => big(value, 4).toReversed();

type Part = string | readonly number[];
const join = (...parts: Part[]): number[] => [...bytesFrom(...parts)];

const SECRET = 'Ana Lima at 53.5N';

/** A part of a JPEG. */
const segment = (marker: number, ...body: Part[]): number[] => {
  const bytes = join(...body);
  return [0xff, marker, ...big(bytes.length + 2, 2), ...bytes];
};
/** Exif that says how the picture is to be turned, and more. */
const exif = (turn: number, little: boolean): Part[] => {
  const number = (value: number, bytes: 2 | 4) =>
    little ? big(value, bytes).toReversed() : big(value, bytes);
  const entry = (tag: number, value: number) =>
    [...number(tag, 2), ...number(3, 2), ...number(1, 4), ...number(value, 2), 0, 0]; // prettier-ignore
  return [
    'Exif\0\0', little ? 'II' : 'MM', number(42, 2), number(8, 4), number(2, 2),
    entry(0x01_00, 9), entry(0x01_12, turn), number(0, 4), SECRET,
  ]; // prettier-ignore
};
const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 12, 0xff, 0, 34, 0xff, 0xd3, 56];
const jpegOf = (turn: number, little: boolean): number[] => [
  0xff, 0xd8,
  ...segment(0xe0, 'JFIF\0', [1, 2, 0, 0, 72, 0, 72, 0, 0]),
  ...segment(0xe1, ...exif(turn, little)),
  ...segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', SECRET),
  ...segment(0xe2, 'ICC_PROFILE\0', [1, 1], 'colours'),
  ...segment(0xe2, 'MPF\0', SECRET),
  ...segment(0xed, 'Photoshop 3.0\0', SECRET),
  ...segment(0xee, 'Adobe', [0, 100, 0, 0, 0, 0, 1]),
  ...segment(0xfe, SECRET),
  ...scan,
  ...segment(0xfe, SECRET),
  ...scan,
  0xff, 0xd9,
  ...join('a film', SECRET),
]; // prettier-ignore

const chunk = (name: string, ...body: Part[]): number[] => {
  const bytes = join(...body);
  return [...big(bytes.length, 4), ...join(name), ...bytes, 1, 2, 3, 4];
};
const png = [
  ...[0x89, ...join('PNG\r\n\x1a\n')],
  ...chunk('IHDR', big(1, 4), big(1, 4), [8, 6, 0, 0, 0]),
  ...chunk('gAMA', big(45_455, 4)),
  ...['eXIf', 'tEXt', 'zTXt', 'iTXt', 'caBX'].flatMap((name) => chunk(name, SECRET)),
  ...chunk('IDAT', 'the picture'),
  ...chunk('IEND'),
  ...join(SECRET),
];

const riff = (name: string, ...body: Part[]): number[] => {
  const bytes = join(...body);
  return [...join(name), ...small(bytes.length), ...bytes, ...(bytes.length % 2 ? [0] : [])];
};
const inWebp = [
  ...join('WEBP'),
  ...riff('VP8X', [0x2c, 0, 0, 0], [1, 0, 0], [1, 0, 0]),
  ...riff('ICCP', 'colours'),
  ...riff('VP8 ', 'the picture'),
  ...riff('EXIF', SECRET),
  ...riff('XMP ', SECRET),
];
const webp = [...join('RIFF'), ...small(inWebp.length), ...inWebp, ...join(SECRET)];

const bareOf = async (bytes: readonly number[], type: string): Promise<number[]> => {
  const made = await bare(new Blob([Uint8Array.from(bytes)], { type }));
  expect(made.type).toBe(type);
  return [...new Uint8Array(await made.arrayBuffer())];
};
const text = (bytes: readonly number[]): string => Buffer.from(bytes).toString('latin1');

test.each([
  ['a JPEG', jpegOf(6, true), 'image/jpeg', ['JFIF', 'colours', 'Adobe', text(scan) + '\xff\xfe', '\xff\xd9']],
  ['a PNG', png, 'image/png', ['IHDR', 'gAMA', 'IDAT', 'the picture', 'IEND']],
  ['a WebP', webp, 'image/webp', ['VP8X', 'colours', 'the picture']],
])('of %s the picture stays, and nothing that was written beside it', async (_, bytes, type, stays) => {
  const made = text(await bareOf(bytes, type));
  expect(text(bytes)).toContain(SECRET);
  for (const word of SECRET.split(' ')) expect(made).not.toContain(word);
  for (const part of stays) expect(made).toContain(part);
}); // prettier-ignore

test.each([
  [6, true],
  [8, false],
  [3, true],
])('a picture that is to be turned (%i) is turned as before', async (turn, little) => {
  const made = await bareOf(jpegOf(turn, little), 'image/jpeg');
  expect(made).toHaveLength(jpegOf(turn, little).length);
  const at = text(made).indexOf('Exif\0\0') + 6;
  const tiff = new DataView(Uint8Array.from(made).buffer, at);
  const list = tiff.getUint32(4);
  expect(text(made.slice(at, at + 4))).toBe('MM\0*');
  expect([tiff.getUint16(list), tiff.getUint16(list + 2), tiff.getUint16(list + 10)]).toEqual([1, 0x01_12, turn]);
  expect(tiff.getUint32(list + 14)).toBe(0);
}); // prettier-ignore

test('one that stands upright says nothing of it, and what says nothing stays as it is', async () => {
  expect(text(await bareOf(jpegOf(1, true), 'image/jpeg'))).not.toContain('Exif');
  const plain = [0xff, 0xd8, ...segment(0xe0, 'JFIF\0', [1, 2]), ...scan, 0xff, 0xd9];
  expect(await bareOf(plain, 'image/jpeg')).toEqual(plain);
});

test('in what is left of a WebP nothing says that there is more', async () => {
  const made = await bareOf(webp, 'image/webp');
  expect(made).toHaveLength(webp.length);
  expect(made[20]).toBe(0x20);
});

test.each([
  ['image/jpeg', jpegOf(6, true)],
  ['image/png', png],
  ['image/webp', webp],
])('%s: one that ends too early, or has any byte changed, harms nothing and stays no longer than it was', async (type, bytes) => {
  for (let until = 0; until < bytes.length; until += 1) {
    expect((await bareOf(bytes.slice(0, until), type)).length).toBeLessThanOrEqual(until);
    const changed = bytes.with(until, (bytes[until] ?? 0) ^ 0xff);
    expect((await bareOf(changed, type)).length).toBeLessThanOrEqual(bytes.length);
  }
}); // prettier-ignore

test('what is no picture of these goes as it was given', async () => {
  const words = [...join('only words')];
  expect(await bareOf(words, 'text/plain')).toEqual(words);
});
