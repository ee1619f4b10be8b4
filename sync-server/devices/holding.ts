import type { Dot } from '../../shared/clock/dot.ts';
import { covers, unpack } from '../../shared/clock/vector.ts';
import type { Holding } from '../../shared/protocol/device.ts';
import type { DeviceReport } from '../db/devices.ts';
import type { FoldedReplica } from '../db/sync/folded.ts';

/** What happened to a ticket, by dots, and who of its authors has folded out of vectors since (SPEC E1). */
export interface Touched {
  dots: readonly Dot[];
  folded: readonly Pick<FoldedReplica, 'ord' | 'epoch'>[];
  /** When the last of it reached the server; null: nobody knows. */
  at: number | null;
}

/**
 * What a device has of a ticket, by the vector it named last: all of it as it is now, something, or nothing. Never more than
 * is certain: what a device has got since it last asked, it does not count as having.
 */
export function holdingOf(
  report: Pick<DeviceReport, 'vector' | 'epoch' | 'heldAt' | 'wholeAt'> | null,
  { dots, folded, at }: Touched,
): { holding: Holding; since: number | null } {
  if (!report?.vector || !dots.length) return { holding: 'none', since: null };
  const vector = unpack(report.vector);
  const epoch = report.epoch ?? 0;
  const has = (dot: Dot): boolean =>
    covers(vector, dot) || folded.some((one) => one.ord === dot[0] && one.epoch <= epoch);
  const count = dots.filter(has).length;
  if (count < dots.length) return { holding: count > 0 ? 'part' : 'none', since: null };
  const since = at === null ? undefined : report.wholeAt.find((moment) => moment >= at);
  return { holding: 'all', since: since ?? report.heldAt };
}
