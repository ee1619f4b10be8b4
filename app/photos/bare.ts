import { withoutWrittenBeside } from './heif.ts';
import { bareJpeg } from './jpeg.ts';
import { barePng } from './png.ts';
import { bareWebp } from './webp.ts';

type Bare = (file: Blob) => Promise<Blob>;

const whole =
  (bareOf: (bytes: Uint8Array) => BlobPart): Bare =>
  async (file) =>
    new Blob([bareOf(new Uint8Array(await file.arrayBuffer()))], { type: file.type });

const byKind: Readonly<Record<string, Bare>> = {
  'image/jpeg': whole(bareJpeg),
  'image/png': whole(barePng),
  'image/webp': whole(bareWebp),
  'image/heic': withoutWrittenBeside,
  'image/heif': withoutWrittenBeside,
  'image/avif': withoutWrittenBeside,
};

/** A picture that this browser cannot draw: as it is, but for what a camera wrote beside it, such as where it stood. */
export async function bare(file: Blob): Promise<Blob> {
  try {
    return (await byKind[file.type]?.(file)) ?? file;
  } catch (error) {
    // Broken, so no picture to anybody: what was chosen goes as it was given.
    if (error instanceof RangeError) return file;
    throw error;
  }
}
