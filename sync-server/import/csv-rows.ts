import { parse } from 'csv-parse';

/** A row of the file, or why the line is none. `line` counts from 1; a quoted cell may span several. */
export type CsvRow =
  { line: number; cells: string[]; problem?: never } | { line: number; problem: string; cells?: never };

/** A row longer than this is a quote that was never closed, not a row. */
const ROW_BYTES_MAX = 256 * 1024;

type Encoding = 'utf8' | 'latin1';

/**
 * Reads CSV as it comes: comma, semicolon or tab (whichever the first line has most of), any line ending, with or
 * without a byte order mark. The first row is the header, and says how many cells a row has. A line that is no row is
 * told as a problem and reading goes on at the next one, so that a quote left open never swallows the rows after it.
 * Blank lines are passed over.
 */
export async function* readRows(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<CsvRow> {
  let pending: Buffer = Buffer.alloc(0);
  let line = 1;
  let width: number | undefined;
  let delimiter: string | undefined;
  let scan: Scan | undefined;

  for await (const { data, end } of withEnd(chunks)) {
    pending = Buffer.concat([pending, data]);
    delimiter ??= delimiterOf(pending);
    let fresh = data;
    for (;;) {
      if (scan === undefined) {
        scan = new Scan(delimiter, encoding);
        fresh = pending;
      }
      await scan.feed(fresh, end);
      for (const { cells, bytes } of scan.take()) {
        const raw = pending.subarray(0, bytes);
        const blank = cells.every((cell) => cell.trim() === '');
        if (!blank) width ??= cells.length;
        const problem = blank || cells.length === width ? undefined : wrongWidth(cells.length, width ?? 0);
        if (problem !== undefined && (endOfLine(raw) ?? bytes) < bytes) {
          // Over several lines: likely a quote left open, closed by another one by chance. Only one line is given up.
          scan.problem = problem;
          break;
        }
        if (problem !== undefined) yield { line, problem };
        else if (!blank) yield { line, cells };
        line += countLines(raw);
        pending = pending.subarray(bytes);
      }
      if (scan.problem === undefined) break;
      const next = endOfLine(pending);
      if (next === undefined && !end) break; // the rest of the broken line is still to come
      yield { line, problem: scan.problem };
      pending = pending.subarray(next ?? pending.length);
      line += 1;
      scan = undefined;
      if (pending.length === 0) break;
    }
  }
}

const wrongWidth = (cells: number, width: number) => `has ${cells} cells where the header has ${width}`;

/** One run of csv-parse over bytes without a break: it stops at the first that is wrong. */
class Scan {
  problem: string | undefined;
  #found: { cells: string[]; bytes: number }[] = [];
  #at = 0;
  #parser: ReturnType<typeof parse>;

  constructor(delimiter: string, encoding: Encoding) {
    this.#parser = parse({
      bom: true,
      delimiter,
      encoding,
      max_record_size: ROW_BYTES_MAX,
      relax_column_count: true,
      // Errors come to `on_skip`, at once; thrown, they would overtake rows that are already read.
      skip_records_with_error: true,
      on_skip: (error) => {
        this.problem ??= wordsOf(error?.code ?? '');
        return undefined;
      },
      on_record: (cells: string[], { bytes }) => {
        if (this.problem === undefined) this.#found.push({ cells, bytes: bytes - this.#at });
        if (this.problem === undefined) this.#at = bytes;
        return null; // taken here, together with its place in the file
      },
    });
    this.#parser.resume();
  }

  /** Resolves when every whole row in it has been found, or something wrong. */
  async feed(data: Buffer, end: boolean): Promise<void> {
    if (this.problem !== undefined) return;
    await new Promise<void>((done, failed) => {
      this.#parser.once('error', failed);
      const fed = () => {
        this.#parser.off('error', failed);
        done();
      };
      if (end) this.#parser.end(data, fed);
      else this.#parser.write(data, fed);
    });
  }

  take(): { cells: string[]; bytes: number }[] {
    return this.#found.splice(0);
  }
}

function wordsOf(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return 'a quote is opened and never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'something follows a closing quote';
    default:
      return 'a quote stands in the middle of a cell';
  }
}

async function* withEnd(chunks: AsyncIterable<Buffer>): AsyncGenerator<{ data: Buffer; end: boolean }> {
  for await (const data of chunks) yield { data, end: false };
  yield { data: Buffer.alloc(0), end: true };
}

function delimiterOf(start: Buffer): string {
  const firstLine = start.toString('latin1').split(/[\r\n]/, 1)[0] ?? '';
  const count = (character: string) => firstLine.split(character).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

const LF = 10;
const CR = 13;

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) lines += 1;
  }
  return lines;
}

/** Where the next line begins; undefined where this one does not end. */
function endOfLine(bytes: Buffer): number | undefined {
  const at = bytes.findIndex((byte) => byte === LF || byte === CR);
  if (at < 0) return undefined;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}
