import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CannotStart, codeOf } from '../../cannot-start.ts';
import { writeOnce } from '../../secret.ts';

const password = z.string().min(20);
const schema = z.object({
  /** The folder this file was written for; differs when the folder was moved or copied. */
  home: z.string(),
  /** PostgreSQL's data directory: inside `home`, or elsewhere when PostgreSQL's account cannot enter `home`. */
  dataDirectory: z.string(),
  port: z.number().int(),
  superPassword: password,
  ownerPassword: password,
  appPassword: password,
});

/** What must outlive the process to find and open the embedded database again. Kept in `<folder>/postgres.json`, 0600. */
export type EmbeddedState = z.infer<typeof schema>;

const fileIn = (folder: string) => join(folder, 'postgres.json');

export async function readState(folder: string): Promise<EmbeddedState | undefined> {
  let text: string;
  try {
    text = await readFile(fileIn(folder), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new CannotStart(
      `${fileIn(folder)} is damaged: it holds the database's passwords. Restore it, or move ${folder} away to start afresh.`,
    );
  }
}

/** Writes the first state; of two processes that try at once, both get the state of one. */
export async function createState(
  folder: string,
  dataDirectory: string,
  port: number,
): Promise<EmbeddedState> {
  const newPassword = () => randomBytes(24).toString('base64url');
  const state: EmbeddedState = {
    home: folder,
    dataDirectory,
    port,
    superPassword: newPassword(),
    ownerPassword: newPassword(),
    appPassword: newPassword(),
  };
  await writeOnce(fileIn(folder), stateToText(state));
  return (await readState(folder)) ?? state;
}

export async function writeState(folder: string, state: EmbeddedState): Promise<void> {
  const draft = `${fileIn(folder)}.${process.pid}`;
  await writeFile(draft, stateToText(state), { mode: 0o600 });
  await rename(draft, fileIn(folder));
}

const stateToText = (state: EmbeddedState) => `${JSON.stringify(state, null, 2)}\n`;
