/** What `results.json` is a list of. `ratio` is value to floor; both null where a floor means nothing. */
export interface Result {
  name: string;
  value: number;
  unit: 'ms' | 'µs' | 'bytes' | '×' | 'count';
  floor: number | null;
  ratio: number | null;
  goal?: Goal;
  met?: boolean;
  /** Smallest and largest of the repetitions. */
  spread?: [least: number, most: number];
  runs?: number;
  note?: string;
}

/** Upper bounds; or what a count must be `exactly`, which no machine and no load excuses. */
export interface Goal {
  value?: number;
  ratio?: number;
  exactly?: number;
}

interface Measured {
  name: string;
  unit: Result['unit'];
  samples: readonly number[];
  /** Samples of the floor, taken in the same run. */
  floor?: readonly number[];
  goal?: Goal;
  note?: string;
}

/** The median of the repetitions against the median of the floor. */
export function result({ name, unit, samples, floor, goal, note }: Measured): Result {
  const value = median(samples);
  return judged({
    name,
    value,
    unit,
    floor: floor ? median(floor) : null,
    spread: [Math.min(...samples), Math.max(...samples)],
    runs: samples.length,
    ...(goal && { goal }),
    ...(note !== undefined && { note }),
  });
}

/** A single figure, such as a percentile of many samples or a count of bytes. */
export function figure(
  name: string,
  value: number,
  unit: Result['unit'],
  rest: { goal?: Goal; note?: string; runs?: number; spread?: [number, number] } = {},
): Result {
  return judged({ name, value, unit, floor: null, ...rest });
}

function judged(raw: Omit<Result, 'ratio' | 'met'>): Result {
  const ratio = raw.floor === null ? null : round(raw.value / raw.floor);
  const { goal } = raw;
  const within =
    goal &&
    (goal.value === undefined || raw.value <= goal.value) &&
    (goal.exactly === undefined || raw.value === goal.exactly) &&
    (goal.ratio === undefined || (ratio !== null && ratio <= goal.ratio));
  const { spread } = raw;
  return {
    ...raw,
    value: round(raw.value),
    floor: raw.floor === null ? null : round(raw.floor),
    ...(spread && { spread: [round(spread[0]), round(spread[1])] as [number, number] }),
    ratio,
    ...(within !== undefined && { met: within }),
  };
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** By rank, without interpolation above the median: a percentile is a sample that happened. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  const found = sorted[rank];
  if (found === undefined) throw new Error('no samples');
  return found;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** The results as a table for people. */
export function table(results: readonly Result[]): string {
  const rows = results.map((r) => [
    r.name,
    words(r.value, r.unit),
    r.spread ? `${words(r.spread[0], r.unit)} – ${words(r.spread[1], r.unit)}` : '',
    r.floor === null ? '' : words(r.floor, r.unit),
    r.ratio === null ? '' : `${r.ratio.toFixed(2)}×`,
    goalWords(r),
    r.met === undefined ? '' : r.met ? 'met' : 'missed',
  ]);
  const head = ['benchmark', 'value', 'spread', 'floor', 'ratio', 'goal', ''];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

/** One line: how many of the goals were met, and which were not. */
export function goalsLine(results: readonly Result[]): string {
  const set = results.filter(({ met }) => met !== undefined);
  const missed = set.filter(({ met }) => !met);
  const names = missed.map((one) => (isCounted(one) ? `${one.name} (counted: wrong)` : one.name));
  const end = names.length ? `; missed: ${names.join(', ')}` : '';
  return `${set.length - missed.length} of ${set.length} goals met${end}.`;
}

/** Counts that are not what they must be: an error, where a time that missed its goal is only slow. */
export function wrongCounts(results: readonly Result[]): Result[] {
  return results.filter((one) => isCounted(one) && !one.met);
}

const isCounted = ({ goal }: Result): boolean => goal?.exactly !== undefined;

function words(value: number, unit: Result['unit']): string {
  if (unit === 'bytes')
    return value < 10_000 ? `${Math.round(value)} B` : `${(value / 1000).toFixed(value < 1e6 ? 1 : 0)} kB`;
  if (unit === 'count') return String(value);
  if (unit === 'µs') return `${value.toFixed(1)} µs`;
  return unit === '×' ? `${value.toFixed(2)}×` : `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

function goalWords({ goal, unit }: Result): string {
  if (!goal) return '';
  const parts = [];
  if (goal.value !== undefined) parts.push(`≤ ${words(goal.value, unit)}`);
  if (goal.ratio !== undefined) parts.push(`≤ ${goal.ratio}×`);
  if (goal.exactly !== undefined) parts.push(`= ${words(goal.exactly, unit)}`);
  return parts.join(', ');
}
