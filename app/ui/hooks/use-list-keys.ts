import { useEffect, useRef, type RefObject } from 'react';
import { useLocation } from 'wouter';
import type { TicketList } from '../../queries/types.ts';
import { useKeys } from './use-keys.ts';

interface ListKeys {
  /** Selects a row, or all from another one to it; null where nothing can be selected. */
  select: ((index: number, from?: number) => void) | null;
  tickets: TicketList['tickets'];
  active: number;
  setActive: (index: number) => void;
  scrollTo: (index: number) => void;
  scroller: RefObject<HTMLElement | null>;
  url: string;
}

/** j, k and the arrows walk through the list; the focus goes along, so Enter opens as on any link. Shift selects on the way. */
export function useListKeys({ tickets, active, select, setActive, scrollTo, scroller, url }: ListKeys): void {
  const [, navigate] = useLocation();
  const wanted = useRef(-1);
  const here = () => focusedPosition(scroller.current) ?? active;
  const walk = (step: number, { shiftKey }: KeyboardEvent) => {
    if (tickets.length === 0) return;
    const from = here();
    const next = Math.max(0, Math.min(tickets.length - 1, from + step));
    if (shiftKey && from >= 0) select?.(next, from);
    wanted.current = next;
    setActive(next);
    scrollTo(next);
  };
  useEffect(() => {
    if (wanted.current !== active || active < 0) return;
    wanted.current = -1;
    scroller.current
      ?.querySelector<HTMLElement>(`[data-position="${active}"] a`)
      ?.focus({ preventScroll: true });
  }, [active, scroller]);
  const openActive = (event: KeyboardEvent) => {
    // A focused link or button answers Enter itself.
    if (event.target instanceof Element && event.target.closest('a, button, summary')) {
      (event.target as HTMLElement).click();
      return;
    }
    const ticket = tickets[active];
    if (ticket) navigate(`/tickets/${ticket.id}${url}`);
  };
  useKeys({
    j: (event) => walk(1, event),
    ArrowDown: (event) => walk(1, event),
    k: (event) => walk(-1, event),
    ArrowUp: (event) => walk(-1, event),
    x: () => here() >= 0 && select?.(here()),
    Enter: openActive,
  });
}

/** Where the focused row stands now: news may have moved it since it got the focus. */
function focusedPosition(scroller: HTMLElement | null): number | null {
  const row =
    scroller?.contains(document.activeElement) && document.activeElement?.closest('[data-position]');
  return row ? Number(row.getAttribute('data-position')) : null;
}
