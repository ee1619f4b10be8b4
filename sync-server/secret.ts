import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aboutFolder, CannotStart, codeOf } from './cannot-start.ts';

/** What a key is for. Keys of different purposes never meet, so one that leaks says nothing about the others. */
export type KeyPurpose = 'access-token' | 'refresh-token' | 'account' | 'sign-in-tries' | 'log';

/** 32 bytes for one purpose, derived from the server's secret (HKDF, SHA-256). */
export function deriveKey(secret: string, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'waypost', purpose, 32));
}

/** HMAC-SHA-256 over parts, in hex. Parts are length-prefixed: ('ab','c') and ('a','bc') differ. */
export function keyedHash(key: Buffer, ...parts: string[]): string {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(`${Buffer.byteLength(part)}:`).update(part);
  return mac.digest('hex');
}

/**
 * The secret in `folder`, generated at the first start. Two servers starting at once agree on one: the file
 * appears whole or not at all.
 */
export async function loadSecret(folder: string): Promise<string> {
  const file = join(folder, 'secret');
  try {
    await mkdir(folder, { recursive: true });
    await writeOnce(file, `${randomBytes(32).toString('base64url')}\n`);
    const secret = (await readFile(file, 'utf8')).trim();
    if (secret.length < 32)
      throw new CannotStart(`The secret in ${file} is too short; it needs 32 characters.`);
    return secret;
  } catch (error) {
    throw aboutFolder(error, folder);
  }
}

/** Creates a file with mode 0600 unless it exists; never leaves half of one. */
export async function writeOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
