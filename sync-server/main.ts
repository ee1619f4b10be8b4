import { join } from 'node:path';
import { buildAppIfStale } from './build-app.ts';
import { CannotStart } from './cannot-start.ts';
import { seedDemo } from './demo/seed.ts';
import { readEnv } from './env.ts';
import { type RunningServer, startServer } from './server.ts';

const DIST = join(import.meta.dirname, '..', 'dist');

let running: RunningServer | undefined;
let stopping = false;

/** First signal: finish what is under way, then end. Second, or while still starting: end at once. */
function onSignal(): void {
  if (stopping || running === undefined) process.exit(130);
  stopping = true;
  running.stop().then(
    () => process.exit(0),
    (error: unknown) => fail(error),
  );
}

function fail(error: unknown): void {
  process.stderr.write(
    error instanceof CannotStart ? `${error.message}\n` : `${String((error as Error)?.stack)}\n`,
  );
  process.exit(1);
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const env = readEnv(process.env);
  // `npm run dev` serves the app itself, from its sources.
  const prepare = process.argv.includes('--no-build') ? async () => {} : () => buildAppIfStale(DIST, say);
  running = await startServer({ env, dist: DIST, prepare, seed: seedDemo });
  say(`Waypost is ready at ${running.url}`);
}

main().catch(fail);
