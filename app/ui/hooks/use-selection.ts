import { useEffect, useMemo, useRef, useState } from 'react';
import type { TicketList } from '../../queries/types.ts';
import { allOf, extended, nothingSelected, toggled } from '../words/selection.ts';
import { isTaken } from './use-keys.ts';

type Tickets = TicketList['tickets'];

/** What is selected in the list, and how that changes. The functions stay the same ones. */
export interface Selecting {
  ids: ReadonlySet<string>;
  /** What of it the list shows, in its order: nobody changes what they do not see. */
  tickets: Tickets;
  /** One row more or less; or all from `from` to it, and by `range` from the last single one. */
  select: (index: number, from?: number | 'range') => void;
  all: () => void;
  clear: () => void;
}

const none: Tickets = [];

/**
 * Selecting rows: by their boxes, with Shift from one to another, all by Ctrl+A, none by Escape. A row that leaves the
 * list is not among what is changed, and is selected again when it comes back.
 */
export function useSelection(tickets: Tickets): Selecting {
  const [selection, set] = useState(nothingSelected);
  const rows = useRef(tickets);
  useEffect(() => {
    rows.current = tickets;
  });
  const { ids } = selection;
  const [acts] = useState(() => ({
    select: (index: number, from?: number | 'range') => {
      const id = rows.current[index]?.id;
      if (id === undefined) return;
      const fromId = typeof from === 'number' ? rows.current[from]?.id : undefined;
      set((was) => (from === undefined ? toggled(was, id) : extended(was, rows.current, id, fromId)));
    },
    all: () => set(allOf(rows.current)),
    clear: () => set(nothingSelected),
  }));
  const shown = useMemo(() => (ids.size ? tickets.filter(({ id }) => ids.has(id)) : none), [ids, tickets]);
  return { ids, tickets: shown, ...acts };
}

/** Ctrl+A and Escape, where the list or nothing has the focus: text elsewhere is selected as ever. */
export function useSelectionKeys(selecting: Selecting | null): void {
  const latest = useRef(selecting);
  useEffect(() => {
    latest.current = selecting;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, metaKey } = event;
      const here = target instanceof Element && (target === document.body || target.closest('.list-pane'));
      if (!latest.current || !here || event.defaultPrevented || isTaken(target)) return;
      if (key === 'a' && (ctrlKey || metaKey)) latest.current.all();
      else if (key === 'Escape' && latest.current.ids.size && !document.querySelector(':popover-open'))
        latest.current.clear();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
