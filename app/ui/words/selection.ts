import { limits } from '../../../shared/model/limits.ts';

/** Which rows of a list are selected, and from where a range goes on. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** Where the last single pick was: ranges begin there. */
  anchor: string | null;
  /** What was selected before the range: turning back gives up what the range took, and no more. */
  base: ReadonlySet<string>;
  /** Where the last range has come to. */
  end: string | null;
}

export const nothingSelected: Selection = {
  ids: new Set(),
  anchor: null,
  base: new Set(),
  end: null,
};

type Rows = readonly { id: string }[];

/** No more than can be changed in one step. */
const capped = (ids: Iterable<string>): Set<string> =>
  new Set([...new Set(ids)].slice(0, limits.bulkTickets));

/** One row more, or one less. */
export function toggled({ ids }: Selection, id: string): Selection {
  const next = ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : capped([...ids, id]);
  return { ids: next, anchor: id, base: next, end: id };
}

/**
 * Everything from the last single pick to this row, with what was selected before. `fromId`: whoever walks begins where
 * they are, unless they are still on their way.
 */
export function extended(was: Selection, rows: Rows, toId: string, fromId?: string): Selection {
  const begins = fromId !== undefined && fromId !== was.end;
  const selection = begins ? { ...was, anchor: fromId, base: was.ids } : was;
  const at = (id: string | null): number => rows.findIndex((row) => row.id === id);
  const to = at(toId);
  const anchored = at(selection.anchor);
  if (to < 0) return selection;
  const from = anchored < 0 ? to : anchored;
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id);
  return {
    ids: capped([...selection.base, ...between]),
    anchor: rows[from]?.id ?? toId,
    base: selection.base,
    end: toId,
  };
}

/** As many rows of the list as can be changed in one step, from its top. */
export function allOf(rows: Rows): Selection {
  const ids = capped(rows.map(({ id }) => id));
  return { ids, anchor: null, base: ids, end: null };
}
