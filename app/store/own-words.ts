/** More comparisons than this are not made: what is so long and so different is told apart word by word. */
const CELLS_MAX = 16_000_000;

/**
 * What a person typed into a text that was there before them: the words of `text` that are not of `before`, in their
 * order, each run on a line of its own. A word they changed is theirs; what they only left standing is not. (A longest
 * common subsequence over words, so that text moved by cut and paste counts as typed.)
 */
export function ownWords(before: string, text: string): string {
  const old = wordsOf(before);
  const now = wordsOf(text);
  const common = commonWords(old, now);
  const runs: string[] = [];
  let open = false;
  now.forEach((word, i) => {
    if (!common.has(i)) runs.push(open ? (runs.pop() ?? '') + word.whole : word.whole);
    open = !common.has(i);
  });
  return runs
    .map((run) => run.trim())
    .filter(Boolean)
    .join('\n');
}

/** A word with the space and the punctuation after it; compared without them. */
interface Word {
  bare: string;
  whole: string;
}

const between = /^[\s\p{P}]+$/u;

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const part of partsOf(text)) {
    const last = words.at(-1);
    if (last && between.test(part)) last.whole += part;
    else words.push({ bare: part.trim(), whole: part });
  }
  return words;
}

/** By the rules of every script, also of those that write no spaces; where a browser does not know them, by letters. */
function partsOf(text: string): Iterable<string> {
  if (typeof Intl.Segmenter === 'undefined') return text;
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text);
  return Array.from(segments, ({ segment }) => segment);
}

/** The places in `now` of the words that stood in `old`. */
function commonWords(old: readonly Word[], now: readonly Word[]): ReadonlySet<number> {
  const common = new Set<number>();
  const same = (i: number, j: number): boolean => old[i]?.bare === now[j]?.bare;
  let head = 0;
  while (head < old.length && head < now.length && same(head, head)) common.add(head++);
  let tail = 0;
  const rest = Math.min(old.length, now.length) - head;
  while (tail < rest && same(old.length - 1 - tail, now.length - 1 - tail))
    common.add(now.length - 1 - tail++);
  const rows = old.length - head - tail;
  const columns = now.length - head - tail;
  if (rows * columns > CELLS_MAX) {
    const known = new Set(old.map(({ bare }) => bare));
    now.forEach(({ bare }, i) => known.has(bare) && common.add(i));
    return common;
  }
  // lengths[i][j]: how many words the rests from i and from j have in common, in order.
  const width = columns + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = same(head + i, head + j)
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (same(head + i, head + j)) {
      common.add(head + j);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return common;
}
