import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { isTimeZone } from '../../shared/lib/time-zone.ts';
import { priorities, statuses } from '../../shared/model/ticket.ts';
import { CannotStart, codeOf } from '../cannot-start.ts';

const MAPPINGS = join(import.meta.dirname, 'mappings');

/** One column the file must have, or several of which the first that is there and not blank counts. */
const columns = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
export type Columns = z.infer<typeof columns>;

const names = z.union([
  columns.transform((column) => ({ column, rename: {} as Record<string, string>, separator: undefined })),
  z.strictObject({
    column: columns,
    /** Another name for a value, for one that is too long or means nothing to people. */
    rename: z.record(z.string(), z.string()).default({}),
    separator: z.string().min(1).optional(),
  }),
]);

const choice = <T extends string>(values: readonly [T, ...T[]]) =>
  z.strictObject({
    column: columns.optional(),
    /** A value of the file → ours. Case does not matter; spaces, hyphens and underscores are alike. */
    values: z.record(z.string(), z.enum(values)).default({}),
    /** For a blank value. Absent: such a row is refused. */
    default: z.enum(values).optional(),
  });

const schema = z.strictObject({
  $comment: z.string().optional(),
  /** The name of where the tickets come from; with their ids there it makes them unique. */
  source: z.string().trim().min(1).max(50),
  /** IANA name of the zone in which times without an offset are written. */
  timeZone: z.string().refine(isTimeZone, 'is no time zone this system knows').default('UTC'),
  dateOrder: z.enum(['mdy', 'dmy']).optional(),
  encoding: z.enum(['utf8', 'latin1']).default('utf8'),
  externalId: columns,
  title: columns,
  description: z
    .array(
      z.union([
        z.string().transform((column) => ({ column: column as Columns, label: undefined })),
        z.strictObject({ column: columns, label: z.string().optional() }),
      ]),
    )
    .default([]),
  status: choice(statuses),
  priority: choice(priorities).default({ values: {}, default: 'medium' }),
  category: names.optional(),
  tags: z.array(names).default([]),
  team: columns.optional(),
  /** The email of a person of the tenant. */
  requester: columns.optional(),
  createdAt: columns,
  resolvedAt: columns.optional(),
  closedAt: columns.optional(),
  deadline: columns.optional(),
  address: columns.optional(),
  latitude: columns.optional(),
  longitude: columns.optional(),
});

/** What the columns of a file mean; see docs/import.md. */
export type Mapping = z.infer<typeof schema>;

/** How columns and values are compared: `In Progress`, `in-progress` and `in_progress` are one. */
export const keyOf = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

/**
 * Reads a mapping.
 *
 * @throws {CannotStart} naming the file and the first thing wrong with it
 */
export async function readMapping(file: string): Promise<Mapping> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const why = codeOf(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${codeOf(error)})`;
    throw new CannotStart(`The mapping ${file} ${why}.`);
  });
  return parseMapping(text, file);
}

/** @throws {CannotStart} naming `file` and the first thing wrong with it */
export function parseMapping(text: string, file: string): Mapping {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new CannotStart(`The mapping ${file} is not JSON: ${(error as Error).message}.`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? `"${issue.path.join('.')}": ` : '';
  throw new CannotStart(`The mapping ${file} is wrong at ${where}${issue?.message ?? 'somewhere'}.`);
}

/** The shipped mapping all of whose required columns the header has; the generic one where none fits. */
export async function shippedMapping(header: readonly string[]): Promise<{ name: string; mapping: Mapping }> {
  const files = (await readdir(MAPPINGS)).filter((file) => file.endsWith('.json') && file !== 'generic.json');
  for (const file of files.toSorted()) {
    const mapping = await readMapping(join(MAPPINGS, file));
    if (missingColumns(mapping, header).length === 0) return { name: basename(file, '.json'), mapping };
  }
  return { name: 'generic', mapping: await readMapping(join(MAPPINGS, 'generic.json')) };
}

/**
 * What the mapping needs and the header lacks: every column named alone, and one at least of the alternatives for
 * what a ticket cannot be without.
 */
export function missingColumns(mapping: Mapping, header: readonly string[]): string[] {
  const present = new Set(header.map(keyOf));
  const lacks = (wanted: Columns | undefined) => typeof wanted === 'string' && !present.has(keyOf(wanted));
  const missing = mapped(mapping).filter(lacks) as string[];
  for (const needed of [mapping.externalId, mapping.title, mapping.createdAt]) {
    if (typeof needed === 'string' || needed.some((column) => present.has(keyOf(column)))) continue;
    missing.push(needed.join(' or '));
  }
  return missing;
}

/** Columns the mapping uses that the header names more than once. */
export function ambiguousColumns(mapping: Mapping, header: readonly string[]): string[] {
  const used = new Set(
    mapped(mapping)
      .flat()
      .map((column) => keyOf(column ?? '')),
  );
  const keys = header.map(keyOf);
  return header.filter((column, i) => used.has(keyOf(column)) && keys.indexOf(keyOf(column)) !== i);
}

function mapped(mapping: Mapping): (Columns | undefined)[] {
  return [
    mapping.externalId,
    mapping.title,
    ...mapping.description.map((piece) => piece.column),
    mapping.status.column,
    mapping.priority.column,
    mapping.category?.column,
    ...mapping.tags.map((tag) => tag.column),
    mapping.team,
    mapping.requester,
    mapping.createdAt,
    mapping.resolvedAt,
    mapping.closedAt,
    mapping.deadline,
    mapping.address,
    mapping.latitude,
    mapping.longitude,
  ];
}
