import type { Dot } from '../../shared/clock/dot.ts';
import { covers, unpack } from '../../shared/clock/vector.ts';
import type { Holding } from '../../shared/protocol/device.ts';
import type { Grants } from '../../shared/rules/scopes.ts';
import type { DeviceReport, Given, GivenTo } from '../db/devices.ts';
import type { FoldedReplica } from '../db/sync/folded.ts';

/** What happened to a ticket, by dots, and who of its authors has folded out of vectors since (SPEC E1). */
export interface Touched {
  dots: readonly Dot[];
  folded: readonly Pick<FoldedReplica, 'ord' | 'epoch'>[];
  /** When the last of it reached the server; null: nobody knows. */
  at: number | null;
}

/**
 * In which ways somebody has come to see a ticket that they work on: each a list of what a device must have been told to hold
 * it. Who is in its team holds it whichever teams' tickets agents see: that this has changed takes it from nobody.
 */
export function waysTo(
  { role: name, limitedTo }: Pick<Grants, 'role' | 'limitedTo'>,
  { role, policy, membership }: GivenTo,
): Given[][] {
  if (name === 'admin') return [[role]];
  return [
    ...(limitedTo ? [] : [policy ? [role, policy] : [role]]),
    ...(membership ? [[role, membership]] : []),
  ];
}

/**
 * What a device has of a ticket, by the vector it named last: all of it as it is now, something, or nothing. Never more than
 * is certain: what a device has got since it last asked, it does not count as having; nor what it was not told that its person
 * may see. `ways`: see `waysTo`.
 */
export function holdingOf(
  report: Pick<DeviceReport, 'vector' | 'epoch' | 'heldAt' | 'wholeAt'> | null,
  { dots, folded, at }: Touched,
  ways: readonly Given[][],
): { holding: Holding; since: number | null } {
  if (!report?.vector || !dots.length) return { holding: 'none', since: null };
  const vector = unpack(report.vector);
  const epoch = report.epoch ?? 0;
  const has = (dot: Dot): boolean =>
    covers(vector, dot) || folded.some((one) => one.ord === dot[0] && one.epoch <= epoch);
  const told = ways.filter((way) => way.every(({ dot }) => has(dot)));
  if (!told.length) return { holding: 'none', since: null };
  const count = dots.filter(has).length;
  if (count < dots.length) return { holding: count > 0 ? 'part' : 'none', since: null };
  const toldAt = Math.min(...told.map((way) => Math.max(...way.map((given) => given.at ?? 0))));
  const since = at === null ? undefined : report.wholeAt.find((moment) => moment >= Math.max(at, toldAt));
  return { holding: 'all', since: since ?? report.heldAt };
}
