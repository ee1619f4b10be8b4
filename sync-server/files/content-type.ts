import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';

/** Of text so much is looked at. */
const SAMPLE_BYTES = 64 * 1024;

/**
 * What a file is by its content, whatever it calls itself: by its first bytes, else plain text, else just bytes. A page or
 * a drawing is text to us, so nothing that could run is ever called what it is.
 */
export async function contentTypeOf(path: string): Promise<string> {
  const found = await fileTypeFromFile(path);
  if (found) return found.mime.split(';')[0]?.trim().toLowerCase() ?? 'application/octet-stream';
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return isText(buffer.subarray(0, bytesRead)) ? 'text/plain' : 'application/octet-stream';
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
