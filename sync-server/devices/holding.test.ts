import { describe, expect, test } from 'vitest';
import { holdingOf, waysTo } from './holding.ts';
import { isWorthNoting, thinned } from './report.ts';

const MINUTE_MS = 60_000;

describe('what a device has of a ticket, by the vector it named last (A2)', () => {
  const report = { vector: [1, 5, 7, 3], epoch: 2, heldAt: 900, wholeAt: [100, 500, 900] };
  const touched = { dots: [[1, 4], [7, 3]] as const, folded: [], at: 400 }; // prettier-ignore

  test.each([
    ['all of it', touched, { holding: 'all', since: 500 }],
    ['an earlier state', { ...touched, dots: [[1, 4], [7, 4]] }, { holding: 'part', since: null }],
    ['nothing', { ...touched, dots: [[8, 1]] }, { holding: 'none', since: null }],
    ['by an author who folded before its epoch', { ...touched, dots: [[9, 1]], folded: [{ ord: 9, epoch: 2 }] }, { holding: 'all', since: 500 }],
    ['by one who folded after', { ...touched, dots: [[9, 1]], folded: [{ ord: 9, epoch: 3 }] }, { holding: 'none', since: null }],
    ['touched since it last had everything', { ...touched, at: 950 }, { holding: 'all', since: 900 }],
    ['touched nobody knows when', { ...touched, at: null }, { holding: 'all', since: 900 }],
  ] as const)('%s', (_name, about, held) => {
    expect(holdingOf(report, about, [[]])).toEqual(held);
  }); // prettier-ignore

  test('one that never said where it stands has nothing', () => {
    expect(holdingOf(null, touched, [[]])).toEqual({ holding: 'none', since: null });
    expect(holdingOf({ ...report, vector: null }, touched, [[]])).toEqual({ holding: 'none', since: null });
  });

  const start = { dot: [1, 1], at: null } as const;
  const heard = { dot: [7, 3], at: 600 } as const;
  const unheard = { dot: [7, 4], at: 950 } as const;
  const all = { role: 'agent', limitedTo: null } as const;
  const own = { role: 'agent', limitedTo: ['t'] } as const;
  const none = { holding: 'none', since: null };
  test.each([
    ['all see it, from the start', all, { role: start }, { holding: 'all', since: 500 }],
    ['promoted, and told so', all, { role: heard }, { holding: 'all', since: 900 }],
    ['promoted, and not told yet', all, { role: unheard }, none],
    ['an admin whatever agents see', { role: 'admin' }, { role: start, policy: unheard }, { holding: 'all', since: 500 }],
    ['put into the team, and told so', own, { role: start, policy: start, membership: heard }, { holding: 'all', since: 900 }],
    ['put into the team, and not told yet', own, { role: start, policy: start, membership: unheard }, none],
    ['all see it now, and that was told', all, { role: start, policy: heard }, { holding: 'all', since: 900 }],
    ['all see it now, and that was not told', all, { role: start, policy: unheard }, none],
    ['all see it now, but in its team all along', all, { role: start, policy: unheard, membership: start }, { holding: 'all', since: 500 }],
    ['all see it now, in its team only since', all, { role: start, policy: heard, membership: unheard }, { holding: 'all', since: 900 }],
    ['only teams see it now, in its team all along', own, { role: start, policy: unheard, membership: start }, { holding: 'all', since: 500 }],
  ] as const)('never before it was told: %s', (_name, grants, given, held) => {
    expect(holdingOf(report, touched, waysTo(grants, given))).toEqual(held);
  }); // prettier-ignore
});

describe('when it is written down', () => {
  const known = { heardAt: 0, digest: 'a', isWhole: true };
  const asking = { isWhole: false, told: undefined };
  const told = { kind: 'phone', name: 'x', app: '1', unsent: 0, oldestAt: null, usedBytes: null, quotaBytes: null } as const; // prettier-ignore
  test.each([
    ['never before', undefined, { ...asking, digest: 'a', at: 0 }, true],
    ['something new within the minute', known, { ...asking, digest: 'b', told, at: 49_000 }, false],
    [
      'caught up within the minute',
      { ...known, isWhole: false },
      { ...asking, digest: 'b', isWhole: true, at: 1 },
      true,
    ],
    ['whole again within the minute', known, { ...asking, digest: 'b', isWhole: true, at: 1 }, false],
    ['something new after it', known, { ...asking, digest: 'b', at: MINUTE_MS }, true],
    ['something to tell after it', known, { ...asking, digest: 'a', told, at: MINUTE_MS }, true],
    ['nothing new after it', known, { ...asking, digest: 'a', at: 4 * MINUTE_MS }, false],
    ['nothing new for long', known, { ...asking, digest: 'a', at: 5 * MINUTE_MS }, true],
  ] as const)('%s', (_name, before, asking, noted) => {
    expect(isWorthNoting(before, asking)).toBe(noted);
  });

  test('moments become fewer the longer ago, the earliest of each span stays, and there are never many', () => {
    let kept: number[] = [];
    const year = 120 * 24 * 60;
    for (let minute = 0; minute < year; minute += 7)
      kept = thinned([...kept, minute * MINUTE_MS], minute * MINUTE_MS);
    expect(kept.length).toBeLessThan(160);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    const now = kept.at(-1) ?? 0;
    expect(kept.filter((at) => now - at <= 60 * MINUTE_MS)).toHaveLength(9);
    expect(now - (kept[0] ?? 0)).toBeLessThanOrEqual(90 * 24 * 60 * MINUTE_MS);
  });
});
