import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { misplaced, ROOT } from './sabotage-places.ts';
import { sabotages, type Sabotage } from './sabotages.ts';

// Reads files only: whether the simulation catches them is `npm run sabotage`'s to show, for hours.

test('every sabotage finds its one place in the source and leaves it readable', async () => {
  expect(await misplaced(sabotages)).toEqual([]);
});

test('each has a name of its own and a rule that there is', async () => {
  const spec = await readFile(join(ROOT, 'shared/SPEC.md'), 'utf8');
  const rules = new Set([...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, id]) => id));
  expect(sabotages.filter(({ rule }) => !rules.has(rule))).toEqual([]);
  expect(new Set(sabotages.map(({ id }) => id)).size).toBe(sabotages.length);
});

const file = 'e2e/sim/random.ts';
const of = (...edits: [find: string, replace: string][]): Sabotage => ({
  id: 'tried out',
  rule: 'O1',
  bias: 'mixed',
  edits: edits.map(([find, replace]) => ({ file, find, replace })),
});

test.each<[string, Sabotage, RegExp[]]>([
  ['text that is gone', of(['no such text', '']), [/finds 0 places in e2e\/sim\/random\.ts: no such text/]],
  ['text that is there twice', of(['export function', 'function']), [/finds [2-9]\d* places/]],
  [
    'text that an edit before it has taken away',
    of(['export function pick', 'export function choose'], ['export function pick', '']),
    [/finds 0 places/],
  ],
  [
    'text that is put back as it was',
    of(['export function pick', 'export function pick']),
    [/changes nothing/],
  ],
  [
    'source that does not parse any more',
    of(['export function pick', 'export function {']),
    [/leaves .* broken/],
  ],
])('%s is told', async (_what, sabotage, words) => {
  expect(await misplaced([sabotage])).toEqual(words.map((word) => expect.stringMatching(word) as string));
});
