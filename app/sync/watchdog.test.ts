import { expect, test } from 'vitest';
import { calm, judge, SILENT_MS, STUCK_MS, type Finding, type Look, type Watch } from './watchdog.ts';

// D7: what the watchdog says to a story of looks, each fifteen seconds after the last.

const LOOK_MS = 15_000;

function tell(looks: Partial<Look>[], from: Watch = calm): { findings: Finding[]; watch: Watch } {
  let watch = from;
  const findings = looks.map((look) => {
    const judged = judge(watch, { oldest: 'a', free: true, elapsedMs: LOOK_MS, ...look });
    watch = judged.watch;
    return judged.finding;
  });
  return { findings, watch };
}
const times = (count: number, look: Partial<Look> = {}): Partial<Look>[] =>
  Array.from({ length: count }, () => look);
const full = STUCK_MS / LOOK_MS;

test('what does not move for five minutes although it could is stuck; again after five more', () => {
  const { findings } = tell(times(2 * full + 1));
  expect(findings.flatMap((finding, i) => (finding === 'stuck' ? [i] : []))).toEqual([full, 2 * full]);
});

test('offline, signed out or told to wait is not stuck, however long', () => {
  expect(tell(times(10_000, { free: false })).findings).not.toContain('stuck');
});

test('time before the network came back does not count', () => {
  const { findings } = tell([...times(1_000, { free: false }), ...times(full - 2)]);
  expect(findings).not.toContain('stuck');
});

test('a slow drain is none: each change that leaves starts the count anew', () => {
  const looks = Array.from({ length: 20 * full }, (_, i) => ({
    oldest: `change ${Math.floor(i / (full - 1))}`,
  }));
  expect(tell(looks).findings).not.toContain('stuck');
});

test('a machine that slept for a day was not stuck for a day', () => {
  expect(tell([{}, { elapsedMs: 86_400_000 }, {}]).findings).not.toContain('stuck');
});

test('after a remedy, the first change that leaves is said once', () => {
  const { findings } = tell([...times(full + 1), { oldest: 'b' }, { oldest: 'b' }, { oldest: null }]);
  expect(findings.slice(-3)).toEqual(['moving-again', 'waiting', 'calm']);
});

test('a storage that does not answer for a minute is silent; one that answers again is calm', () => {
  const looks = times(SILENT_MS / LOOK_MS, { oldest: undefined });
  expect(tell(looks).findings.at(-1)).toBe('silent');
  expect(tell(looks.slice(1)).findings).not.toContain('silent');
  expect(tell([...looks.slice(1), {}, ...looks.slice(1)]).findings).not.toContain('silent');
});
