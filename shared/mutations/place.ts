import * as z from 'zod/mini';
import { idSchema, timeSchema } from '../model/ids.ts';
import { limits } from '../model/limits.ts';
import { refusal, type Refusal } from '../rules/refusal.ts';
import { defineMutation } from './mutation.ts';
import { checkPosition, placeShape } from './position.ts';
import { ticketRef } from './ticket-access.ts';
import { change } from './ticket.ts';

const DAY_MS = 86_400_000;

/** Says where the work is: an address, a position, both, or neither any more. */
export const setPlace = defineMutation({
  name: 'ticket.set-place',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    ...placeShape,
  }),
  reads: (args) => [ticketRef(args.ticketId)],
  plan(input) {
    const { address, latitude, longitude } = input.args;
    const columns = { address, latitude, longitude };
    return change(
      input,
      'tickets:edit',
      'place',
      (ticket) => ({
        columns,
        oldValue: { address: ticket.address, latitude: ticket.latitude, longitude: ticket.longitude },
        newValue: columns,
      }),
      () => checkPosition(columns),
    );
  },
});

/** Says when somebody comes: a window with a beginning and an end, or none any more. */
export const setAppointment = defineMutation({
  name: 'ticket.set-appointment',
  version: 1,
  schema: z.strictObject({
    ticketId: idSchema,
    startsAt: z.nullable(timeSchema),
    endsAt: z.nullable(timeSchema),
  }),
  reads: (args) => [ticketRef(args.ticketId)],
  plan(input) {
    const { startsAt, endsAt } = input.args;
    const columns = { startsAt, endsAt };
    return change(
      input,
      'tickets:edit',
      'appointment',
      (ticket) => ({
        columns,
        oldValue: { startsAt: ticket.startsAt, endsAt: ticket.endsAt },
        newValue: columns,
      }),
      () => appointmentProblem(startsAt, endsAt),
    );
  },
});

/** What is wrong with a window of time for an appointment; undefined when nothing is. */
export function appointmentProblem(startsAt: number | null, endsAt: number | null): Refusal | undefined {
  if (startsAt === null && endsAt === null) return undefined;
  if (startsAt === null || endsAt === null)
    return refusal('bad-value', 'An appointment has a beginning and an end.', { endsAt: 'incomplete' });
  if (endsAt <= startsAt)
    return refusal('bad-value', 'An appointment ends after it begins.', { endsAt: 'too early' });
  if (endsAt - startsAt > limits.appointmentDays * DAY_MS)
    return refusal('bad-value', `An appointment is at most ${limits.appointmentDays} days long.`, {
      endsAt: 'too late',
    });
  return undefined;
}
