import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CannotStart, codeOf } from '../cannot-start.ts';
import type { Sql } from '../db/connect.ts';
import { LocalReplica } from '../sync/local-replica.ts';
import { readRows } from './csv-rows.ts';
import { Directory } from './directory.ts';
import { findImporter } from './importer.ts';
import { ambiguousColumns, missingColumns, readMapping, shippedMapping, type Mapping } from './mapping.ts';
import type { ImportOptions } from './options.ts';
import { printResult, progressTo, type Out } from './report.ts';
import { rowReader } from './row-to-ticket.ts';
import { importRows, type ImportResult } from './run.ts';

/**
 * Imports a file into the tenant of the person named.
 *
 * @throws {CannotStart} when it cannot run at all
 */
export async function importFile(sql: Sql, options: ImportOptions, out: Out): Promise<ImportResult> {
  const startedMs = Date.now();
  const importer = await findImporter(sql, options.as, options.tenant);
  const { tenantId } = importer;
  const directory = new Directory(sql, tenantId);
  await directory.read();
  const requesterId = requesterOf(directory, options, importer.slug);
  const { mapping, header } = await prepareMapping(options, out);
  const replica = new LocalReplica(sql, {
    tenantId,
    actor: { id: importer.personId, role: importer.role },
    app: 'waypost-import',
    now: Date.now,
    onBug: (error) => out.write(`A fault of Waypost's own: ${String((error as Error).stack)}\n`),
  });
  const rows = readRows(createReadStream(options.file), mapping.encoding);
  await rows.next(); // the header
  const work = importRows({
    rows,
    read: rowReader(mapping, header),
    source: options.source ?? mapping.source,
    tenantId,
    ...(requesterId !== undefined && { requesterId }),
    directory,
    replica,
    dryRun: options.dryRun,
    onProgress: progressTo(out, Date.now),
  });
  const result = await work.finally(() => replica.retire());
  printResult(out, result, Date.now() - startedMs);
  return result;
}

function requesterOf(directory: Directory, { requester }: ImportOptions, slug: string): string | undefined {
  if (requester === undefined) return undefined;
  const id = directory.idOf('person', requester);
  if (id === undefined) throw new CannotStart(`--requester: nobody has the email ${requester} in ${slug}.`);
  return id;
}

/** The mapping asked for or the shipped one that fits, checked against the file's header, and told. */
async function prepareMapping(
  options: ImportOptions,
  out: Out,
): Promise<{ mapping: Mapping; header: string[] }> {
  const header = await headerOf(options.file);
  const { name, mapping } =
    options.mapping === undefined
      ? await shippedMapping(header)
      : { name: options.mapping, mapping: await readMapping(options.mapping) };
  const file = basename(options.file);
  const missing = missingColumns(mapping, header);
  if (missing.length > 0) {
    const has = header.slice(0, 40).join(', ');
    const hint = options.mapping === undefined ? ' Give a mapping with --mapping (docs/import.md).' : '';
    throw new CannotStart(
      `The mapping ${name} needs a column ${missing.join(', ')} that ${file} does not have (it has ${has}).${hint}`,
    );
  }
  const ambiguous = ambiguousColumns(mapping, header);
  if (ambiguous.length > 0)
    throw new CannotStart(`${file} has more than one column ${ambiguous.join(', ')}.`);
  const source = options.source ?? mapping.source;
  out.write(`${file}: mapping "${name}", source "${source}", times in ${mapping.timeZone}\n`);
  return { mapping, header };
}

/** The names of the columns. They are plain ASCII in every mapping, so any encoding will do here. */
async function headerOf(file: string): Promise<string[]> {
  await assertReadable(file);
  const rows = readRows(createReadStream(file), 'utf8');
  const first = await rows.next();
  await rows.return(undefined);
  if (first.done) throw new CannotStart(`${file} is empty.`);
  const { cells, problem } = first.value;
  if (cells === undefined) throw new CannotStart(`The first line of ${file} is no CSV header: ${problem}.`);
  return cells.map((cell) => cell.trim());
}

async function assertReadable(file: string): Promise<void> {
  try {
    if (!(await stat(file)).isFile()) throw new CannotStart(`${file} is not a file.`);
    for await (const start of createReadStream(file, { end: 1 })) {
      const mark = (start as Buffer).toString('hex');
      if (mark === 'fffe' || mark === 'feff') {
        throw new CannotStart(`${file} is UTF-16; save it as CSV UTF-8 and try again.`);
      }
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new CannotStart(`There is no file ${file}.`);
    if (codeOf(error) === 'EACCES') throw new CannotStart(`This user may not read ${file}.`);
    throw error;
  }
}
