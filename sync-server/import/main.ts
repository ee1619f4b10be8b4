import { CannotStart, codeOf } from '../cannot-start.ts';
import { isAwayCode } from '../db/connect.ts';
import { readEnv } from '../env.ts';
import { openDatabase } from './database.ts';
import { importFile } from './import-file.ts';
import { readOptions } from './options.ts';

/** Exit codes: 0 all is here now, 2 some rows were refused, 1 it could not run or not to its end. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const database = await openDatabase(readEnv(process.env));
  try {
    const out = {
      write: (text: string) => void process.stdout.write(text),
      isTerminal: process.stdout.isTTY,
    };
    const { refused } = await importFile(database.sql, options, out);
    return refused.length > 0 ? 2 : 0;
  } finally {
    await database.close();
  }
}

function fail(error: unknown): void {
  let words = String((error as Error)?.stack);
  if (error instanceof CannotStart) words = error.message;
  else if (isAwayCode(codeOf(error))) {
    words = 'The database went away. What was imported stays; run the same again to go on.';
  }
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}

// A handler, so that `exit` handlers run: a database that was started for this must not outlive it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
// A reader that has seen enough (`| head`) is no reason to stop half-way.
process.stdout.on('error', () => {});

main().then((code) => (process.exitCode = code), fail);
