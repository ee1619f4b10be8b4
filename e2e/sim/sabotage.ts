import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sabotages, type Sabotage } from './sabotages.ts';

// Breaks the engine on purpose, one rule at a time, and lets the simulation find out: what it does not catch is a hole
// in the simulation (docs/simulation.md).

const ROOT = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '40' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Caught {
  sabotage: Sabotage;
  /** Seeds it took; null: not caught. */
  seeds: number | null;
  invariant: string;
}

/** Every edit finds its one place in the source, or the table is out of date. */
async function check(all: Sabotage[]): Promise<void> {
  for (const { id, edits } of all) {
    for (const { file, find } of edits) {
      const places = (await readFile(join(ROOT, file), 'utf8')).split(find).length - 1;
      if (places !== 1) throw new Error(`"${id}" finds ${places} places in ${file}`);
    }
  }
}

function run(sabotage: Sabotage): Promise<Caught> {
  const edits = sabotage.edits.map((edit) => ({ ...edit, path: join(ROOT, edit.file) }));
  const own = ['--import', join(import.meta.dirname, 'sabotage-hook.mjs'), '--import', 'tsx'];
  const args = [
    '--seeds',
    values.seeds,
    '--bias',
    sabotage.bias,
    '--store',
    sabotage.store ?? 'memory',
    '--first',
    '--json',
  ];
  const child = spawn(process.execPath, [...own, join(import.meta.dirname, 'main.ts'), ...args], {
    cwd: ROOT,
    env: { ...process.env, SIM_SABOTAGE: JSON.stringify(edits) },
  });
  let out = '';
  let wrong = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (wrong += String(chunk)));
  return new Promise((resolve) => {
    child.once('exit', () => {
      const last = out.trim().split('\n').at(-1) ?? '';
      // One that does not even run is no proof of anything.
      if (!last.startsWith('{'))
        return resolve({ sabotage, seeds: null, invariant: `did not run: ${wrong.slice(0, 200)}` });
      const { seeds, failure } = JSON.parse(last) as { seeds: number; failure: { invariant: string } | null };
      resolve({ sabotage, seeds: failure ? seeds : null, invariant: failure?.invariant ?? '' });
    });
  });
}

const chosen = sabotages.filter(({ id }) => values.only === undefined || id.includes(values.only));
await check(sabotages);
const waiting = [...chosen];
const results: Caught[] = [];
const work = async (): Promise<void> => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const caught = await run(next);
    results.push(caught);
    const { id, rule, bias } = next;
    say(`| ${id} | ${rule} | ${bias} | ${caught.seeds ?? 'not caught'} | ${caught.invariant} |`);
  }
};
say('| sabotage | rule | schedules | seeds | invariant |\n|---|---|---|---|---|');
await Promise.all(Array.from({ length: Number(values.jobs) }, work));
const missed = results.filter(({ seeds }) => seeds === null).length;
say(`\n${results.length - missed} of ${results.length} caught`);
process.exit(missed ? 1 : 0);
