/** Local time minus UTC is constant within: local = ms + offsetMs for fromMs ≤ ms < toMs. */
export interface OffsetSpan {
  fromMs: number;
  toMs: number;
  offsetMs: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const part = 'numeric';
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: part,
    month: part,
    day: part,
    hour: part,
    minute: part,
    second: part,
  });
  formats.set(timeZone, made);
  return made;
}

/** Whether this system knows the zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Local time minus UTC at a moment, in milliseconds. Throws a RangeError for a zone this system does not know. */
export function offsetAt(ms: number, timeZone: string): number {
  const wall = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatOf(timeZone).formatToParts(ms)) {
    if (type in wall) wall[type as keyof typeof wall] = Number(value);
  }
  // oxlint-disable-next-line no-restricted-globals -- a calendar, not a clock: the time is passed in
  const local = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return local - Math.floor(ms / 1000) * 1000;
}

const DAY_MS = 86_400_000;

/** Clocks have never been changed twice within less than 7 days since 1970; a longer step would miss a change. */
const STEP_MS = 5 * DAY_MS;
/** How much of a zone is looked through at once: 0.6 ms, and then known. A whole number of steps. */
const CHUNK_MS = 75 * STEP_MS;
/** 1900 and 2200, whole chunks from 1970: before and after, clocks run on as there. */
const [FIRST_CHUNK, LAST_CHUNK] = [-69, 224];

/** What has been looked through of each zone: spans without a hole between them, and the chunks they cover. */
const zones = new Map<string, { first: number; last: number; spans: OffsetSpan[] }>();

/**
 * The stretch around a moment in which a zone's clocks run evenly; it may end early, before the clocks are changed.
 * Throws a RangeError for a zone this system does not know.
 */
export function offsetSpanAt(ms: number, timeZone: string): OffsetSpan {
  const chunk = Math.floor(ms / CHUNK_MS);
  if (chunk < FIRST_CHUNK) {
    const offsetMs = offsetAt(FIRST_CHUNK * CHUNK_MS, timeZone);
    return { fromMs: Number.NEGATIVE_INFINITY, toMs: FIRST_CHUNK * CHUNK_MS, offsetMs };
  }
  if (chunk > LAST_CHUNK) {
    const fromMs = (LAST_CHUNK + 1) * CHUNK_MS;
    return { fromMs, toMs: Number.POSITIVE_INFINITY, offsetMs: offsetAt(fromMs, timeZone) };
  }
  const zone = zones.get(timeZone) ?? { first: chunk, last: chunk, spans: scan(chunk, timeZone) };
  zones.set(timeZone, zone);
  while (zone.last < chunk) zone.spans = joined(zone.spans, scan(++zone.last, timeZone));
  while (zone.first > chunk) zone.spans = joined(scan(--zone.first, timeZone), zone.spans);
  return spanIn(zone.spans, ms);
}

/** The span that holds a moment; they cover it. */
function spanIn(spans: readonly OffsetSpan[], ms: number): OffsetSpan {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle] as OffsetSpan).fromMs <= ms) low = middle;
    else high = middle - 1;
  }
  return spans[low] as OffsetSpan;
}

/** The spans of one chunk: looked at step by step, and where two steps differ halved down to the second. */
function scan(chunk: number, timeZone: string): OffsetSpan[] {
  const end = (chunk + 1) * CHUNK_MS;
  const spans: OffsetSpan[] = [];
  let fromMs = chunk * CHUNK_MS;
  let offsetMs = offsetAt(fromMs, timeZone);
  for (let step = fromMs; step < end; step += STEP_MS) {
    const next = offsetAt(step + STEP_MS, timeZone);
    if (next === offsetMs) continue;
    let [before, after] = [step, step + STEP_MS];
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (offsetAt(middle, timeZone) === offsetMs) before = middle;
      else after = middle;
    }
    spans.push({ fromMs, toMs: after, offsetMs });
    [fromMs, offsetMs] = [after, next];
  }
  if (fromMs < end) spans.push({ fromMs, toMs: end, offsetMs });
  return spans;
}

/** Two neighbouring lists as one, without a seam where the offset is the same. */
function joined(left: OffsetSpan[], right: OffsetSpan[]): OffsetSpan[] {
  const [last, first] = [left.at(-1), right[0]];
  if (!last || !first || last.offsetMs !== first.offsetMs) return [...left, ...right];
  return [...left.slice(0, -1), { ...last, toMs: first.toMs }, ...right.slice(1)];
}
