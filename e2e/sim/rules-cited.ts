import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

// Every rule of shared/SPEC.md is cited by a test, or this fails with the list of those that are not: `npm run check:spec`.

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['shared', 'app', 'sync-server', 'e2e', 'bench'];

const spec = await readFile(join(ROOT, 'shared/SPEC.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id]) => id as string);

/** The ids that a text names: `S4`, and each of `O1–O3`. */
function cited(text: string): string[] {
  const spans = [...text.matchAll(/\b([A-Z])(\d+)\s*[–-]\s*\1(\d+)\b/g)].flatMap(([, letter, first, last]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${letter}${Number(first) + i}`),
  );
  return [...spans, ...[...text.matchAll(/\b[A-Z]\d+\b/g)].map(([id]) => id)];
}

const found = new Set<string>();
for (const folder of FOLDERS) {
  for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
    if (!name.endsWith('.test.ts')) continue;
    for (const id of cited(await readFile(join(ROOT, folder, name), 'utf8'))) found.add(id);
  }
}
const missing = rules.filter((id) => !found.has(id));
const say = missing.length
  ? `No test cites ${missing.join(', ')} of shared/SPEC.md.`
  : `Every one of the ${rules.length} rules of shared/SPEC.md is cited by a test.`;
process.stdout.write(`${say}\n`);
process.exit(missing.length || !rules.length ? 1 : 0);
