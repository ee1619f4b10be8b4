import { useState, type FormEvent, type ReactNode } from 'react';
import { appointmentProblem } from '../../../shared/mutations/place.ts';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useEntryForm } from '../hooks/use-entry-form.ts';
import { useNow } from '../hooks/use-now.ts';
import {
  appointmentFormOf,
  appointmentFormSchema,
  appointmentShown,
  appointmentTyped,
  nextHour,
} from '../words/appointment-form.ts';
import { fullTime } from '../words/time-words.ts';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';
import { MomentField } from './moment-field.tsx';
import { useKeep } from './toasts.tsx';

interface AppointmentDialogProps {
  ticket: TicketSummary;
  onClose: () => void;
}

/** When somebody comes. */
export function AppointmentDialog({ ticket, onClose }: AppointmentDialogProps): ReactNode {
  const keep = useKeep();
  const now = useNow();
  const { id: ticketId, startsAt, endsAt } = ticket;
  // Where one was taken away under an open form, no other is offered in its place.
  const [offered] = useState(() => (startsAt === null ? nextHour(now) : { startsAt: '', endsAt: '' }));
  const { form, change, told, leave } = useEntryForm(
    {
      field: `appointment:${ticketId}`,
      ticketId,
      standing: appointmentFormOf(ticket),
      schema: appointmentFormSchema,
    },
    onClose,
  );
  const shown = appointmentShown(form, offered);
  const [problem, setProblem] = useState<string>();
  const put = async (from: number | null, to: number | null) => {
    const args = { ticketId, startsAt: from, endsAt: to };
    const asItStands = from === startsAt && to === endsAt;
    if (asItStands || (await keep(mutate('ticket.set-appointment', args)))) leave();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { startsAt: from, endsAt: to } = appointmentTyped(shown, ticket);
    const wrong = from === null && to === null ? 'Please say when.' : appointmentProblem(from, to)?.message;
    setProblem(wrong);
    if (!wrong) void put(from, to);
  };
  return (
    <Dialog title="Appointment" testId="appointment-dialog" onClose={onClose}>
      <form className="form" noValidate onSubmit={save}>
        <MomentField
          label="From"
          told={told('startsAt', startsAt === null ? '' : fullTime(startsAt))}
          value={shown.startsAt}
          onValue={(typed) => change({ startsAt: typed })}
        />
        <MomentField
          label="To"
          told={told('endsAt', endsAt === null ? '' : fullTime(endsAt))}
          problem={problem}
          value={shown.endsAt}
          onValue={(typed) => change({ endsAt: typed })}
        />
        <FormActions submit="Save" onClose={leave}>
          {startsAt !== null && (
            <button type="button" className="button button-danger" onClick={() => void put(null, null)}>
              Remove appointment
            </button>
          )}
        </FormActions>
      </form>
    </Dialog>
  );
}
