import { isActive, type Status, type Ticket } from '../../model/ticket.ts';

/** `[fromMs, toMs)`; without end where it still lasts. */
export interface Period {
  fromMs: number;
  toMs: number;
}

interface StatusFacts extends Pick<Ticket, 'createdAt' | 'status' | 'resolvedAt'> {
  history: readonly (readonly [atMs: number, status: Status])[];
}

/**
 * When from a moment on a ticket was in a status that counts, neighbours joined; the last has no end where it is in one.
 * What the ticket says stands before what its history says: its status is the last one, and where it is done it has been
 * since `resolvedAt`. (An import brings these two and no history.)
 */
export function periodsOf(
  facts: StatusFacts,
  startAt: number,
  counts: (status: Status) => boolean,
): Period[] {
  const periods: Period[] = [];
  const spans = spansOf(facts);
  for (const [i, [atMs, status]] of spans.entries()) {
    const fromMs = Math.max(atMs, startAt);
    const toMs = spans[i + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    if (toMs <= fromMs || !counts(status)) continue;
    const last = periods.at(-1);
    if (last?.toMs === fromMs) last.toMs = toMs;
    else periods.push({ fromMs, toMs });
  }
  return periods;
}

/** In which status since when, from the creation on. */
function spansOf({ createdAt, status, resolvedAt, history }: StatusFacts): [atMs: number, status: Status][] {
  const spans = history.map(([atMs, was], i): [number, Status] => [i === 0 ? createdAt : atMs, was]);
  if (!spans.length) spans.push([createdAt, 'new']);
  if (isActive(status) || resolvedAt === null) {
    const [lastAt] = spans.pop() ?? [createdAt];
    return [...spans, [lastAt, status]];
  }
  const lastActive = spans.findLastIndex(([, was]) => isActive(was));
  const before = spans.slice(0, lastActive + 1).filter(([atMs]) => atMs < resolvedAt);
  return [
    ...(before.length ? before : [[createdAt, 'new'] satisfies [number, Status]]),
    [resolvedAt, status],
  ];
}
