import { hash, verify } from '@node-rs/argon2';
import { turnstile } from './turnstile.ts';

/** Argon2id with 19 MiB, two passes, one lane: OWASP's first choice, about 20 ms here. */
const OPTIONS = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** What is verified for an account that does not exist, so that it takes as long as for one that does. */
let decoy: Promise<string> | undefined;

/** Two of the four threads that Node has for this, for files and for compression. */
const inTurn = turnstile({ running: 2, waiting: 50 });

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), OPTIONS);
}

/** Whether the password belongs to the hash. Without a hash: false, after the same work. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const expected = passwordHash ?? (await decoy);
  const matches = await inTurn(() => verify(expected, password.normalize('NFC'), OPTIONS));
  return matches && passwordHash !== undefined;
}
