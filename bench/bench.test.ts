import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Goal, type Result, figure, goalsLine, wrongCounts } from './lib/result.ts';

/** All that stand on the sync server; the others time screens, and take minutes even when tiny. */
const SMOKED = [
  'flush-1000-server',
  'fanout',
  'pull-nothing-new',
  'crowd',
  'vector-exchange',
  'catch-up',
  'check',
  'archive',
];

/** What is counted must be right at any size; of what is timed and weighed only that it is a figure. */
const COUNTED = {
  'encoded-per-write': 1,
  'encoded-telling-one': 2,
  'stalled-dropped': 1,
  'readers-dropped': 0,
  'check-differing': 0,
};

// Half a minute on two quiet cores; the limit is for busy ones.
test(
  'the benchmarks of sync still run, every figure is one, and what is counted is right',
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'waypost-bench-test-'));
    const out = join(folder, 'results.json');
    const main = join(import.meta.dirname, 'main.ts');
    const args = ['--import', 'tsx', main, '--smoke', '--out', out, ...SMOKED];
    // A wrong count ends it with a code of its own, which fails here with what it printed.
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 280_000 });
    const results = JSON.parse(await readFile(out, 'utf8')) as Result[];
    await rm(folder, { recursive: true });
    for (const name of SMOKED) expect(results.some((one) => one.name.startsWith(name))).toBe(true);
    const counted = results.filter(({ unit }) => unit === 'count');
    expect(Object.fromEntries(counted.map(({ name, value }) => [name, value]))).toEqual(COUNTED);
    const figures = results
      .filter(({ unit }) => unit !== 'count')
      .flatMap(({ value, floor }) => [value, floor ?? value]);
    expect(figures.filter((one) => !Number.isFinite(one) || one <= 0)).toEqual([]);
    expect(stdout.trim().split('\n').at(-1)).toBe(goalsLine(results));
  },
);

test('the last line says how many goals were met, and names those that were not', () => {
  const of = (name: string, value: number, goal?: Goal) =>
    figure(name, value, goal?.exactly === undefined ? 'ms' : 'count', goal ? { goal } : {});
  const fine = [of('swift', 9, { value: 10 }), of('aimless', 1e9), of('once', 1, { exactly: 1 })];
  expect(goalsLine(fine)).toBe('2 of 2 goals met.');
  expect(wrongCounts(fine)).toEqual([]);

  const slow = of('slow', 11, { value: 10 });
  expect(goalsLine([...fine, slow])).toBe('2 of 3 goals met; missed: slow.');
  expect(wrongCounts([...fine, slow])).toEqual([]);

  // Too few is as wrong as too many.
  for (const value of [0, 2]) {
    const wrong = of('twice', value, { exactly: 1 });
    expect(goalsLine([...fine, slow, wrong])).toBe('2 of 4 goals met; missed: slow, twice (counted: wrong).');
    expect(wrongCounts([...fine, slow, wrong])).toEqual([wrong]);
  }
});
