import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useVirtualizer, type Range } from '@tanstack/react-virtual';
import type { TicketList } from '../../queries/types.ts';
import type { Selecting } from '../hooks/use-selection.ts';
import { useListKeys } from '../hooks/use-list-keys.ts';
import { useListPlace, type ListPlace } from '../hooks/use-list-place.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWidth } from '../hooks/use-width.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { TicketRow, type RowShape } from './ticket-row.tsx';

const rowRems: Readonly<Record<RowShape, number>> = { table: 2.875, wide: 4.25, card: 6.5 };

function shapeOf(width: number): RowShape {
  if (width >= 940) return 'table';
  return width >= 560 ? 'wide' : 'card';
}

const remPx = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

interface TicketRowsProps {
  tickets: TicketList['tickets'];
  /** The view's query string. */
  url: string;
  placeRef: RefObject<ListPlace>;
  openId: string | null;
  /** Null where nothing can be selected. */
  selecting: Selecting | null;
}

/** The rows of a list of any length: only those in sight are in the page. */
export function TicketRows({ tickets, url, placeRef, openId, selecting }: TicketRowsProps): ReactNode {
  const { names, promises, staff } = useWorkspace();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const shape = shapeOf(useWidth(scroller));
  const rowPx = Math.round(rowRems[shape] * remPx());
  const samePlace = placeRef.current.url === url;
  const [active, setActive] = useState(samePlace ? placeRef.current.index : -1);

  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this component only
  const rows = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    initialOffset: samePlace ? placeRef.current.offset : 0,
    getItemKey: (index) => tickets[index]?.id ?? index,
    // The active row stays in the page however far one scrolls: it has the focus.
    rangeExtractor: (range) => withRow(range, active),
  });
  useLayoutEffect(() => rows.measure(), [rowPx, rows]);
  useListPlace(placeRef, url, rows.scrollOffset ?? 0, active, () => {
    rows.scrollToOffset(0);
    setActive(-1);
  });
  useListKeys({
    tickets,
    active,
    select: selecting?.select ?? null,
    setActive,
    scrollTo: (index) => rows.scrollToIndex(index),
    scroller,
    url,
  });
  useListPainted();

  return (
    <div ref={scroller} className="list-scroller" data-testid="ticket-list">
      <ul
        className={`rows rows-${shape}${selecting ? ' rows-select' : ''}`}
        style={{ height: rows.getTotalSize() }}
        aria-label="Tickets"
      >
        {rows.getVirtualItems().map((item) => {
          const ticket = tickets[item.index];
          return (
            ticket && (
              <TicketRow
                key={item.key}
                ticket={ticket}
                names={names}
                promises={promises}
                now={now}
                top={item.start}
                height={rowPx}
                position={item.index}
                count={tickets.length}
                href={`/tickets/${ticket.id}${url}`}
                open={ticket.id === openId}
                withTeam={staff}
                onFocus={setActive}
                selected={selecting?.ids.has(ticket.id) ?? false}
                onSelect={selecting?.select ?? null}
              />
            )
          );
        })}
      </ul>
    </div>
  );
}

function withRow({ startIndex, endIndex, overscan, count }: Range, index: number): number[] {
  const first = Math.max(0, startIndex - overscan);
  const last = Math.min(count - 1, endIndex + overscan);
  const indexes = Array.from({ length: last - first + 1 }, (_, step) => first + step);
  if (index < 0 || index >= count) return indexes;
  if (index < first) return [index, ...indexes];
  return index > last ? [...indexes, index] : indexes;
}

const paintedMark = 'waypost:list-painted';

/** Marks when tickets were first on the screen, once a page load: the benchmark reads it. */
function useListPainted(): void {
  useEffect(() => {
    if (performance.getEntriesByName(paintedMark).length > 0) return undefined;
    const frame = requestAnimationFrame(() => performance.mark(paintedMark));
    return () => cancelAnimationFrame(frame);
  }, []);
}
