import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { citationsIn } from './citations.ts';

// Every rule of shared/SPEC.md is named by the title of a test that shows it alone, or this fails with the list of those
// that are not: `npm run check:spec`. `--list` prints who names which.

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['shared', 'app', 'sync-server', 'e2e', 'bench'];
/** Its worlds touch every rule at once: a failure there names none. */
const ALL_AT_ONCE = 'e2e/sim/sim.test.ts';

const spec = await readFile(join(ROOT, 'shared/SPEC.md'), 'utf8');
const rules = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id]) => id as string);

const shownBy = new Map(rules.map((id) => [id, [] as string[]]));
const unknown: string[] = [];
for (const folder of FOLDERS) {
  for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
    const file = `${folder}/${name}`;
    if (!name.endsWith('.test.ts') || file === ALL_AT_ONCE) continue;
    for (const { title, rules: named } of citationsIn(file, await readFile(join(ROOT, file), 'utf8'))) {
      for (const id of named) {
        const list = shownBy.get(id);
        if (list) list.push(`${file}: ${title}`);
        else unknown.push(`${id} in ${file}: ${title}`);
      }
    }
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
if (process.argv.includes('--list'))
  for (const [id, titles] of shownBy) say(`${id}\n${titles.map((title) => `  ${title}\n`).join('')}`);
const missing = rules.filter((id) => !shownBy.get(id)?.length);
if (unknown.length) say(`There is no rule ${unknown.join(', nor ')}.`);
if (missing.length) say(`No title of a test names ${missing.join(', ')} of shared/SPEC.md.`);
const fine = rules.length > 0 && !missing.length && !unknown.length;
if (fine) say(`Each of the ${rules.length} rules of shared/SPEC.md is named by a test of its own.`);
process.exit(fine ? 0 : 1);
