import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useHappenedHere, type Happened } from '../../queries/happened-here.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { auditQuery, type AuditView } from '../words/audit-view.ts';
import { eventWords } from '../words/event-words.ts';
import type { Names } from '../words/names.ts';
import { fullTime } from '../words/time-words.ts';
import { WideTable } from './wide-table.tsx';

function happenedWords({ what }: Happened, names: Names): string {
  switch (what.kind) {
    case 'made':
      return 'filed it';
    case 'said':
      return what.internal ? 'wrote an internal note' : 'replied';
    case 'event':
      return eventWords(what.event, names);
  }
}

/** What this device can tell of the log by itself: the last that happened to its tickets. */
export function HappenedHere({ view }: { view: AuditView }): ReactNode {
  const { names } = useWorkspace();
  const { personId, ticket, from, until } = auditQuery(view);
  const happened = useHappenedHere({ personId, ticket, from, until });
  return (
    <section aria-labelledby="happened-title" data-testid="happened-here">
      <h2 id="happened-title">What happened to the tickets on this device</h2>
      <p>
        From their timelines, the latest first. Sign-ins, settings, exports and what was refused are at the
        office only
        {(view.action || view.refused) && ': filtering by action, or for what was refused, waits until then'}.
      </p>
      {happened?.length === 0 && <p role="status">Nothing on this device fits.</p>}
      {happened !== undefined && happened.length > 0 && (
        <WideTable label="What happened here" columns={['When', 'Who', 'What', 'On']}>
          {happened.map((one) => (
            <tr key={one.id} data-testid="happened-row">
              <td>{fullTime(one.at)}</td>
              <td>{one.actorId === null ? 'Waypost' : <bdi>{names.person(one.actorId)}</bdi>}</td>
              <td dir="auto">
                {happenedWords(one, names)}
                {one.what.kind === 'event' && one.what.event.reason && <q>{one.what.event.reason}</q>}
              </td>
              <td>
                <Link href={`/tickets/${one.ticket.id}`}>{one.ticket.number ?? one.ticket.title}</Link>
              </td>
            </tr>
          ))}
        </WideTable>
      )}
    </section>
  );
}
