import { useState, type FormEvent, type ReactNode } from 'react';
import type { EventKind } from '../../../shared/model/conversation.ts';
import { appointmentProblem } from '../../../shared/mutations/place.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { cleanLine } from '../words/clean-text.ts';
import { appointmentWords } from '../words/event-words.ts';
import { fieldTime, timeInField } from '../words/local-time.ts';
import { mapAddress } from '../words/map-address.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { FormActions } from './form-actions.tsx';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { PlaceField, type PlaceForm } from './place-field.tsx';
import { useKeep } from './toasts.tsx';

interface WhereAndWhenProps {
  ticket: TicketSummary;
  waiting: ReadonlySet<EventKind>;
  editable: boolean;
}

/** Where the work is and when somebody comes; staff say so, requesters are told. */
export function WhereAndWhen({ ticket, waiting, editable }: WhereAndWhenProps): ReactNode {
  const [asking, setAsking] = useState<'place' | 'appointment' | null>(null);
  const stop = () => setAsking(null);
  const { address, startsAt } = ticket;
  const placed = address !== null || ticket.latitude !== null;
  const edit = (what: 'place' | 'appointment') =>
    editable && (
      <button
        type="button"
        className="icon-button"
        aria-label={`Edit ${what}`}
        data-testid={`edit-${what}`}
        onClick={() => setAsking(what)}
      >
        <Glyph name="edit" />
      </button>
    );
  return (
    <>
      {(placed || editable) && (
        <div>
          <dt>
            Place {waiting.has('place') && <WaitingMark />} {edit('place')}
          </dt>
          <dd dir="auto">
            {placed ? address : <span className="faint">None.</span>}
            <MapLink place={ticket} />
          </dd>
        </div>
      )}
      {(startsAt !== null || editable) && (
        <div>
          <dt>
            Appointment {waiting.has('appointment') && <WaitingMark />} {edit('appointment')}
          </dt>
          <dd>{startsAt === null ? <span className="faint">None.</span> : appointmentWords(ticket)}</dd>
        </div>
      )}
      {asking === 'place' && <PlaceDialog ticket={ticket} onClose={stop} />}
      {asking === 'appointment' && <AppointmentDialog ticket={ticket} onClose={stop} />}
    </>
  );
}

function MapLink({ place }: { place: TicketSummary }): ReactNode {
  const address = mapAddress(place, navigator.userAgent);
  if (address === null) return null;
  // An app is called from where one is; a page goes into a window of its own.
  const apart = address.startsWith('https:') && { target: '_blank', rel: 'noopener noreferrer' };
  return (
    <a className="map-link" href={address} {...apart}>
      <Glyph name="pin" />
      Open in maps
    </a>
  );
}

interface EditProps {
  ticket: TicketSummary;
  onClose: () => void;
}

function PlaceDialog({ ticket, onClose }: EditProps): ReactNode {
  const keep = useKeep();
  const { latitude, longitude } = ticket;
  const [form, setForm] = useState<PlaceForm>({ address: ticket.address ?? '', latitude, longitude });
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const place = { ...form, address: cleanLine(form.address).trim() || null };
    if (await keep(mutate('ticket.set-place', { ticketId: ticket.id, ...place }))) onClose();
  };
  return (
    <Dialog title="Place" testId="place-dialog" onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void save(event)}>
        <PlaceField form={form} change={(part) => setForm((before) => ({ ...before, ...part }))} />
        <FormActions submit="Save" onClose={onClose} />
      </form>
    </Dialog>
  );
}

const HOUR_MS = 3_600_000;

/** By the clock on the person's wall. */
function AppointmentDialog({ ticket, onClose }: EditProps): ReactNode {
  const keep = useKeep();
  const nextHour = Math.ceil(useNow() / HOUR_MS) * HOUR_MS;
  const [startsAt, setStartsAt] = useState(fieldTime(ticket.startsAt ?? nextHour));
  const [endsAt, setEndsAt] = useState(fieldTime(ticket.endsAt ?? (ticket.startsAt ?? nextHour) + HOUR_MS));
  const [problem, setProblem] = useState<string>();
  const put = async (from: number | null, to: number | null) => {
    const made = mutate('ticket.set-appointment', { ticketId: ticket.id, startsAt: from, endsAt: to });
    if (await keep(made)) onClose();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const [from, to] = [timeInField(startsAt), timeInField(endsAt)];
    const wrong = from === null && to === null ? 'Please say when.' : appointmentProblem(from, to)?.message;
    setProblem(wrong);
    if (!wrong) void put(from, to);
  };
  return (
    <Dialog title="Appointment" testId="appointment-dialog" onClose={onClose}>
      <form className="form" noValidate onSubmit={save}>
        <Field label="From">
          {(attributes) => (
            <input
              {...attributes}
              type="datetime-local"
              value={startsAt}
              onChange={(event) => setStartsAt(event.target.value)}
            />
          )}
        </Field>
        <Field label="To" problem={problem}>
          {(attributes) => (
            <input
              {...attributes}
              type="datetime-local"
              value={endsAt}
              onChange={(event) => setEndsAt(event.target.value)}
            />
          )}
        </Field>
        <FormActions submit="Save" onClose={onClose}>
          {ticket.startsAt !== null && (
            <button type="button" className="button button-danger" onClick={() => void put(null, null)}>
              Remove appointment
            </button>
          )}
        </FormActions>
      </form>
    </Dialog>
  );
}
