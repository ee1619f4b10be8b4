import { useEffect, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Link, useLocation } from 'wouter';
import { useVirtualizer, type Range } from '@tanstack/react-virtual';
import type { TicketList } from '../../queries/types.ts';
import { FilterBar } from '../components/filter-bar.tsx';
import { Glyph } from '../components/glyph.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { TicketRow, type RowShape } from '../components/ticket-row.tsx';
import { useKeys } from '../hooks/use-keys.ts';
import type { ListViewState } from '../hooks/use-list-view.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWidth } from '../hooks/use-width.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import { clearedView, isFiltered, viewTitle } from '../words/list-view.ts';

/** Where the reader was in the list, kept while a ticket covers it. */
export interface ListPlace {
  url: string;
  offset: number;
  index: number;
}

interface TicketListScreenProps {
  list: TicketList;
  listView: ListViewState;
  place: RefObject<ListPlace>;
  openId: string | null;
  /** Whether a ticket stands beside it. */
  beside: boolean;
}

const searchId = 'ticket-search';

/** Puts the focus into the search box; false when there is none on the page. */
export function focusSearch(): boolean {
  const box = document.getElementById(searchId);
  if (!(box instanceof HTMLInputElement)) return false;
  box.focus();
  box.select();
  return true;
}

/** The list of tickets with its search and filters. */
export function TicketListScreen(props: TicketListScreenProps): ReactNode {
  const { list, listView, beside } = props;
  const { me } = useWorkspace();
  const title = viewTitle(listView.view, me.role);
  const found = list.tickets.length;
  return (
    <section className="pane list-pane" aria-labelledby="list-title">
      {!beside && <title>{`${title} – Waypost`}</title>}
      <header className="list-head">
        <div className="list-heading">
          <h1 id="list-title">{title}</h1>
          <p role="status">{list.ready && foundWords(found, list.total)}</p>
        </div>
        <SearchBox id={searchId} value={listView.view.search} onChange={(search) => listView.change({ search })} />
        <FilterBar listView={listView} counts={list.statusCounts} />
        {list.filling && <Filling total={list.total} />}
      </header>
      {found > 0 ? <Rows {...props} /> : <NoRows list={list} listView={listView} />}
    </section>
  );
}

function foundWords(found: number, total: number): string {
  return found === total ? countWords(total, 'ticket') : `${found.toLocaleString('en')} of ${countWords(total, 'ticket')}`;
}

function Filling({ total }: { total: number }): ReactNode {
  return (
    <div className="filling">
      <progress aria-label="First delivery" />
      <p>Bringing your tickets to this device: {countWords(total, 'ticket')} so far. You can start working.</p>
    </div>
  );
}

function NoRows({ list, listView }: Pick<TicketListScreenProps, 'list' | 'listView'>): ReactNode {
  const { me, staff } = useWorkspace();
  const filtered = isFiltered(listView.view, me.role);
  if (!list.ready || (list.filling && !filtered)) {
    return <div className="list-waiting" aria-hidden="true" />;
  }
  if (list.total > 0) {
    return (
      <div className="empty">
        <Glyph name="search" />
        <h2>{filtered ? 'No ticket matches' : 'All done here'}</h2>
        <p>
          {filtered
            ? 'Nothing on this device fits this search and these filters.'
            : 'No ticket is waiting for work. Resolved and closed ones are under “All”.'}
        </p>
        {filtered && (
          <button
            type="button"
            className="button button-main"
            onClick={() => listView.change(clearedView(listView.view, me.role))}
          >
            Clear filters
          </button>
        )}
      </div>
    );
  }
  return (
    <div className="empty">
      <Glyph name="tickets" />
      <h2>No tickets yet</h2>
      <p>{staff ? 'File the first one, or wait for a requester to write.' : 'When something needs fixing, tell us here.'}</p>
      <Link href="/new" className="button button-main">
        New ticket
      </Link>
    </div>
  );
}

const rowRems: Readonly<Record<RowShape, number>> = { table: 2.875, wide: 4.25, card: 6.5 };

function shapeOf(width: number): RowShape {
  if (width >= 940) return 'table';
  return width >= 560 ? 'wide' : 'card';
}

const remPx = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;

function Rows({ list, listView, place, openId }: TicketListScreenProps): ReactNode {
  const { names } = useWorkspace();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const shape = shapeOf(useWidth(scroller));
  const rowPx = Math.round(rowRems[shape] * remPx());
  const samePlace = place.current.url === listView.url;
  const [active, setActive] = useState(samePlace ? place.current.index : -1);
  const { tickets } = list;

  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called in this component only
  const rows = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    initialOffset: samePlace ? place.current.offset : 0,
    getItemKey: (index) => tickets[index]?.id ?? index,
    // The active row stays in the page however far one scrolls: it has the focus.
    rangeExtractor: (range) => withRow(range, active),
  });
  useLayoutEffect(() => rows.measure(), [rowPx, rows]);
  useKeepPlace(place, listView.url, rows.scrollOffset ?? 0, active, () => {
    rows.scrollToOffset(0);
    setActive(-1);
  });
  useListKeys({ tickets, active, setActive, scrollTo: (index) => rows.scrollToIndex(index), scroller, url: listView.url });
  useListPainted();

  return (
    <div ref={scroller} className="list-scroller" data-testid="ticket-list">
      <ul className={`rows rows-${shape}`} style={{ height: rows.getTotalSize() }} aria-label="Tickets">
        {rows.getVirtualItems().map((item) => {
          const ticket = tickets[item.index];
          return (
            ticket && (
              <TicketRow
                key={item.key}
                ticket={ticket}
                names={names}
                now={now}
                top={item.start}
                height={rowPx}
                position={item.index}
                count={tickets.length}
                href={`/tickets/${ticket.id}${listView.url}`}
                open={ticket.id === openId}
                onFocus={setActive}
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

/** Remembers where the reader is; another view starts at its top. */
function useKeepPlace(
  place: RefObject<ListPlace>,
  url: string,
  offset: number,
  index: number,
  toTop: () => void,
): void {
  const startOver = useRef(toTop);
  useEffect(() => {
    startOver.current = toTop;
  });
  const shown = useRef(url);
  useEffect(() => {
    if (shown.current !== url) startOver.current();
    shown.current = url;
  }, [url]);
  useEffect(() => {
    place.current = { url, offset, index };
  }, [place, url, offset, index]);
}

interface ListKeys {
  tickets: TicketList['tickets'];
  active: number;
  setActive: (index: number) => void;
  scrollTo: (index: number) => void;
  scroller: RefObject<HTMLElement | null>;
  url: string;
}

/** j, k and the arrows walk through the list; the focus goes along, so Enter opens as on any link. */
function useListKeys({ tickets, active, setActive, scrollTo, scroller, url }: ListKeys): void {
  const [, navigate] = useLocation();
  const wanted = useRef(-1);
  const walk = (step: number) => {
    if (tickets.length === 0) return;
    const next = Math.max(0, Math.min(tickets.length - 1, active + step));
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
    j: () => walk(1),
    ArrowDown: () => walk(1),
    k: () => walk(-1),
    ArrowUp: () => walk(-1),
    Enter: openActive,
  });
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
