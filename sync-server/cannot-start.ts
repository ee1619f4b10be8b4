/**
 * Why the process cannot start, as one sentence for the person at the terminal. `main.ts` prints the message to
 * stderr and exits with 1, without a stack; anything else that is thrown while starting is a bug.
 */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

/** The code of a system or database error (`EACCES`, `28P01` …), or '' where there is none. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Turns "may not", "read-only" and "no space" into the sentence for a folder; other errors pass unchanged. */
export function aboutFolder(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  const reasons: Record<string, string> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of that path is not a folder',
    EEXIST: 'a file of that name is in the way',
  };
  const reason = reasons[code];
  if (reason === undefined) return error;
  return new CannotStart(
    `Waypost cannot use the folder ${folder}: ${reason}. Set DATA_DIR to another folder.`,
  );
}
