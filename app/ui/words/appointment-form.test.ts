import { expect, test } from 'vitest';
import { appointmentFormOf, appointmentShown, appointmentTyped, nextHour } from './appointment-form.ts';
import { followed } from './followed-form.ts';

const at = (text: string): number => new Date(text).getTime();
const none = { startsAt: null, endsAt: null };
const offered = nextHour(at('2026-11-24T13:20'));

test('where there is none the next hour is offered, and written as it is shown', () => {
  const shown = appointmentShown(appointmentFormOf(none), offered);
  expect(shown).toEqual({ startsAt: '2026-11-24T14:00', endsAt: '2026-11-24T15:00' });
  expect(appointmentTyped(shown, none)).toEqual({
    startsAt: at('2026-11-24T14:00'),
    endsAt: at('2026-11-24T15:00'),
  });
});

test('what nobody touched is written as it stands by now, to the second (M3)', () => {
  const began = { startsAt: at('2026-11-24T14:00:30'), endsAt: at('2026-11-24T16:00:30') };
  const stands = { startsAt: at('2026-11-25T09:00:10'), endsAt: at('2026-11-25T10:00:10') };
  const typed = { ...appointmentFormOf(began), endsAt: '2026-11-25T12:00' };
  const { form, meanwhile } = followed(appointmentFormOf(began), typed, appointmentFormOf(stands));
  expect(meanwhile).toEqual(['endsAt']);
  expect(appointmentTyped(appointmentShown(form, offered), stands)).toEqual({
    startsAt: stands.startsAt,
    endsAt: at('2026-11-25T12:00'),
  });
});

test('a field that was emptied says nothing, whatever is offered', () => {
  const shown = appointmentShown({ startsAt: '', endsAt: null }, offered);
  expect(appointmentTyped(shown, none).startsAt).toBeNull();
});
