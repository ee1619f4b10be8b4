import type { Target } from '../../../shared/model/sla-policy.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

/**
 * In what a target is counted. A day of working time is none of these: it has as many hours as the calendar gives that
 * day, and would be another length on a Friday than on a Monday.
 */
export const units = {
  minutes: { ms: MINUTE_MS, business: false, one: 'minute' },
  hours: { ms: HOUR_MS, business: false, one: 'hour' },
  days: { ms: DAY_MS, business: false, one: 'day' },
  'working-minutes': { ms: MINUTE_MS, business: true, one: 'working minute' },
  'working-hours': { ms: HOUR_MS, business: true, one: 'working hour' },
} as const satisfies Record<string, { ms: number; business: boolean; one: string }>;
export type Unit = keyof typeof units;
export const unitNames = Object.keys(units) as [Unit, ...Unit[]];

/** A target as it is typed; nothing is promised where no amount stands. */
export interface AmountForm {
  amount: string;
  unit: Unit;
}

/** A target in its largest unit of which there is a whole number; in minutes where there is none. */
export function amountOf({ targetMs, business }: Target): AmountForm {
  const fitting = unitNames.filter((unit) => units[unit].business === business);
  const unit = fitting.findLast((one) => targetMs % units[one].ms === 0) ?? fitting[0] ?? 'minutes';
  return { amount: String(targetMs / units[unit].ms), unit };
}

/** Undefined where nothing is promised; NaN where what was typed is no number. */
export function targetOfAmount({ amount, unit }: AmountForm): Target | undefined {
  const typed = amount.trim().replace(',', '.');
  if (typed === '') return undefined;
  const { ms, business } = units[unit];
  return { targetMs: /^\d+(\.\d+)?$/.test(typed) ? Math.round(Number(typed) * ms) : Number.NaN, business };
}

/** `4 hours`, `1 working hour`, `90 minutes`; of an odd length the nearest tenth. */
export function targetWords(target: Target): string {
  const { amount, unit } = amountOf(target);
  const count = Math.round(Number(amount) * 10) / 10;
  return `${count.toLocaleString('en')} ${units[unit].one}${count === 1 ? '' : 's'}`;
}
