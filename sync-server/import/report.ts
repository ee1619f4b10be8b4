import type { ImportResult } from './run.ts';

/** Where the words go: the terminal, or a pipe. */
export type Out = { write: (text: string) => void; isTerminal: boolean };

const TERMINAL_EVERY_MS = 100;
const PIPE_EVERY_MS = 5_000;
const CLEAR_LINE = '\r\u001b[K';

/** Says how far it is: on a terminal in one line that changes, in a pipe with a line now and then. */
export function progressTo(out: Out, now: () => number): (result: ImportResult) => void {
  let last = now();
  return (result) => {
    if (now() - last < (out.isTerminal ? TERMINAL_EVERY_MS : PIPE_EVERY_MS)) return;
    last = now();
    const line = `${count(rowsOf(result), 'row')}: ${summary(result)}`;
    out.write(out.isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`);
  };
}

/** The last words: what happened, why what was refused, and how long it took. */
export function printResult(out: Out, result: ImportResult, tookMs: number): void {
  if (out.isTerminal) out.write(CLEAR_LINE);
  for (const { line, reason } of result.refused) out.write(`  line ${line}: ${reason}\n`);
  for (const [team, rows] of result.unknownTeams) {
    out.write(
      `  note: there is no team ${JSON.stringify(team)}; ${count(rows, 'row')} came without a team\n`,
    );
  }
  out.write(`${result.dryRun ? 'Dry run, nothing was written: ' : ''}${summary(result)}`);
  out.write(` (${count(rowsOf(result), 'row')}, ${(tookMs / 1000).toFixed(1)} s)\n`);
}

const rowsOf = ({ created, already, refused }: ImportResult) => created + already + refused.length;

function summary({ created, already, refused, dryRun }: ImportResult): string {
  return `${created} ${dryRun ? 'would be created' : 'created'}, ${already} already imported, ${refused.length} refused`;
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
