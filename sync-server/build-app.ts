import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';

const ROOT = join(import.meta.dirname, '..');
/** What the built app is made of. */
const SOURCES = ['app', 'shared', 'public', 'vite.config.ts', 'package-lock.json'];

/**
 * Builds the app into `dist` if it is missing or older than its sources, so that one command is enough.
 *
 * @param say tells the person at the terminal that this takes a moment
 */
export async function buildAppIfStale(dist: string, say: (line: string) => void): Promise<void> {
  const builtAt = await newestIn(join(dist, 'index.html'));
  if (builtAt > 0 && builtAt >= (await newestOf(SOURCES))) return;
  say(builtAt > 0 ? 'Building the app again, its sources have changed …' : 'Building the app …');
  try {
    const { build } = await import('vite');
    // No root and no outDir here: the configuration says where the app is and where it goes.
    await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });
    await stat(join(dist, 'index.html'));
  } catch (error) {
    throw new CannotStart(
      `The app cannot be built: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function newestOf(names: string[]): Promise<number> {
  const times = await Promise.all(names.map((name) => newestIn(join(ROOT, name))));
  return Math.max(0, ...times);
}

/** When a file, or the youngest file below a folder, was changed; 0 if there is none. Tests are no sources. */
async function newestIn(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  const times = files
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map(
      async (entry) => (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.mtimeMs ?? 0,
    );
  return Math.max(0, ...(await Promise.all(times)));
}
