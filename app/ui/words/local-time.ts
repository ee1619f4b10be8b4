const two = (part: number): string => `${part}`.padStart(2, '0');

/** A moment as a field of date and time shows it, by the clock on the person's wall: `2026-11-24T14:00`. */
export function fieldTime(at: number): string {
  const date = new Date(at);
  const day = `${`${date.getFullYear()}`.padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment that such a field says; null while it says none. */
export function timeInField(text: string): number | null {
  if (!/^\d{4,}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}

/** A moment as it was, unless somebody has typed another: a field shows no seconds. */
export const momentTyped = (typed: string, shown: number | null): number | null =>
  shown !== null && typed === fieldTime(shown) ? shown : timeInField(typed);
