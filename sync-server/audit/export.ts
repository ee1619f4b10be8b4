import type { Context } from 'hono';
import { CSV_MARK, csvLine } from '../../shared/lib/csv.ts';
import type { AuditedEntry, AuditExportRequest, AuditSearchRequest } from '../../shared/protocol/audit.ts';
import { auditChanges, withShortTexts } from '../../shared/model/audit-changes.ts';
import { readNamesOf } from '../db/archive.ts';
import { readAudit, readSubjects } from '../db/audit.ts';
import type { Tx } from '../db/connect.ts';

const PAGE = 1_000;

const header = [
  'received', 'done', 'device clock', 'person', 'person id', 'action', 'refused', 'ticket', 'subject', 'subject id', 'changes',
  'clamped',
]; // prettier-ignore

interface Export {
  /** Reads in a transaction of its own. @throws where whoever asked may not read any more */
  page: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  wanted: Omit<AuditSearchRequest, 'after'>;
  format: AuditExportRequest['format'];
}

/**
 * The log as a file, newest first, read page by page in short transactions and only as fast as it is taken: a long log
 * costs the server no memory, and a slow reader no connection. Whoever loses the right meanwhile gets no further page: the
 * file breaks off, and does not end as if it were whole.
 */
export function exportAudit(c: Context, given: Export): Response {
  const lines = linesOf(given);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await lines.return(undefined)),
  });
  const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const;
  return c.body(body, 200, {
    'content-type': types[given.format],
    'content-disposition': `attachment; filename="waypost-audit.${given.format}"`,
    'cache-control': 'no-store',
  });
}

async function* linesOf({ page, wanted, format }: Export): AsyncGenerator<string, void> {
  if (format === 'csv') yield CSV_MARK + csvLine(header);
  for (let after: AuditSearchRequest['after'] = null; ;) {
    const { entries, names, numbers } = await page(async (tx) => {
      const found = await readAudit(tx, { ...wanted, after }, PAGE);
      const people = found.flatMap(({ actorId }) => actorId ?? []);
      return {
        entries: found,
        names: new Map(await readNamesOf(tx, people)),
        numbers: new Map((await readSubjects(tx, found)).map(([id, number]) => [id, number])),
      };
    });
    const called = (entry: AuditedEntry) => ({
      person: entry.actorId === null ? 'Waypost' : (names.get(entry.actorId) ?? ''),
      ticket: (entry.ticketIds ?? []).flatMap((id) => numbers.get(id) ?? []).join(' '),
    });
    const line = format === 'csv' ? csvOfEntry : jsonOfEntry;
    if (entries.length) yield entries.map((entry) => line(entry, called(entry))).join('');
    const last = entries.at(-1);
    if (!last || entries.length < PAGE) return;
    after = [last.at, last.id];
  }
}

interface Called {
  person: string;
  ticket: string;
}

const timeOf = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

/** A clock may say anything, also what is no time. */
function rawTimeOf(at: number | null): string {
  return at === null || Math.abs(at) > 8.64e15 ? String(at ?? '') : timeOf(at);
}

function csvOfEntry(entry: AuditedEntry, { person, ticket }: Called): string {
  const { at, claimedAt, claimedRaw, clamped, actorId, action, refused, subject, subjectId } = entry;
  return csvLine([
    timeOf(at), timeOf(claimedAt), rawTimeOf(claimedRaw), person, actorId ?? '', action, refused ?? '', ticket, subject,
    subjectId ?? '', changedOf(entry), clamped ? 'yes' : '',
  ]); // prettier-ignore
}

/** What a cell takes of a text; the other format has all of it. */
const CELL_CHARS = 1_000;

/** A line for each column that changed, `priority: "low" → "high"`; of what was refused or read, what was asked for. */
function changedOf({ asked, changes }: AuditedEntry): string {
  const found = auditChanges(changes);
  if (!found.length) return JSON.stringify(withShortTexts(asked ?? changes, CELL_CHARS));
  const said = (value: unknown) => JSON.stringify(withShortTexts(value, CELL_CHARS));
  return found.map((change) => `${change.field}: ${said(change.old)} → ${said(change.new)}`).join('\n');
}

function jsonOfEntry(entry: AuditedEntry, called: Called): string {
  const { at, claimedAt, claimedRaw, changes, ...rest } = entry;
  const times = { received: timeOf(at), done: timeOf(claimedAt), deviceClock: rawTimeOf(claimedRaw) };
  const found = auditChanges(changes);
  return `${JSON.stringify({ ...times, ...called, ...rest, changes: found.length ? found : changes })}\n`;
}
