/**
 * The calendar month under which a ticket is numbered: 202611. In UTC, so that every server and device agrees.
 */
export function monthOf(timeMs: number): number {
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock: the time is passed in
  const date = new Date(timeMs);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}

export function nextMonth(month: number): number {
  return month % 100 === 12 ? month + 89 : month + 1;
}
