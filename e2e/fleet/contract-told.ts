/** Rows by their keys, as text that can be compared. */
type Bare = Record<string, string>;

/** Those rows but these. */
export const without = (rows: Bare, keys: readonly string[]): Bare =>
  Object.fromEntries(Object.entries(rows).filter(([key]) => !keys.includes(key)));

/** A requester is not shown a merge by way of somebody else's ticket: where their reply is shown too they learn afterwards. */
export function toldLater(before: Bare, after: Bare): string[] {
  const told = Object.keys(after).filter((key) => !(key in before) && after[key]?.includes('"merged-reply"'));
  return told.flatMap((key) => [key, `ticket/${key.split('/')[1]}`]);
}
