import { useState, type ReactNode } from 'react';
import { mutate, newId } from '../../mutate.ts';
import type { TicketDetail } from '../../queries/types.ts';
import { useServerClock } from '../hooks/use-server-clock.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { Checklist } from './checklist.tsx';
import { Glyph } from './glyph.tsx';
import { TimeDialog } from './time-dialog.tsx';
import { TimeEntries } from './time-entries.tsx';
import { useKeep } from './toasts.tsx';
import { Visits } from './visits.tsx';
import '../styles/field-work.css';

/** What is to be done on a ticket, and what was done on the spot: staff's alone. What there is none of takes no room. */
export function FieldWorkSections({ detail }: { detail: TicketDetail }): ReactNode {
  const { ticket, work } = detail;
  const { me, reading } = useWorkspace();
  const [listing, setListing] = useState(false);
  const [timing, setTiming] = useState(false);
  const { checklist, visits, times } = work;
  const isHere = visits.some(({ visit }) => visit.personId === me.id && visit.leftAt === null);
  const showList = listing || checklist.length > 0;
  return (
    <div className="field-work">
      {showList && <Checklist ticketId={ticket.id} entries={checklist} />}
      {visits.length > 0 && <Visits ticketId={ticket.id} entries={visits} />}
      {times.length > 0 && <TimeEntries ticketId={ticket.id} entries={times} />}
      {!reading && (
        <div className="field-actions" role="group" aria-label="Work on the spot">
          {!showList && (
            <button type="button" className="button button-big" onClick={() => setListing(true)}>
              <Glyph name="check" />
              Checklist
            </button>
          )}
          {!isHere && <ArriveButton ticketId={ticket.id} />}
          <button type="button" className="button button-big" onClick={() => setTiming(true)}>
            <Glyph name="clock" />
            Add time
          </button>
        </div>
      )}
      {timing && <TimeDialog ticketId={ticket.id} entry="new" onClose={() => setTiming(false)} />}
    </div>
  );
}

/** Says that one has just come, by the server's clock as far as this device knows it. */
function ArriveButton({ ticketId }: { ticketId: string }): ReactNode {
  const keep = useKeep();
  const serverNow = useServerClock();
  const [busy, setBusy] = useState(false);
  const arrive = () => {
    setBusy(true);
    const args = { ticketId, id: newId(), arrivedAt: serverNow(), leftAt: null, outcome: null, note: '' };
    void keep(mutate('visit.set', { ...args, removed: false })).finally(() => setBusy(false));
  };
  return (
    <button type="button" className="button button-big" disabled={busy} onClick={arrive}>
      <Glyph name="pin" />
      Arrived
    </button>
  );
}
