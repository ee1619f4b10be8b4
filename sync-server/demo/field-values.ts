import type { FieldContent } from '../../shared/mutations/field.ts';
import type { LocalMutation } from '../sync/local-replica.ts';
import type { Random } from './random.ts';
import type { DemoTicket } from './tickets.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Values of Nordlicht's own fields where they make sense, set shortly after each ticket came in. */
export function fieldValues(
  random: Random,
  tickets: readonly DemoTicket[],
  nowMs: number,
  fieldIdOf: (key: string) => string,
): LocalMutation[] {
  return tickets.flatMap((ticket) => {
    const { args } = ticket;
    return valuesOf(random, ticket, nowMs).map(([key, value]): LocalMutation => ({
      name: 'field.set',
      uid: '',
      at: Math.min(nowMs, Math.round(args.createdAt + random.between(2, 25) * MINUTE_MS)),
      args: { ticketId: args.id, fieldId: fieldIdOf(key), value },
    }));
  });
}

function valuesOf(
  random: Random,
  { fault, site, args }: DemoTicket,
  nowMs: number,
): [string, FieldContent][] {
  const values: [string, FieldContent][] = [];
  if (random.chance(0.35))
    values.push(['asset', `${site.kind.charAt(0).toUpperCase()}-${random.between(1000, 9999).toFixed(0)}`]);
  if (fault.tags.includes('warranty')) values.push(['warranty', true]);
  if (random.chance(0.2)) {
    values.push([
      'access',
      site.kind === 'office' ? 'Key at reception' : random.pick(['Open', 'Night guard', 'Escort needed']),
    ]);
  }
  if (fault.category === 'Inspections' && args.status !== 'new') {
    const next = nowMs + random.between(20, 340) * DAY_MS;
    values.push(['next_inspection', new Date(next).toISOString().slice(0, 10)]);
  }
  if (fault.tags.includes('power') && random.chance(0.4))
    values.push(['meter_reading', Math.round(random.between(4_000, 96_000))]);
  return values;
}
