import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { CannotStart } from '../../cannot-start.ts';

/** Whom PostgreSQL runs as. Undefined everywhere else means: as ourselves. */
export type Account = { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root, so root lends it an unprivileged account that exists already: the owner of
 * the data directory if there is one, else `postgres`, else `nobody`. (An account of our own would change the
 * system's user table for a program that may only be tried out once.)
 */
export async function accountFor(dataDirectory: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const found = await stat(dataDirectory).catch(() => undefined);
  if (found !== undefined && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid && gid) return { uid, gid };
  }
  throw new CannotStart(
    'PostgreSQL refuses to run as root and this system has neither an account "postgres" nor "nobody"; start Waypost as an ordinary user, or set DATABASE_URL.',
  );
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number.parseInt(stdout, 10) : undefined;
}

/** Whether the account can run this program where it lies (every folder above it lets the account pass). */
export function canRun(program: string, account: Account | undefined): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Whether the account can enter this folder. */
export function canEnter(folder: string, account: Account | undefined): boolean {
  if (account === undefined) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' })
      .status === 0
  );
}
