import * as z from 'zod/mini';
import { fieldTime, momentTyped } from './local-time.ts';

/** When somebody comes, in milliseconds since 1970. */
interface Appointment {
  startsAt: number | null;
  endsAt: number | null;
}

/** An appointment as it is typed; null where nothing stands and nobody has typed. */
export const appointmentFormSchema = z.object({
  startsAt: z.nullable(z.string()),
  endsAt: z.nullable(z.string()),
});
export type TypedAppointment = z.infer<typeof appointmentFormSchema>;

export function appointmentFormOf({ startsAt, endsAt }: Appointment): TypedAppointment {
  return {
    startsAt: startsAt === null ? null : fieldTime(startsAt),
    endsAt: endsAt === null ? null : fieldTime(endsAt),
  };
}

/** What is offered where there is none: the hour that begins next. */
export function nextHour(now: number): { startsAt: string; endsAt: string } {
  const hourMs = 3_600_000;
  // Of the person's own clock, which may go by half hours.
  const hour = new Date(now).setMinutes(0, 0, 0);
  const at = hour < now ? hour + hourMs : hour;
  return { startsAt: fieldTime(at), endsAt: fieldTime(at + hourMs) };
}

/** What the fields show: what was typed or stands, else what is offered. */
export const appointmentShown = (form: TypedAppointment, offered: { startsAt: string; endsAt: string }) => ({
  startsAt: form.startsAt ?? offered.startsAt,
  endsAt: form.endsAt ?? offered.endsAt,
});

/** The moments that the fields say; what nobody touched as it stands, to the second. */
export const appointmentTyped = (
  shown: { startsAt: string; endsAt: string },
  stands: Appointment,
): Appointment => ({
  startsAt: momentTyped(shown.startsAt, stands.startsAt),
  endsAt: momentTyped(shown.endsAt, stands.endsAt),
});
