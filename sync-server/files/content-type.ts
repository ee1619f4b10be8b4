import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { isShownPicture, pictureTypeOf } from '../../shared/rules/file-types.ts';

/** Of text so much is looked at. */
const SAMPLE_BYTES = 64 * 1024;

const UNKNOWN = 'application/octet-stream';

/**
 * What a file is by its content, whatever it calls itself: a picture that is shown by the rule that devices draw it anew by,
 * else by its first bytes, else plain text, else just bytes. A page or a drawing is text to us, so nothing that could run is
 * ever called what it is.
 */
export async function contentTypeOf(path: string): Promise<string> {
  const sample = await sampleOf(path);
  const picture = pictureTypeOf(sample);
  if (picture !== null && isShownPicture(picture)) return picture;
  const found = await fileTypeFromFile(path);
  const type = found?.mime.split(';')[0]?.trim().toLowerCase();
  // Found behind something else, where no device has looked.
  if (type !== undefined) return isShownPicture(type) ? UNKNOWN : type;
  return isText(sample) ? 'text/plain' : UNKNOWN;
}

async function sampleOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  try {
    // The last letter may be cut off: `stream` does not mind.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
