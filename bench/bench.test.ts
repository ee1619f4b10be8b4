import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Result } from './lib/result.ts';

const IN_PROCESS = ['flush-1000-server', 'fanout', 'pull-nothing-new'];

test('the benchmarks without a browser still run, and every figure is one', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waypost-bench-test-'));
  const out = join(folder, 'results.json');
  const main = join(import.meta.dirname, 'main.ts');
  const args = ['--import', 'tsx', main, '--smoke', '--out', out, ...IN_PROCESS];
  await promisify(execFile)(process.execPath, args);
  const results = JSON.parse(await readFile(out, 'utf8')) as Result[];
  await rm(folder, { recursive: true });
  for (const name of IN_PROCESS) expect(results.some((one) => one.name.startsWith(name))).toBe(true);
  const figures = results.flatMap(({ value, floor }) => [value, floor ?? value]);
  expect(figures.filter((figure) => !Number.isFinite(figure) || figure <= 0)).toEqual([]);
});
