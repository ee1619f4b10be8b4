import { useMemo, useState, type ReactNode } from 'react';
import { roles } from '../../../shared/model/directory.ts';
import { isStaff, may, permissions } from '../../../shared/rules/permissions.ts';
import { rowKey } from '../../../shared/model/rows.ts';
import { csvOf } from '../../../shared/lib/csv.ts';
import { mutate } from '../../mutate.ts';
import { useLastSeen } from '../../queries/last-seen.ts';
import { BackToSettings } from '../components/back-to-settings.tsx';
import { Glyph } from '../components/glyph.tsx';
import { WaitingMark } from '../components/marks.tsx';
import { useKeep } from '../components/toasts.tsx';
import { WideTable } from '../components/wide-table.tsx';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords, roleLabels } from '../words/labels.ts';
import { fieldTime } from '../words/local-time.ts';
import { permissionWords } from '../words/permission-words.ts';
import { reviewRows, reviewTable, seenWords, type ReviewRow } from '../words/review.ts';
import { fullTime } from '../words/time-words.ts';
import '../styles/review.css';

/** Who may do what, for the yearly review: everybody with role, teams and when they were last here, to be taken along. */
export function ReviewScreen(): ReactNode {
  const { directory, account } = useWorkspace();
  const seen = useLastSeen();
  const [everybody, setEverybody] = useState(false);
  const keep = useKeep();
  const day = fieldTime(useNow()).slice(0, 10);
  const rows = useMemo(() => reviewRows(directory, seen), [directory, seen]);
  const shown = everybody ? rows : rows.filter(({ role }) => isStaff(role));
  const file = csvOf(reviewTable(shown, (at) => new Date(at).toISOString()));
  return (
    <section className="pane settings review" aria-labelledby="review-title">
      <title>Who may do what – Waypost</title>
      <header>
        <BackToSettings />
        <h1 id="review-title">Who may do what</h1>
        <p>
          {countWords(shown.length, 'person', 'people')} of {account.tenant.name}. Look through them once a
          year: who has left, who has another role by now, who was never here.
        </p>
      </header>
      <div className="review-tools">
        <label className="settings-check">
          <input
            type="checkbox"
            checked={everybody}
            onChange={(event) => setEverybody(event.target.checked)}
          />
          Requesters too
        </label>
        <a
          className="button"
          download={`who-may-do-what-${account.tenant.slug}-${day}.csv`}
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(file)}`}
          onClick={() =>
            void keep(mutate('export.note', { what: 'people', format: 'csv', count: shown.length }))
          }
        >
          <Glyph name="install" />
          Export as CSV
        </a>
      </div>
      <People rows={shown} />
      <Roles />
    </section>
  );
}

function People({ rows }: { rows: readonly ReviewRow[] }): ReactNode {
  const { directory } = useWorkspace();
  return (
    <WideTable label="People" columns={['Name', 'Role', 'Teams', 'Leads', 'Active', 'Last seen']}>
      {rows.map((row) => (
        <tr key={row.id} className={row.active ? undefined : 'review-gone'} data-testid="review-row">
          <th scope="row">
            <span dir="auto">{row.name}</span>
            {directory.waiting.has(rowKey({ kind: 'person', id: row.id })) && <WaitingMark />}
            <small>{row.email}</small>
          </th>
          <td>{roleLabels[row.role]}</td>
          <td dir="auto">{row.teams.join(', ') || '–'}</td>
          <td dir="auto">{row.leads.join(', ') || '–'}</td>
          <td>{row.active ? 'yes' : 'no'}</td>
          <td>{seenWords(row, fullTime)}</td>
        </tr>
      ))}
    </WideTable>
  );
}

/** The one table of permissions, in words. */
function Roles(): ReactNode {
  return (
    <section aria-labelledby="review-roles">
      <h2 id="review-roles">What each role may do</h2>
      <WideTable label="Roles" columns={['May', ...roles.map((role) => roleLabels[role])]}>
        {permissions.map((permission) => (
          <tr key={permission}>
            <th scope="row">{permissionWords[permission]}</th>
            {roles.map((role) => (
              <td key={role}>{may(role, permission) ? 'yes' : '–'}</td>
            ))}
          </tr>
        ))}
      </WideTable>
    </section>
  );
}
