const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time in its largest unit that says enough: `12 min`, `5 h`, `3 d`. */
export function spanWords(ms: number): string {
  const span = Math.abs(ms);
  if (span < minuteMs) return 'under 1 min';
  if (span < hourMs) return `${Math.floor(span / minuteMs)} min`;
  if (span < dayMs) return `${Math.floor(span / hourMs)} h`;
  if (span < 21 * dayMs) return `${Math.floor(span / dayMs)} d`;
  if (span < 60 * dayMs) return `${Math.floor(span / (7 * dayMs))} wk`;
  if (span < 730 * dayMs) return `${Math.floor(span / (30 * dayMs))} mo`;
  return `${Math.floor(span / (365 * dayMs))} y`;
}

/** How long ago; times ahead of this device's clock (another device's clock was wrong) read as now. */
export function agoWords(at: number, now: number): string {
  return now - at < minuteMs ? 'just now' : `${spanWords(now - at)} ago`;
}

/** How soon it is: overdue needs somebody now, soon within four hours. */
export type Urgency = 'overdue' | 'soon' | 'later';

export function deadlineWords(deadline: number, now: number): { words: string; urgency: Urgency } {
  const left = deadline - now;
  if (left < 0) return { words: `overdue ${spanWords(left)}`, urgency: 'overdue' };
  return { words: `due in ${spanWords(left)}`, urgency: left < 4 * hourMs ? 'soon' : 'later' };
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** Date and time in the person's own zone and habit. */
export function fullTime(at: number): string {
  return full.format(at);
}

const day = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

/** When something was said or done: how long ago within a day, the date after that. */
export function momentWords(at: number, now: number): string {
  if (now - at < dayMs) return agoWords(at, now);
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? day.format(at) : full.format(at);
}

/** The time alone on the same day, date and time otherwise. */
export function nearTime(at: number, now: number): string {
  return new Date(at).toDateString() === new Date(now).toDateString() ? clock.format(at) : full.format(at);
}
