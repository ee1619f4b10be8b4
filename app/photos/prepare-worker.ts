import { keptSize, PICTURE_BYTES, thumbSize, type PictureSize } from '../../shared/rules/picture-size.ts';
import { bare } from './bare.ts';
import { pictureKind } from './picture-kind.ts';
import type { Prepared } from './prepare.ts';

// Beside the page, so that nobody waits for a picture while they type. Pictures are drawn anew: what a camera wrote into
// the file, such as the place where it stood, does not leave the device.

/** How good a JPEG is: made smaller by product.md, else as good as one sees. */
const [SMALLER, AS_GOOD, OF_THUMB] = [0.8, 0.9, 0.7];

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<Blob>) => {
  prepare(data).then(
    (prepared) => self.postMessage(prepared),
    (error: unknown) => self.postMessage({ failed: error instanceof Error ? error.name : 'Error' }),
  );
};

async function prepare(given: Blob): Promise<Prepared> {
  const kind = await pictureKind(given);
  // From here on it is called what it is.
  const file = kind === null ? given : given.slice(0, given.size, kind);
  const picture = kind === null ? null : await decoded(file);
  const content = picture ? await redrawn(picture, file) : await bare(file);
  const thumb = picture ? await drawn(picture, thumbSize(picture), 'image/jpeg', OF_THUMB) : null;
  const { width = null, height = null } = picture ? keptSize(picture, file.size) : {};
  picture?.close();
  const type = content.type.split(';')[0]?.trim().toLowerCase() ?? '';
  const sha256 = hex(await crypto.subtle.digest('SHA-256', await content.arrayBuffer()));
  return { content, thumb, width, height, type, bytes: content.size, sha256 };
}

/** The picture as it is meant to be seen, turned as the camera was held; null where this browser cannot read it. */
async function decoded(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return null;
  }
}

async function redrawn(picture: ImageBitmap, file: Blob): Promise<Blob> {
  // It may move, and no camera writes it.
  if (file.type === 'image/gif') return file;
  const size = keptSize(picture, file.size);
  if (file.size > PICTURE_BYTES) return await drawn(picture, size, 'image/jpeg', SMALLER);
  // Drawings and screens lose nothing, and what is clear stays clear.
  if (file.type === 'image/png') return await drawn(picture, size, 'image/png');
  return await drawn(picture, size, 'image/jpeg', AS_GOOD);
}

async function drawn(
  picture: ImageBitmap,
  { width, height }: PictureSize,
  type: string,
  quality?: number,
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  if (type === 'image/jpeg') {
    // What was clear would be black.
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(picture, 0, 0, width, height);
  return await canvas.convertToBlob({ type, ...(quality !== undefined && { quality }) });
}

const hex = (buffer: ArrayBuffer): string =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
