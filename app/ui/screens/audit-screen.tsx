import { Fragment, useState, type ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { numberSchema } from '../../../shared/model/ids.ts';
import { exportAudit, useAudit, type Audited, type AuditFormat } from '../../queries/audit.ts';
import { saveAs } from '../../queries/save-as.ts';
import { failure } from '../../queries/why-not.ts';
import { AskState } from '../components/ask-state.tsx';
import { BackToSettings } from '../components/back-to-settings.tsx';
import { Glyph } from '../components/glyph.tsx';
import { HappenedHere } from '../components/happened-here.tsx';
import { PersonPicker } from '../components/person-picker.tsx';
import { useToast } from '../components/toasts.tsx';
import { WideTable } from '../components/wide-table.tsx';
import { useTypedPause } from '../hooks/use-typed-pause.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { notTakenAlongWords } from '../words/ask-words.ts';
import { actionLabel, actionWords, auditDetails, doneWords } from '../words/audit-words.ts';
import { auditQuery, auditUrl, auditViewFrom, type AuditView } from '../words/audit-view.ts';
import { countWords } from '../words/labels.ts';
import { fullTime } from '../words/time-words.ts';
import '../styles/archive.css';
import '../styles/review.css';

/**
 * Who did what, and when: the log of the whole workspace. It is at the office; without a network, what happened to this
 * device's tickets stands in its place.
 */
export function AuditScreen(): ReactNode {
  const { account } = useWorkspace();
  const search = useSearch();
  const [, navigate] = useLocation();
  const view = auditViewFrom(search);
  const change = (part: Partial<AuditView>) => navigate(auditUrl({ ...view, ...part }), { replace: true });
  const asked = useAudit(auditQuery(view));
  return (
    <section className="pane settings review" aria-labelledby="audit-title">
      <title>Audit log – Waypost</title>
      <header>
        <BackToSettings />
        <h1 id="audit-title">Audit log</h1>
        <p>
          Everything done in {account.tenant.name}, and what was refused: changes, sign-ins, exports, looks
          into the archive. Nobody can change or delete an entry.
        </p>
      </header>
      <AuditFilters view={view} onChange={change} />
      <ExportButtons view={view} />
      {asked.rows.length > 0 && (
        <Entries entries={asked.rows} onPerson={(personId) => change({ personId })} />
      )}
      <AskState asked={asked} away="Without a network the log cannot be read">
        It is read by itself when the network is back.
      </AskState>
      {asked.state === 'offline' && asked.rows.length === 0 && <HappenedHere view={view} />}
      {asked.state === 'here' && (
        <p role="status" className="archive-count">
          {asked.rows.length === 0
            ? 'No entry fits.'
            : `${countWords(asked.rows.length, 'entry', 'entries')}${asked.more ? ' so far' : ''}`}
        </p>
      )}
      {asked.state === 'here' && asked.more && (
        <p>
          <button type="button" className="button" onClick={asked.more}>
            Show more
          </button>
        </p>
      )}
    </section>
  );
}

interface FiltersProps {
  view: AuditView;
  onChange: (part: Partial<AuditView>) => void;
}

function AuditFilters({ view, onChange }: FiltersProps): ReactNode {
  const { directory, names } = useWorkspace();
  const [ticket, typeTicket, forgetTicket] = useTypedPause(view.ticket, (text) => onChange({ ticket: text }));
  const half = ticket.trim() !== '' && !numberSchema.safeParse(ticket.trim()).success;
  // Whoever has left is in the log too; of thousands of requesters one is sought by name.
  const people = [...directory.people.values()]
    .filter(({ id, role }) => (role ?? 'user') !== 'user' || id === view.personId)
    .sort((a, b) => a.name.localeCompare(b.name));
  const actions = Object.entries(actionWords).sort((a, b) => a[1].localeCompare(b[1]));
  return (
    <div className="archive-filters" role="search" aria-label="Audit log">
      <label className="archive-filter">
        <span>Person</span>
        <select
          className="input"
          value={view.personId}
          onChange={(event) => onChange({ personId: event.target.value })}
        >
          <option value="">Anyone</option>
          {people.map(({ id, active }) => (
            <option key={id} value={id}>
              {names.person(id)}
              {active === false && ' (left)'}
            </option>
          ))}
        </select>
      </label>
      <div className="archive-filter">
        <PersonPicker
          label="Or anybody by name"
          personId={view.personId || null}
          onPick={(personId) => onChange({ personId })}
        />
      </div>
      <label className="archive-filter">
        <span>Action</span>
        <select
          className="input"
          value={view.action}
          onChange={(event) => onChange({ action: event.target.value })}
        >
          <option value="">Any</option>
          {actions.map(([action, words]) => (
            <option key={action} value={action}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label className="archive-filter">
        <span>Ticket number</span>
        <input
          className="input"
          inputMode="numeric"
          placeholder="202611-0007"
          maxLength={20}
          aria-invalid={half || undefined}
          value={ticket}
          onChange={(event) => typeTicket(event.target.value)}
        />
      </label>
      {(['from', 'until'] as const).map((key) => (
        <label key={key} className="archive-filter">
          <span>{key === 'from' ? 'From' : 'Until'}</span>
          <input
            className="input"
            type="date"
            value={view[key]}
            onChange={(event) => onChange({ [key]: event.target.value })}
          />
        </label>
      ))}
      <label className="settings-check">
        <input
          type="checkbox"
          checked={view.refused === 'yes'}
          onChange={(event) => onChange({ refused: event.target.checked ? 'yes' : '' })}
        />
        Only refused
      </label>
      {auditUrl(view) !== '/settings/audit' && (
        <button
          type="button"
          className="filter-clear"
          onClick={() => {
            forgetTicket();
            onChange(auditViewFrom(''));
          }}
        >
          <Glyph name="close" />
          Clear filters
        </button>
      )}
    </div>
  );
}

/** Takes along what the filters let through, all of it. That is in the log as well. */
function ExportButtons({ view }: { view: AuditView }): ReactNode {
  const { account } = useWorkspace();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const take = async (format: AuditFormat) => {
    setBusy(true);
    try {
      saveAs(await exportAudit(auditQuery(view), format), `audit-${account.tenant.slug}.${format}`);
    } catch (error) {
      toast({ text: notTakenAlongWords(failure(error)) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="review-tools">
      {(['csv', 'jsonl'] as const).map((format) => (
        <button
          key={format}
          type="button"
          className="button"
          disabled={busy}
          onClick={() => void take(format)}
        >
          <Glyph name="install" />
          Export as {format === 'csv' ? 'CSV' : 'JSON lines'}
        </button>
      ))}
    </div>
  );
}

function Entries({
  entries,
  onPerson,
}: {
  entries: readonly Audited[];
  onPerson: (personId: string) => void;
}): ReactNode {
  return (
    <WideTable label="Entries" columns={['When', 'Who', 'What', 'On', 'Details']} wide>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} onPerson={onPerson} />
      ))}
    </WideTable>
  );
}

function Entry({ entry, onPerson }: { entry: Audited; onPerson: (personId: string) => void }): ReactNode {
  const { names } = useWorkspace();
  const { at, actorId, action, refused } = entry;
  const done = doneWords(entry);
  return (
    <tr data-testid="audit-row" data-action={action}>
      <td>
        {fullTime(at)}
        {done !== null && <small className="audit-done">{done}</small>}
      </td>
      <td>
        {actorId === null ? (
          'Waypost'
        ) : (
          <button
            type="button"
            className="link-button"
            title="Only this person"
            onClick={() => onPerson(actorId)}
          >
            <bdi>{names.person(actorId)}</bdi>
          </button>
        )}
      </td>
      <td>
        {actionLabel(action)}
        {refused !== null && <strong className="audit-refused">refused: {refused}</strong>}
      </td>
      <td>
        <About entry={entry} />
      </td>
      <td className="audit-details" dir="auto">
        {auditDetails(entry, names).map((line) => (
          <span key={line}>{line}</span>
        ))}
      </td>
    </tr>
  );
}

/** Every ticket that it was about, or whom. */
function About({ entry }: { entry: Audited }): ReactNode {
  const { names } = useWorkspace();
  const { tickets, more, subject, subjectId } = entry;
  if (tickets.length)
    return (
      <>
        {tickets.map(({ id, number, title }, nth) => (
          <Fragment key={id}>
            {nth > 0 && ', '}
            <Link href={`/tickets/${id}`}>{number ?? title}</Link>
          </Fragment>
        ))}
        {more && ' and more'}
      </>
    );
  return subject === 'person' && subjectId ? <bdi>{names.person(subjectId)}</bdi> : '–';
}
