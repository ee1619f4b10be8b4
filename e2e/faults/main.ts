import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildInto } from '../../bench/lib/build.ts';
import { faults } from './faults.ts';
import { runFault, type Outcome } from './run.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

/** `npm run faults -- [name …] [--rounds N]`: no name runs all of them, each as often as it says itself. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string' } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no fault ${unknown}; there are ${faults.map(({ name }) => name).join(', ')}.`);
  const folder = await mkdtemp(join(tmpdir(), 'waypost-faults-app-'));
  const outcomes: Outcome[] = [];
  try {
    await buildInto(folder, join(import.meta.dirname, 'page', 'handle.ts'));
    for (const fault of faults) {
      if (positionals.length > 0 && !positionals.includes(fault.name)) continue;
      const rounds = Number(values.rounds ?? fault.rounds);
      const outcome = await runFault(fault, { dist: folder, rounds, say });
      for (const line of outcome.wrong) say(`WRONG ${fault.name}: ${line}`);
      outcomes.push(outcome);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(`${table(outcomes)}\n`);
  if (outcomes.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;
}

/** The table of `docs/reliability.md`. */
function table(outcomes: Outcome[]): string {
  const lines = outcomes.map((o) =>
    [
      ...[o.name, o.does, o.rounds, `${o.made} (${o.kept})`, o.lost, o.doubled],
      `${(o.longestRecoveryMs / 1_000).toFixed(1)} s`,
      Object.entries(o.measured)
        .map(([what, { most, times }]) => `${what}: at most ${most} (${times}×)`)
        .join('; '),
    ].join(' | '),
  );
  return [
    'fault | what is done | rounds | changes made (acknowledged) | lost | doubled | longest recovery | also measured',
    '---|---|---|---|---|---|---|---',
    ...lines,
  ].join('\n');
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    say(String((error as Error)?.stack ?? error));
    process.exit(1);
  },
);
