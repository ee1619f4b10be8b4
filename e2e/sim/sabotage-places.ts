import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync } from 'vite';
import type { Sabotage } from './sabotages.ts';

export const ROOT = join(import.meta.dirname, '../..');

/**
 * What is wrong with sabotages, in words: each edit must find its text exactly once in its file, after the edits before it,
 * and what comes out must be TypeScript. A rule whose sabotage does not even run is a rule that nobody watches.
 */
export async function misplaced(all: readonly Sabotage[], root = ROOT): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id, edits } of all) {
    const sources = new Map<string, string>();
    for (const { file, find, replace } of edits) {
      const source = sources.get(file) ?? (await readFile(join(root, file), 'utf8'));
      const places = source.split(find).length - 1;
      if (places !== 1) wrong.push(`"${id}" finds ${places} places in ${file}: ${find}`);
      if (find === replace) wrong.push(`"${id}" changes nothing in ${file}`);
      sources.set(
        file,
        source.replace(find, () => replace),
      );
    }
    for (const [file, source] of sources) {
      const [error] = parseSync(file, source).errors;
      if (error) wrong.push(`"${id}" leaves ${file} broken: ${error.message}`);
    }
  }
  return wrong;
}
