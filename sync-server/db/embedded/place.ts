import { createHash } from 'node:crypto';
import { access, chmod, constants, lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { aboutFolder, CannotStart } from '../../cannot-start.ts';
import { type Account, accountFor, canEnter, canRun } from './account.ts';
import { type Binaries, completeBinaries, copyBinaries, packagedBinaries, versionOf } from './binaries.ts';
import { stopOrphan } from './postmaster.ts';
import { createState, type EmbeddedState, readState, writeState } from './state.ts';

/** Everything that is settled before a process is started. */
export type Place = {
  folder: string;
  state: EmbeddedState;
  account: Account | undefined;
  binaries: Binaries;
};

/**
 * Settles where the data and the programs are and whom PostgreSQL runs as.
 *
 * Data lies in `<folder>/postgres`. As root it lies there only if the unprivileged account can enter it; below a
 * folder that only root may enter it goes to a stable place outside, which `<folder>/postgres.json` names. The
 * programs are copied to such a place for the same reason.
 *
 * @throws {CannotStart} when the folder cannot be used or the programs do not run here.
 */
export async function settlePlace(folder: string): Promise<Place> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await access(folder, constants.W_OK); // before anything half-done is left behind
    const state = await settleState(folder);
    const account = await accountFor(state.dataDirectory);
    if (!canEnter(dirname(state.dataDirectory), account)) {
      throw new CannotStart(
        `PostgreSQL's account may not enter ${dirname(state.dataDirectory)}, where the data is; give the folders above it the permission to be passed (chmod o+x).`,
      );
    }
    return { folder, state, account, binaries: await settleBinaries(folder, account) };
  } catch (error) {
    throw aboutFolder(error, folder);
  }
}

async function settleState(folder: string): Promise<EmbeddedState> {
  const known = await readState(folder);
  if (known === undefined) return createState(folder, await newDataDirectory(folder), 0);
  if (known.home === folder) return known;
  // The folder has another name now. Moved: its data is where it was, or moved along with it. Copied while the
  // original lives on: data that lies outside belongs to the original.
  const inside = known.dataDirectory.startsWith(join(known.home, '/'));
  const copied = (await readState(known.home).catch(() => undefined)) !== undefined;
  const dataDirectory = inside
    ? join(folder, basename(known.dataDirectory))
    : copied
      ? await newDataDirectory(folder)
      : known.dataDirectory;
  const state = { ...known, home: folder, dataDirectory };
  await writeState(folder, state);
  return state;
}

async function newDataDirectory(folder: string): Promise<string> {
  const inside = join(folder, 'postgres');
  if (canEnter(folder, await accountFor(inside))) return inside;
  const outside = join(
    await rootsOwnFolder(),
    createHash('sha256').update(folder).digest('hex').slice(0, 16),
  );
  await setAside(outside);
  return outside;
}

/** Data that was left behind by a folder which lost its postgres.json (somebody deleted it) is kept, not overwritten. */
async function setAside(dataDirectory: string): Promise<void> {
  const found = await readdir(dataDirectory).catch(() => []);
  if (found.length === 0) return;
  await stopOrphan(dataDirectory);
  await rename(dataDirectory, `${dataDirectory}.left-${new Date().toISOString().replace(/[:.]/g, '-')}`);
}

async function settleBinaries(folder: string, account: Account | undefined): Promise<Binaries> {
  const packaged = packagedBinaries();
  const complete = await completeBinaries(packaged).then(
    () => true,
    () => false, // a read-only node_modules: the copy can be completed
  );
  if (complete && canRun(packaged.postgres, account)) return packaged;
  const base = account === undefined ? folder : await rootsOwnFolder();
  const copied = await copyBinaries(packaged, join(base, `programs-${await versionOf(packaged)}`));
  if (canRun(copied.postgres, account)) return copied;
  throw new CannotStart(
    'The embedded PostgreSQL does not run on this system (it needs glibc on Linux); set DATABASE_URL to a PostgreSQL of yours.',
  );
}

/**
 * A folder every account may pass through but only root may write to: a program or a data directory that another
 * local user could have planted would run with our data.
 */
async function rootsOwnFolder(): Promise<string> {
  for (const folder of ['/var/lib/waypost', '/var/tmp/waypost', join(tmpdir(), 'waypost')]) {
    try {
      // A strict umask of root's must not keep the account out of what was made for it.
      if ((await mkdir(folder, { recursive: true })) !== undefined) await chmod(folder, 0o755);
      const found = await lstat(folder);
      const ours = found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
      if (ours && canEnter(folder, await accountFor(join(folder, '-')))) return folder;
    } catch {
      // read-only here: the next place
    }
  }
  throw new CannotStart(
    `PostgreSQL needs a folder that an unprivileged account can enter, and none was found outside ${dirname(tmpdir())}; set DATA_DIR to one.`,
  );
}
