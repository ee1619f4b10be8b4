import { limits } from '../../shared/model/limits.ts';
import type { Priority, Status } from '../../shared/model/ticket.ts';
import { parseTime } from './local-time.ts';
import { keyOf, type Columns, type Mapping } from './mapping.ts';

/** A ticket as the file tells it: things of the tenant are still names. */
export type TicketDraft = {
  externalId: string;
  title: string;
  description: string;
  status: Status;
  priority: Priority;
  category: string | null;
  tags: string[];
  team: string | null;
  /** Lower case; null: the row names nobody. */
  requesterEmail: string | null;
  place: { address: string | null; latitude: number | null; longitude: number | null } | null;
  createdAt: number;
  resolvedAt: number | null;
  closedAt: number | null;
  deadline: number | null;
};

/** Why a row is refused; thrown inside this module only. */
class RowProblem extends Error {}

type Cell = { column: string; text: string };
type Row = (columns: Columns | undefined) => Cell | undefined;

/**
 * Makes the reader of a file's rows.
 *
 * @param header checked by `missingColumns` and `ambiguousColumns`
 * @returns for each row its draft, or in words why it is refused
 */
export function rowReader(mapping: Mapping, header: readonly string[]) {
  const places = new Map(header.map((column, i) => [keyOf(column), i]));
  return (cells: readonly string[]): { draft: TicketDraft } | { problem: string } => {
    const row: Row = (columns) => {
      for (const column of [columns ?? []].flat()) {
        const text = cells[places.get(keyOf(column)) ?? -1];
        if (text?.trim()) return { column, text };
      }
      return undefined;
    };
    try {
      if (mapping.encoding === 'utf8' && cells.some((cell) => cell.includes('\uFFFD'))) {
        throw new RowProblem('holds bytes that are not UTF-8 (mappings can say "encoding": "latin1")');
      }
      return { draft: draftOf(mapping, row) };
    } catch (error) {
      if (error instanceof RowProblem) return { problem: error.message };
      throw error;
    }
  };
}

function draftOf(mapping: Mapping, row: Row): TicketDraft {
  const status = choiceOf(mapping.status, row, 'status');
  const time = (columns: Columns | undefined) => timeOf(mapping, row(columns));
  const createdAt = time(mapping.createdAt);
  const resolvedAt = time(mapping.resolvedAt);
  const closedAt = time(mapping.closedAt);
  if (createdAt === null) throw new RowProblem(`has no time of creation (${nameOf(mapping.createdAt)})`);
  return {
    externalId: required(lineOf(row(mapping.externalId), limits.externalId), 'id', mapping.externalId),
    title: required(lineOf(row(mapping.title), limits.title), 'title', mapping.title),
    description: descriptionOf(mapping, row),
    status,
    priority: choiceOf(mapping.priority, row, 'priority'),
    category: namesOf(mapping.category, row, limits.name)[0] ?? null,
    tags: tagsOf(mapping, row),
    team: lineOf(row(mapping.team), limits.name),
    requesterEmail: lineOf(row(mapping.requester), 254)?.toLowerCase() ?? null,
    place: placeOf(mapping, row),
    createdAt,
    deadline: time(mapping.deadline),
    ...endOf(status, createdAt, resolvedAt, closedAt),
  };
}

/** The times a ticket of this status may have, in the only order they can be. */
function endOf(status: Status, createdAt: number, resolvedAt: number | null, closedAt: number | null) {
  if ((closedAt ?? createdAt) < createdAt) throw new RowProblem('is closed before it is created');
  if ((resolvedAt ?? createdAt) < createdAt) throw new RowProblem('is resolved before it is created');
  if (status === 'closed') {
    const ended = closedAt ?? resolvedAt;
    if (ended === null) throw new RowProblem('is closed, but has no time it was closed');
    return { resolvedAt: resolvedAt ?? ended, closedAt: ended };
  }
  if (status === 'resolved') return { resolvedAt: resolvedAt ?? closedAt, closedAt: null };
  if (closedAt !== null) throw new RowProblem(`has a time it was closed, but the status ${status}`);
  return { resolvedAt: null, closedAt: null }; // a resolution that did not last
}

const nameOf = (columns: Columns) => [columns].flat().join(' or ');
const quoted = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

function required(text: string | null, what: string, columns: Columns): string {
  if (text === null) throw new RowProblem(`has no ${what} (${nameOf(columns)})`);
  return text;
}

/** Text of one line: control characters and runs of blanks become one space. Too long is told, never cut. */
function lineOf(cell: Cell | undefined, max: number): string | null {
  if (cell === undefined) return null;
  // oxlint-disable-next-line no-control-regex -- these are the characters to replace
  const text = cell.text.replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  if (text === '') return null;
  if (text.length > max) {
    throw new RowProblem(`${cell.column} has ${text.length} characters; ${max} is the limit`);
  }
  return text;
}

function descriptionOf(mapping: Mapping, row: Row): string {
  const pieces = mapping.description.flatMap(({ column, label }) => {
    const cell = row(column);
    if (cell === undefined) return [];
    const text = cell.text
      .replace(/\r\n?/g, '\n')
      // oxlint-disable-next-line no-control-regex -- these are the characters to replace
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
      .trim();
    if (text === '') return [];
    return [label === undefined ? text : `${label}: ${text}`];
  });
  const description = pieces.join('\n');
  if (description.length > limits.description) {
    throw new RowProblem(
      `the description has ${description.length} characters; ${limits.description} is the limit`,
    );
  }
  return description;
}

function choiceOf<T extends Status | Priority>(
  choice: { column?: Columns | undefined; values: Record<string, T>; default?: T | undefined },
  row: Row,
  what: string,
): T {
  const cell = row(choice.column);
  if (cell === undefined) {
    if (choice.default === undefined) throw new RowProblem(`has no ${what}`);
    return choice.default;
  }
  const wanted = keyOf(cell.text);
  const found = Object.entries(choice.values).find(([value]) => keyOf(value) === wanted);
  if (!found) throw new RowProblem(`the ${what} ${quoted(cell.text.trim())} is not in the mapping`);
  return found[1];
}

function timeOf(mapping: Mapping, cell: Cell | undefined): number | null {
  if (cell === undefined) return null;
  const ms = parseTime(cell.text.trim(), mapping.timeZone, mapping.dateOrder);
  const year = ms === undefined ? 0 : new Date(ms).getUTCFullYear();
  // What both sides can hold: shared/model/ids.ts, timeSchema.
  if (ms === undefined || year < 1900 || year >= 2200) {
    throw new RowProblem(`${cell.column} ${quoted(cell.text.trim())} is not a date and time`);
  }
  return ms;
}

function namesOf(spec: Mapping['category'], row: Row, max: number): string[] {
  const cell = row(spec?.column);
  if (spec === undefined || cell === undefined) return [];
  const parts = spec.separator === undefined ? [cell.text] : cell.text.split(spec.separator);
  return parts.flatMap((part) => {
    const plain = lineOf({ ...cell, text: part }, Number.POSITIVE_INFINITY);
    if (plain === null) return [];
    const renamed = Object.hasOwn(spec.rename, plain) ? (spec.rename[plain] ?? plain) : plain;
    return lineOf({ ...cell, text: renamed }, max) ?? [];
  });
}

function tagsOf(mapping: Mapping, row: Row): string[] {
  const tags = [...new Set(mapping.tags.flatMap((spec) => namesOf(spec, row, limits.tagName)))];
  if (tags.length > limits.tagsPerTicket) {
    throw new RowProblem(`has ${tags.length} tags; ${limits.tagsPerTicket} is the limit`);
  }
  return tags;
}

function placeOf(mapping: Mapping, row: Row): TicketDraft['place'] {
  const address = lineOf(row(mapping.address), limits.address);
  let latitude = coordinateOf(row(mapping.latitude), 90);
  let longitude = coordinateOf(row(mapping.longitude), 180);
  if (latitude === null || longitude === null) latitude = longitude = null; // half a point is none
  return address === null && latitude === null ? null : { address, latitude, longitude };
}

/** 0 is what exports write for "nowhere". */
function coordinateOf(cell: Cell | undefined, max: number): number | null {
  if (cell === undefined) return null;
  const value = Number(cell.text);
  if (Number.isNaN(value)) throw new RowProblem(`${cell.column} ${quoted(cell.text)} is not a number`);
  return value === 0 || Math.abs(value) > max ? null : value;
}
