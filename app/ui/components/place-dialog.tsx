import type { FormEvent, ReactNode } from 'react';
import { mutate } from '../../mutate.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useEntryForm } from '../hooks/use-entry-form.ts';
import {
  placeFormOf,
  placeFormSchema,
  placeToWrite,
  positionIn,
  positionTyped,
} from '../words/place-form.ts';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';
import { PlaceField, type PlaceForm } from './place-field.tsx';
import { useKeep } from './toasts.tsx';

/** Where the work is, as staff say it. */
export function PlaceDialog({ ticket, onClose }: { ticket: TicketSummary; onClose: () => void }): ReactNode {
  const keep = useKeep();
  const { id: ticketId } = ticket;
  const standing = placeFormOf(ticket);
  const { form, change, told, leave } = useEntryForm(
    { field: `place:${ticketId}`, ticketId, standing, schema: placeFormSchema },
    onClose,
  );
  const { address, position } = form;
  const enter = ({ address: typed, latitude, longitude }: Partial<PlaceForm>) =>
    change({
      ...(typed !== undefined && { address: typed }),
      ...(latitude !== undefined &&
        longitude !== undefined && { position: positionTyped(latitude, longitude) }),
    });
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const place = placeToWrite(form, ticket);
    if (!place || (await keep(mutate('ticket.set-place', { ticketId, ...place })))) leave();
  };
  return (
    <Dialog title="Place" testId="place-dialog" onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void save(event)}>
        <PlaceField
          form={{ address, ...positionIn(position) }}
          change={enter}
          told={{ address: told('address'), position: told('position') }}
        />
        <FormActions submit="Save" onClose={leave} />
      </form>
    </Dialog>
  );
}
