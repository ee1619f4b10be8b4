import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { misplaced, ROOT } from './sabotage-places.ts';
import { sabotages, type Sabotage } from './sabotages.ts';

// Breaks the engine on purpose, one rule at a time, and lets the simulation find out: what it does not catch is a hole
// in the simulation (docs/simulation.md).

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

interface Told {
  seeds: number;
  failure: { seed: number; invariant: string } | null;
}

/** The first of so many seeds to fail, in a process of its own; a text where it did not even run. */
function simulate(
  { bias, store = 'memory', edits }: Pick<Sabotage, 'bias' | 'store' | 'edits'>,
  seeds: string,
): Promise<Told | string> {
  const broken = edits.map((edit) => ({ ...edit, path: join(ROOT, edit.file) }));
  const own = ['--import', join(import.meta.dirname, 'sabotage-hook.mjs'), '--import', 'tsx'];
  const args = ['--seeds', seeds, '--bias', bias, '--store', store, '--first', '--json'];
  const child = spawn(process.execPath, [...own, join(import.meta.dirname, 'main.ts'), ...args], {
    cwd: ROOT,
    env: { ...process.env, SIM_SABOTAGE: broken.length ? JSON.stringify(broken) : '' },
  });
  let out = '';
  let wrong = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (wrong += String(chunk)));
  return new Promise((resolve) => {
    child.once('exit', () => {
      const last = out.trim().split('\n').at(-1) ?? '';
      resolve(last.startsWith('{') ? (JSON.parse(last) as Told) : `did not run: ${wrong.slice(0, 200)}`);
    });
  });
}

async function run(sabotage: Sabotage): Promise<Caught> {
  const told = await simulate(sabotage, values.seeds);
  // One that does not even run is no proof of anything.
  if (typeof told === 'string') return { sabotage, seeds: null, invariant: told };
  const { seeds, failure } = told;
  return { sabotage, seeds: failure ? seeds : null, invariant: failure?.invariant ?? '' };
}

/** In which worlds it is looked for, in words. */
const groundOf = ({ bias, store }: Sabotage): string => `${bias}${store ? `, over ${store}` : ''}`;

/** The same seeds with nothing broken: what fails there too tells nothing of a rule. */
async function control(of: Sabotage): Promise<boolean> {
  const mine = results.filter(({ sabotage }) => groundOf(sabotage) === groundOf(of));
  const seeds = Math.max(...mine.map((one) => one.seeds ?? 0));
  if (seeds === 0) return true;
  const told = await simulate({ ...of, edits: [] }, String(seeds));
  const passed = typeof told !== 'string' && told.failure === null;
  const outcome = typeof told === 'string' ? told : (told.failure?.invariant ?? 'pass');
  say(`| (nothing) | | ${groundOf(of)} | ${seeds} | ${outcome} |`);
  return passed;
}

const chosen = sabotages.filter(({ id }) => values.only === undefined || id.includes(values.only));
const wrong = await misplaced(sabotages);
if (wrong.length) throw new Error(wrong.join('\n'));
const results: Caught[] = [];

/** Does `work` with each of a list, as many at a time as there are jobs. */
async function each<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...list];
  const next = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, next));
}

say('| sabotage | rule | schedules | seeds | invariant |\n|---|---|---|---|---|');
await each(chosen, async (sabotage) => {
  const caught = await run(sabotage);
  results.push(caught);
  const { id, rule } = sabotage;
  say(`| ${id} | ${rule} | ${groundOf(sabotage)} | ${caught.seeds ?? 'not caught'} | ${caught.invariant} |`);
});
const grounds = new Map(chosen.map((one) => [groundOf(one), one]));
let sound = true;
await each([...grounds.values()], async (ground) => {
  if (!(await control(ground))) sound = false;
});
const missed = results.filter(({ seeds }) => seeds === null).length;
say(
  `\n${results.length - missed} of ${results.length} caught; ${sound ? 'the same seeds pass unbroken' : 'UNBROKEN SEEDS FAIL'}`,
);
process.exit(missed || !sound ? 1 : 0);
