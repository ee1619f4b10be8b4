import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createServer } from 'vite';
import { CannotStart } from './cannot-start.ts';
import { readEnv } from './env.ts';

const APP_PORT = 5173;

/**
 * `npm run dev`: the app from its sources with hot reload on port 5173, and the server behind it, started again at
 * each change. Ctrl-C stops both.
 */
async function dev(): Promise<void> {
  const { port } = readEnv(process.env);
  const target = `http://127.0.0.1:${port}`;
  const vite = await createServer({
    configFile: join(import.meta.dirname, '..', 'vite.config.ts'),
    // The host stays as the browser sent it: the server compares it with the page's origin.
    server: {
      port: APP_PORT,
      strictPort: true,
      // The app's own sources lie under /sync and /session too: only what the server answers goes to it.
      proxy: {
        '^/(auth|sync|people)/[a-z-]+(\\?.*)?$': { target },
        '^/files/': { target },
        '^/health$': { target },
      },
    },
  });
  await vite.listen();
  const tsx = createRequire(import.meta.url).resolve('tsx/cli');
  const server = spawn(process.execPath, [tsx, 'watch', join(import.meta.dirname, 'main.ts'), '--no-build'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true, // the terminal's Ctrl-C reaches it through us alone, once
  });
  vite.printUrls();
  const stop = () => server.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  server.once('exit', (code) => {
    void vite.close().finally(() => process.exit(code ?? 0));
  });
}

dev().catch((error: unknown) => {
  const busy = error instanceof Error && error.message.includes('already in use');
  const known = error instanceof CannotStart || busy;
  process.stderr.write(`${known ? error.message : String((error as Error)?.stack)}\n`);
  process.exit(1);
});
