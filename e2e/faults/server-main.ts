import { seedDemo } from '../../sync-server/demo/seed.ts';
import { readEnv } from '../../sync-server/env.ts';
import { startServer } from '../../sync-server/server.ts';

// The server as `sync-server/main.ts` starts it, over a build of the app that the runner names.

const running = await startServer({
  env: readEnv(process.env),
  dist: process.env['FAULTS_DIST'] ?? '',
  seed: seedDemo,
});
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
process.stdout.write(`Waypost is ready at ${running.url}\n`);
