import { describe, expect, test } from 'vitest';
import { isShownPicture, pictureTypeOf } from './file-types.ts';

const bytesOf = (letters: string): Uint8Array => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));

describe('what kind of picture a file is, its first bytes tell', () => {
  test.each([
    ['image/jpeg', '\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*'],
    ['image/png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['image/gif', 'GIF89a'],
    ['image/webp', 'RIFF\x24\x08\0\0WEBPVP8 '],
    ['image/avif', '\0\0\0\x20ftypavif\0\0\0\0'],
    ['image/heic', '\0\0\0\x18ftypheic\0\0\0\0'],
    ['image/heic', '\0\0\0\x18ftyphevc\0\0\0\0'],
    ['image/heif', '\0\0\0\x18ftypmif1\0\0\0\0'],
    ['image/tiff', 'II*\0\x08\0\0\0'],
    ['image/tiff', 'MM\0*\0\0\0\x08'],
    ['image/bmp', 'BM\x36\x0c\0\0\0\0\0\0\x36\0'],
  ])('%s: %j', (type, head) => {
    expect(pictureTypeOf(bytesOf(head))).toBe(type);
    expect(pictureTypeOf(bytesOf(head + 'x'.repeat(100)))).toBe(type);
  });

  test.each([
    '',
    '\xff\xd8',
    '%PDF-1.7',
    'BMW 2002, grey',
    'GIF',
    'RIFF\x24\x08\0\0WAVEfmt ',
    '\0\0\0\x18ftypmp42\0\0\0\0',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ' \xff\xd8\xff',
  ])('%j is none', (head) => expect(pictureTypeOf(bytesOf(head))).toBeNull());
});

test.each(['image/svg+xml', 'text/html', 'application/pdf', 'image/jpeg; x', 'application/xhtml+xml'])(
  '%s is never shown',
  (type) => expect(isShownPicture(type)).toBe(false),
);
