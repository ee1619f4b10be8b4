/**
 * A server that asks for longer than a day is asked again after a day all the same: a slip of its, or of a proxy in
 * front of it, must not silence a device for good.
 */
const LONGEST_MS = 24 * 60 * 60_000;

/**
 * How long a reply asks to be left alone, in milliseconds; null when it does not say. A date is read against the
 * reply's own `Date`, because this device's clock may be off (RFC 9110, 10.2.3).
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const asked = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(asked)) return bounded(Number(asked) * 1_000);
  const said = Date.parse(headers.get('date') ?? '');
  return bounded(Date.parse(asked) - (Number.isNaN(said) ? nowMs : said));
}

function bounded(ms: number): number | null {
  return ms > 0 ? Math.min(ms, LONGEST_MS) : null;
}
