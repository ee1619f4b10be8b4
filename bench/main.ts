import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks.ts';
import { goalsLine, type Result, table, wrongCounts } from './lib/result.ts';
import { fullSizes, openWorld, smokeSizes } from './lib/world.ts';

const RESULTS = join(import.meta.dirname, 'results.json');

const say = (line: string) => process.stderr.write(`${line}\n`);

/** `npm run bench -- [name …] [--smoke] [--out file]`: no name runs all of them. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { smoke: { type: 'boolean', default: false }, out: { type: 'string' } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !(name in benchmarks));
  if (unknown !== undefined) {
    say(`There is no benchmark ${unknown}; there are ${Object.keys(benchmarks).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const chosen = positionals.length > 0 ? positionals : Object.keys(benchmarks);
  const world = await openWorld(values.smoke ? smokeSizes : fullSizes, say);
  // Whoever gives up on it leaves no database behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void world.close().finally(() => process.exit(1)));
  const results: Result[] = [];
  try {
    for (const [name, run] of Object.entries(benchmarks)) {
      if (!chosen.includes(name)) continue;
      say(`${name} …`);
      results.push(...(await run(world)));
    }
  } finally {
    await world.close();
  }
  process.stdout.write(`${table(results)}\n`);
  // A partial or tiny run must not replace the results of a whole one.
  const whole = positionals.length === 0 && !values.smoke;
  const out = values.out ?? (whole ? RESULTS : undefined);
  if (out !== undefined) {
    await writeFile(`${out}.new`, `${JSON.stringify(results, null, 2)}\n`);
    await rename(`${out}.new`, out);
  }
  process.stdout.write(`\n${goalsLine(results)}\n`);
  // Times belong to a machine and a moment, and fail nothing; what was counted is the same everywhere.
  if (wrongCounts(results).length > 0) process.exitCode = 1;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    say(String((error as Error)?.stack ?? error));
    process.exit(1);
  },
);
