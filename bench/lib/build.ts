import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Builds the app, once a run, into a folder of the run's own, so that nobody else's build comes in between. `handle` adds
 * `bench/page/handle.ts` to the entry: the same app, which also lets a benchmark call its `mutate`.
 */
export async function buildApp(folder: string, options: { handle?: boolean } = {}): Promise<string> {
  const dist = join(folder, options.handle ? 'dist-handle' : 'dist');
  if (!existsSync(join(dist, 'index.html')))
    await buildInto(dist, options.handle ? join(ROOT, 'bench', 'page', 'handle.ts') : undefined);
  return dist;
}

/** Builds the app into `dist`, with one more module in its entry if `handle` names one. */
export async function buildInto(dist: string, handle?: string): Promise<void> {
  process.env['NODE_ENV'] = 'production'; // or Vite, asked by a test, builds an app without its service worker
  await build({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'silent',
    build: { outDir: dist },
    plugins: handle
      ? [
          {
            name: 'with-handle',
            enforce: 'pre',
            transform: (code, id) =>
              id === join(ROOT, 'app', 'main.tsx') ? `${code}\nimport ${JSON.stringify(handle)};\n` : null,
          },
        ]
      : [],
  });
}
