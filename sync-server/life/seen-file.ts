import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Seen } from './judge.ts';

const schema = z.object({
  id: z.string(),
  place: z.string(),
  position: z.number(),
  earlier: z.array(z.string()).default([]),
});

/** What was written down last; undefined where nothing was, or no more of it can be read than that. */
export async function readSeen(file: string): Promise<Seen | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whole or not at all. @throws where the folder cannot be written to */
export async function writeSeen(file: string, seen: Seen): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, `${JSON.stringify(seen)}\n`, { mode: 0o600 });
  await rename(draft, file);
}
