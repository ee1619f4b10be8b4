import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { allBiases, biasesInTurn } from './schedule.ts';

// A small fixed part of what `npm run sim` does for hours (docs/simulation.md). In processes of its own: a simulated
// world takes over the clocks and timers of the process it runs in.

const MAIN = join(import.meta.dirname, 'main.ts');
/** Worlds make much that is soon garbage: with room for it to be young in they are a fifth faster. */
const FLAGS = ['--max-semi-space-size=64', '--import', 'tsx'];

interface Totals {
  seeds: number;
  failed: number;
  hash: string;
  told: string;
  failure: unknown;
}

async function sim(...args: string[]): Promise<Totals> {
  const run = promisify(execFile)(process.execPath, [...FLAGS, MAIN, '--json', ...args]);
  // A failing run ends with a code of its own, and says the same on its output.
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  return JSON.parse(stdout) as Totals;
}

const timeout = 600_000;

test('every invariant holds in the first worlds of every bias', { timeout }, async () => {
  expect(await sim('--seeds', '20')).toMatchObject({ seeds: 20, failed: 0, failure: null });
});

test('and in those of the biases that are asked for by name (M3, M4, C1)', { timeout }, async () => {
  const named = allBiases.filter((bias) => !biasesInTurn.includes(bias));
  const seeds = 4 * named.length;
  const totals = await sim('--bias', named.join(), '--seeds', String(seeds));
  expect(totals).toMatchObject({ seeds, failed: 0, failure: null });
});

test('what was once found stays found (D3, D4, S5)', { timeout }, async () => {
  expect(await sim('--pinned')).toMatchObject({ failed: 0, failure: null });
});

test('the same seed is the same run, to the last task', { timeout }, async () => {
  const [first, again, later] = await Promise.all([
    sim('--seed', '8'),
    sim('--seed', '8'),
    sim('--from', '5', '--seeds', '4'),
  ]);
  expect(first.hash).not.toBe('');
  expect(again.hash).toBe(first.hash);
  // After other worlds a library may take a task less, which changes nothing that anybody is told.
  expect(later.told).toBe(first.told);
});

test(
  'they hold over a real PostgreSQL too, where transactions run side by side (L1)',
  { timeout },
  async () => {
    expect(await sim('--seeds', '2', '--store', 'postgres')).toMatchObject({
      seeds: 2,
      failed: 0,
      failure: null,
    });
  },
);
