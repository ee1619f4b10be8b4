import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { TicketList } from '../../queries/types.ts';
import { FilterBar } from '../components/filter-bar.tsx';
import { Glyph } from '../components/glyph.tsx';
import { lazyPart, Part } from '../components/part.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { TicketRows } from '../components/ticket-rows.tsx';
import type { ListViewState } from '../hooks/use-list-view.ts';
import type { ListPlace } from '../hooks/use-list-place.ts';
import { useSelection, useSelectionKeys } from '../hooks/use-selection.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import { clearedView, isFiltered, viewTitle } from '../words/list-view.ts';

/** The bar of what can be done to many at once. */
export const loadBulkBar = () => import('../components/bulk-bar.tsx');
const BulkBar = lazyPart(() => loadBulkBar().then((module) => module.BulkBar));

interface TicketListScreenProps {
  list: TicketList;
  listView: ListViewState;
  place: ListPlace;
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
  const { me, staff } = useWorkspace();
  const selection = useSelection(list.tickets);
  const selecting = staff ? selection : null;
  useSelectionKeys(selecting);
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
        <SearchBox
          id={searchId}
          value={listView.view.search}
          onChange={(search) => listView.change({ search })}
        />
        <FilterBar listView={listView} counts={list.statusCounts} asked={list.asked} />
        {list.filling && <Filling total={list.total} />}
      </header>
      {found > 0 ? (
        <TicketRows
          tickets={list.tickets}
          url={listView.url}
          place={props.place}
          openId={props.openId}
          selecting={selecting}
        />
      ) : (
        <NoRows list={list} listView={listView} />
      )}
      {selection.tickets.length > 0 && (
        <Part fallback={<div className="bulk-bar" />}>
          <BulkBar selecting={selection} found={found} />
        </Part>
      )}
    </section>
  );
}

function foundWords(found: number, total: number): string {
  return found === total
    ? countWords(total, 'ticket')
    : `${found.toLocaleString('en')} of ${countWords(total, 'ticket')}`;
}

function Filling({ total }: { total: number }): ReactNode {
  return (
    <div className="filling">
      <progress aria-label="First delivery" />
      <p>
        Bringing your tickets to this device: {countWords(total, 'ticket')} so far. You can start working.
      </p>
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
            : 'No ticket is waiting for work. Resolved and closed ones come with another choice of status.'}
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
        {filtered && listView.view.search.trim() && (
          <Link href={`/archive?words=${encodeURIComponent(listView.view.search.trim())}`} className="button">
            Look in the archive
          </Link>
        )}
      </div>
    );
  }
  return (
    <div className="empty">
      <Glyph name="tickets" />
      <h2>No tickets yet</h2>
      <p>
        {staff
          ? 'File the first one, or wait for a requester to write.'
          : 'When something needs fixing, tell us here.'}
      </p>
      <Link href="/new" className="button button-main">
        New ticket
      </Link>
    </div>
  );
}
