import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { withoutWrittenBeside, writtenBeside, type Span } from './heif.ts';

// `camera.heic` was made with libheif from a JPEG that names its camera, its author and where it was taken, in Exif and XMP.

let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  bytes = new Uint8Array(await readFile(join(import.meta.dirname, 'testing', 'camera.heic')));
});

const textOf = (some: Uint8Array): string => Buffer.from(some).toString('latin1');

test('what a camera wrote beside its picture goes, and nothing else is touched', async () => {
  expect(textOf(bytes)).toMatch(/Field camera[^]*Ana Lima/);
  const bare = new Uint8Array(await (await withoutWrittenBeside(new Blob([bytes]))).arrayBuffer());
  expect(bare).toHaveLength(bytes.length);
  expect(textOf(bare)).not.toMatch(/Field camera|Ana Lima|GPS|Exif..(II|MM)/);
  const spans = writtenBeside(bytes);
  expect(spans).toHaveLength(2);
  const isBeside = (at: number): boolean => spans.some(([from, until]) => from <= at && at < until);
  expect(bare.every((byte, at) => (isBeside(at) ? byte === 0 : byte === bytes[at]))).toBe(true);
});

/** What comes of a file: its spans, or what was thrown. */
function outcome(file: Uint8Array): unknown {
  try {
    return writtenBeside(file);
  } catch (error) {
    return error;
  }
}

const isHarmless = (come: unknown, bytesThere: number): boolean =>
  Array.isArray(come)
    ? (come as Span[]).every(([, until]) => until <= bytesThere)
    : come instanceof RangeError;

test('a picture that ends too early, or has any byte changed, is told apart and harms nothing', () => {
  for (let until = 0; until < bytes.length; until += 7)
    expect(isHarmless(outcome(bytes.subarray(0, until)), until), `until ${until}`).toBe(true);
  for (let at = 0; at < 600; at += 1) {
    const broken = bytes.with(at, (bytes[at] ?? 0) ^ 0xff);
    expect(isHarmless(outcome(broken), broken.length), `byte ${at}`).toBe(true);
  }
});

test('what is none is none', () => {
  expect(outcome(new TextEncoder().encode('no picture at all, only words'))).toBeInstanceOf(RangeError);
});
