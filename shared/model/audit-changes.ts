/** One column of a row that an entry of the log changed. */
export interface AuditChange {
  /** The row's key: `ticket/<id>`. */
  row: string;
  /** The column; of a setting or a policy, which part of its value: `value.name`. */
  field: string;
  /** What stood there before; null also where the row came to be. */
  old: unknown;
  new: unknown;
}

type Value = Readonly<Record<string, unknown>>;
const isValue = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** They say which row it is, and the row says that already. */
const identities = ['id', 'ticketId'];

/**
 * What an entry changed, column by column, from what to what, as the merge came out on the server: a value that did not come
 * to stand is not among it. Empty for what was refused, read or taken along.
 *
 * @param changes as the log keeps them: `[row key, register, before, after]`
 */
export function auditChanges(changes: unknown): AuditChange[] {
  if (!Array.isArray(changes)) return [];
  return changes.flatMap((change: unknown) => {
    if (!Array.isArray(change)) return [];
    const [row, , before, after] = change as unknown[];
    if (typeof row !== 'string' || row === '' || !isValue(after)) return [];
    return differing(isValue(before) ? before : {}, after).map((one) => ({ row, ...one }));
  });
}

function differing(before: Value, after: Value, path = ''): Omit<AuditChange, 'row'>[] {
  const columns = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...columns].flatMap((column) => {
    const [old, now] = [before[column] ?? null, after[column] ?? null];
    if ((path === '' && identities.includes(column)) || JSON.stringify(old) === JSON.stringify(now))
      return [];
    if (path === '' && isValue(old) && isValue(now)) return differing(old, now, `${column}.`);
    return [{ field: path + column, old, new: now }];
  });
}

/** The same value with every text in it at most so long: where it is looked at, nobody reads more of it. */
export function withShortTexts<T>(value: T, chars: number): T {
  const short = (text: string): string => `${text.slice(0, chars).trimEnd()}…`.toWellFormed();
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'string' && part.length > chars ? short(part) : part,
    ),
  ) as T;
}
