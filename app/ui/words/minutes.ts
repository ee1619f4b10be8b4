/** The minutes that somebody typed: `90`, `1:30`, `1 h 30`, `1.5 h`, `1,5h`, `45 min`; null where it is none of these. */
export function minutesTyped(typed: string): number | null {
  const text = typed.trim().toLowerCase();
  const clock = /^(\d{1,2}):([0-5]\d)$/.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const plain = /^(\d{1,4})\s*(?:m|min|minutes?)?$/.exec(text);
  if (plain) return Number(plain[1]);
  const both = /^(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:h|hours?)(?:\s*(\d{1,2})\s*(?:m|min|minutes?)?)?$/.exec(text);
  if (!both) return null;
  return Math.round(Number(both[1]?.replace(',', '.')) * 60) + Number(both[2] ?? 0);
}
