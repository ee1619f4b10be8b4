import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { TicketList } from '../../queries/types.ts';
import type { Selecting } from '../hooks/use-selection.ts';
import { useListKeys } from '../hooks/use-list-keys.ts';
import { useListPlace, type ListPlace } from '../hooks/use-list-place.ts';
import { useStuckFiles } from '../../queries/stuck-files.ts';
import { useNow } from '../hooks/use-now.ts';
import { useRowWindow } from '../hooks/use-row-window.ts';
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
  place: ListPlace;
  openId: string | null;
  /** Null where nothing can be selected. */
  selecting: Selecting | null;
}

/** The rows of a list of any length: only those in sight are in the page. */
export function TicketRows({ tickets, url, place, openId, selecting }: TicketRowsProps): ReactNode {
  const { names, promises, staff } = useWorkspace();
  const now = useNow();
  const stuck = useStuckFiles();
  const scroller = useRef<HTMLDivElement>(null);
  const shape = shapeOf(useWidth(scroller));
  const rowPx = Math.round(rowRems[shape] * remPx());
  const [begin] = useState(() => place.in(url));
  const [active, setActive] = useState(begin.index);

  const rows = useRowWindow(scroller, {
    count: tickets.length,
    rowPx,
    kept: active,
    offset: begin.offset,
  });
  useListPlace(place, scroller, { url, index: active }, () => {
    rows.toTop();
    setActive(-1);
  });
  useListKeys({
    tickets,
    active,
    select: selecting?.select ?? null,
    setActive,
    scrollTo: rows.scrollTo,
    scroller,
    url,
  });
  useListPainted();

  return (
    <div ref={scroller} className="list-scroller" data-testid="ticket-list">
      <ul
        className={`rows rows-${shape}${selecting ? ' rows-select' : ''}`}
        style={{ height: tickets.length * rowPx }}
        aria-label="Tickets"
      >
        {rows.indexes.map((index) => {
          const ticket = tickets[index];
          return (
            ticket && (
              <TicketRow
                key={ticket.id}
                ticket={ticket}
                stuck={stuck?.[ticket.id]?.length ?? 0}
                names={names}
                promises={promises}
                now={now}
                top={index * rowPx}
                height={rowPx}
                position={index}
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

const paintedMark = 'waypost:list-painted';

/** Marks when tickets were first on the screen, once a page load: the benchmark reads it. */
function useListPainted(): void {
  useEffect(() => {
    if (performance.getEntriesByName(paintedMark).length > 0) return undefined;
    const frame = requestAnimationFrame(() => performance.mark(paintedMark));
    return () => cancelAnimationFrame(frame);
  }, []);
}
