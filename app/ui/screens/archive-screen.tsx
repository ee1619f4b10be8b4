import { useRef, type ReactNode, type RefObject } from 'react';
import { Link, useLocation, useRoute, useSearch } from 'wouter';
import { limits } from '../../../shared/model/limits.ts';
import { daysIn } from '../../../shared/model/policy.ts';
import { priorities, type Priority } from '../../../shared/model/ticket.ts';
import { useArchive, type ArchivedSummary } from '../../queries/archive.ts';
import { ArchivedTicketView, fromArchive } from '../components/archived-ticket.tsx';
import { AskState } from '../components/ask-state.tsx';
import { Glyph } from '../components/glyph.tsx';
import { PriorityMark } from '../components/marks.tsx';
import { PersonPicker } from '../components/person-picker.tsx';
import { When } from '../components/when.tsx';
import { useKeys } from '../hooks/use-keys.ts';
import { useNow } from '../hooks/use-now.ts';
import { useTypedPause } from '../hooks/use-typed-pause.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import {
  archiveQuery,
  archiveUrl,
  archiveViewFrom,
  isNarrowed,
  type ArchiveView,
} from '../words/archive-view.ts';
import { leftStaffOf, staffOf, toSeekBy } from '../words/choices.ts';
import { countWords, priorityLabels } from '../words/labels.ts';
import '../styles/archive.css';

/** What has been closed for long: at the office, found by asking. */
export function ArchiveScreen(): ReactNode {
  const [, ticket] = useRoute('/archive/:id');
  return ticket ? <ArchivedTicketView key={ticket.id} id={ticket.id} /> : <ArchiveList />;
}

function ArchiveList(): ReactNode {
  const { staff, directory } = useWorkspace();
  const search = useSearch();
  const [, navigate] = useLocation();
  const view = archiveViewFrom(search);
  const change = (part: Partial<ArchiveView>) =>
    navigate(archiveUrl({ ...view, ...part }), { replace: true });
  const asked = useArchive(archiveQuery(view));
  const list = useRef<HTMLOListElement>(null);
  useListWalk(list);
  const days = countWords(daysIn('archive-after-days', directory.policies.get('archive-after-days')), 'day');
  const after = staff ? `${days} after the last that happened to them` : 'some time after they were closed';
  return (
    <section className="pane archive" aria-labelledby="archive-title">
      <title>Archive – Waypost</title>
      <header>
        <h1 id="archive-title">Archive</h1>
        <p>
          Closed tickets come here {after}. They are kept at the office, and searched there: numbers, titles,
          descriptions, addresses, fields, the requester’s name, and all that was said.
        </p>
      </header>
      <ArchiveFilters view={view} onChange={change} />
      {asked.rows.length > 0 && (
        <ol
          className="archive-list"
          ref={list}
          aria-label="Tickets in the archive"
          data-testid="archive-list"
        >
          {asked.rows.map((one) => (
            <Row key={one.id} ticket={one} />
          ))}
        </ol>
      )}
      <AskState asked={asked} away="Without a network the archive cannot be searched">
        It is searched by itself when the network is back. What was closed lately is on this device:{' '}
        <Link href="/?status=closed">closed tickets</Link>.
      </AskState>
      {asked.state === 'here' && (
        <p role="status" className="archive-count">
          {asked.rows.length === 0
            ? isNarrowed(view)
              ? 'Nothing in the archive fits.'
              : 'Nothing is in the archive yet.'
            : `${countWords(asked.rows.length, 'ticket')}${asked.more ? ' so far' : ''}`}
        </p>
      )}
      {asked.state === 'here' && asked.rows.length === 0 && (
        <p>
          What was closed lately is not here yet, but on this device:{' '}
          <Link href="/?status=closed">closed tickets</Link>.
        </p>
      )}
      {asked.state === 'here' && asked.more && (
        <button type="button" className="button" onClick={asked.more}>
          Show more
        </button>
      )}
    </section>
  );
}

function Row({ ticket }: { ticket: ArchivedSummary }): ReactNode {
  const now = useNow();
  const { names } = useWorkspace();
  const { id, number, title, priority, requester, assignee, teamId, closedAt } = ticket;
  const holder = assignee ?? (teamId && !names.teamless ? names.team(teamId) : null);
  return (
    <li>
      <Link href={`/archive/${id}`} state={fromArchive} className="archive-row" data-testid="archive-row">
        <span className="ticket-number">{number}</span>
        <strong dir="auto">{title}</strong>
        <span className="archive-people">
          <bdi>{requester}</bdi>
          {holder && (
            <>
              {' · '}
              <bdi>{holder}</bdi>
            </>
          )}
        </span>
        <PriorityMark priority={priority} />
        <span className="archive-closed">
          closed <When at={closedAt} now={now} />
        </span>
      </Link>
    </li>
  );
}

function ArchiveFilters({
  view,
  onChange,
}: {
  view: ArchiveView;
  onChange: (part: Partial<ArchiveView>) => void;
}): ReactNode {
  const { staff, directory } = useWorkspace();
  // Every search is a question to the office, and logged there: it is asked at a pause.
  const [words, typeWords, forgetWords] = useTypedPause(view.words, (text) => onChange({ words: text }));
  const choose = (key: 'priority' | 'categoryId' | 'teamId' | 'assigneeId', label: string, options: readonly (readonly [string, string])[]) => (
    <label className="archive-filter">
      <span>{label}</span>
      <select
        className="input"
        value={view[key] ?? ''}
        onChange={(event) => onChange({ [key]: (event.target.value || null) as Priority | null })}
      >
        <option value="">Any</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  ); // prettier-ignore
  const named = (rows: readonly { id: string; name: string }[]) =>
    rows.map(({ id, name }) => [id, name] as const);
  return (
    <div className="archive-filters" role="search" aria-label="Archive">
      <label className="archive-filter archive-words">
        <span>Words</span>
        <input
          id="archive-words"
          className="input"
          type="search"
          dir="auto"
          autoComplete="off"
          enterKeyHint="search"
          maxLength={limits.search}
          value={words}
          onChange={(event) => typeWords(event.target.value)}
        />
      </label>
      {choose(
        'priority',
        'Priority',
        priorities.toReversed().map((one) => [one, priorityLabels[one]] as const),
      )}
      {choose('categoryId', 'Category', named(toSeekBy(directory.categories.values())))}
      {staff && choose('teamId', 'Team', named(toSeekBy(directory.teams.values())))}
      {staff && choose('assigneeId', 'Assignee', named([...staffOf(directory), ...leftStaffOf(directory)]))}
      {staff && (
        <div className="archive-filter">
          <PersonPicker
            label="Requester"
            personId={view.requesterId}
            onPick={(requesterId) => onChange({ requesterId })}
          />
          {view.requesterId !== null && (
            <button type="button" className="filter-clear" onClick={() => onChange({ requesterId: null })}>
              <Glyph name="close" />
              Any requester
            </button>
          )}
        </div>
      )}
      {(['from', 'until'] as const).map((key) => (
        <label key={key} className="archive-filter">
          <span>{key === 'from' ? 'Closed from' : 'Closed until'}</span>
          <input
            className="input"
            type="date"
            value={view[key] ?? ''}
            onChange={(event) => onChange({ [key]: event.target.value || null })}
          />
        </label>
      ))}
      {isNarrowed(view) && (
        <button
          type="button"
          className="filter-clear"
          onClick={() => {
            forgetWords();
            onChange(archiveViewFrom(''));
          }}
        >
          <Glyph name="close" />
          Clear filters
        </button>
      )}
    </div>
  );
}

/** j, k and the arrows walk through the rows: the focus goes along, so Enter opens. */
function useListWalk(list: RefObject<HTMLElement | null>): void {
  const walk = (step: number) => () => {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  useKeys({ j: walk(1), ArrowDown: walk(1), k: walk(-1), ArrowUp: walk(-1) });
}
