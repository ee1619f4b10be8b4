import type { BusinessCalendar } from '../../model/business-calendar.ts';
import { settingValue, type Setting } from '../../model/setting.ts';
import type { SlaPolicy, TargetKind } from '../../model/sla-policy.ts';
import type { Ticket } from '../../model/ticket.ts';
import { dueOf, type Due, type SlaFacts } from './due.ts';
import { bestMatch } from './targets.ts';

/** What a tenant promises, out of its settings. */
export interface Promises {
  policies: readonly (SlaPolicy & { id: string })[];
  /** Also those out of use: a policy that names one goes on by it. */
  calendars: ReadonlyMap<string, BusinessCalendar>;
}

export function promisesIn(settings: Iterable<Setting>): Promises {
  const policies: (SlaPolicy & { id: string })[] = [];
  const calendars = new Map<string, BusinessCalendar>();
  for (const setting of settings) {
    const policy = setting.archived ? undefined : settingValue('sla-policy', setting);
    if (policy) policies.push({ ...policy, id: setting.id });
    const calendar = settingValue('calendar', setting);
    if (calendar) calendars.set(setting.id, calendar);
  }
  return { policies, calendars };
}

/** Where the promises of a ticket stand, on the device and on the server alike. */
export function dueOfTicket(
  ticket: Ticket,
  tagIds: readonly string[],
  { policies, calendars }: Promises,
  nowMs: number,
): Record<TargetKind, Due> {
  const policy = bestMatch(policies, { ...ticket, tagIds });
  return dueOf(factsOf(ticket), policy, calendars, nowMs);
}

/** What of a ticket its promises follow from. */
export function factsOf(ticket: Ticket): SlaFacts {
  // Rows that an earlier server sent lack these columns until they come again.
  const { askedAt }: Partial<Ticket> = ticket;
  const history = (ticket.history as Ticket['history'] | undefined) ?? [];
  const breaches = (ticket.breaches as Ticket['breaches'] | undefined) ?? [];
  const resolutions = breaches.filter(({ what }) => what === 'resolution');
  const mistaken = new Set(resolutions.flatMap(({ at, withdrawn }) => (withdrawn ? [at] : [])));
  return {
    ...ticket,
    askedAt: askedAt?.[0] ?? null,
    // An escalation that was withdrawn has never been.
    history: history.filter(([at, status]) => status !== 'escalated' || !mistaken.has(at)),
    breaches: resolutions.flatMap(({ at, priority, withdrawn }) => (withdrawn ? [] : [{ at, priority }])),
  };
}

/** The one promise of several that has to be kept first; one that stands still only where none runs. */
export interface Pressing {
  kind: TargetKind;
  due: Extract<Due, { state: 'running' | 'breached' | 'paused' }>;
}

export function pressingOf(dues: Record<TargetKind, Due>): Pressing | null {
  let first: Pressing | null = null;
  for (const [kind, due] of Object.entries(dues) as [TargetKind, Due][]) {
    if (due.state === 'none' || due.state === 'met') continue;
    if (!first || dueAtOf(due) < dueAtOf(first.due)) first = { kind, due };
  }
  return first;
}

/** What stands still is not due until it goes on. */
export const dueAtOf = (due: Pressing['due']): number =>
  due.state === 'paused' ? Number.POSITIVE_INFINITY : due.dueAt;
