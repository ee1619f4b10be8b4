import { expect, test } from 'vitest';
import { limits } from '../../../shared/model/limits.ts';
import { markdownTree, type Block, type Inline } from './markdown-tree.ts';

// What somebody may send to make a message heavy: its size is bounded, so its cost must be, too.

const fill = (pattern: string, length: number) =>
  pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);
const halves = (length: number, first: string, second: string) =>
  fill(first, length / 2) + fill(second, length / 2);

const repeated = [
  ...[
    '[',
    ']',
    '*',
    '_',
    '`',
    '~',
    '>',
    '#',
    '|',
    '<',
    '&',
    '\\',
    '\n',
    ' ',
    '\t',
    ':',
    '!',
    '(',
    ')',
    '-',
    '+',
    'a',
    '.',
  ],
  ...[
    '*a ',
    '_a ',
    '**a ',
    '*a_ ',
    'a**b',
    '*a**b c* ',
    '*_',
    '***a ',
    '*a***b ',
    '~~a ',
    '~a~~',
    '`a ``b ',
    '> ',
    '> a\n>> b\n',
  ],
  ...[
    '- ',
    '1. ',
    '- a\n\n',
    '- \n',
    '- [ ] a\n',
    '> - ',
    '# a\n',
    ' #',
    'a\n==\n',
    '* * *\n',
    '```\n',
    'a  \n',
    'a \t',
    '\n ',
    '\\\n',
  ],
  ...[
    '](',
    '[](',
    '![',
    '![![',
    '[a](b',
    '[a](<b',
    '[a](\n',
    '[[a](https://a.b)',
    '[a]: b\n',
    '[a]:\n',
    '[^a]',
    '[a](https://a.b)',
  ],
  ...[
    '<a ',
    '<!--',
    '<!a ',
    '<a b="c" ',
    '</a',
    '<div>\n\n',
    '&amp;',
    '&#1;',
    '<https://',
    '<a@b.c>',
    '&',
    '|a|b|\n|-|-|\n',
  ],
  ...[
    'http://',
    'https://a.b ',
    'http://a.',
    '[http://a ',
    'a@',
    'a@b.c ',
    'a.b.',
    '+385 1',
    'tel:(',
    'https://a.b/.*',
    'mailto:',
  ],
];

const built: [string, (length: number) => string][] = [
  ['quotes in quotes', (length) => `${fill('> ', length - 1)}x`],
  [
    'lists in lists',
    (length) => Array.from({ length: Math.sqrt(length) }, (_, i) => `${'  '.repeat(i)}- a`).join('\n'),
  ],
  [
    'ticks of every length',
    (length) => Array.from({ length: Math.sqrt(length) }, (_, i) => '`'.repeat(i + 1)).join(' '),
  ],
  ['emphasis that opens, then closes', (length) => halves(length, '*a ', ' a*')],
  ['emphasis of two kinds', (length) => halves(length, 'a *b ', 'c* ')],
  ['brackets that open, then close', (length) => halves(length, '[', ']')],
  ['links that open, then close', (length) => halves(length, '[', '](https://a.b)')],
  ['references and their uses', (length) => halves(length, '[a]: b\n', '[a]')],
  [
    'a wide table of short rows',
    (length) => `${fill('|a', length / 4)}\n${fill('|-', length / 4)}\n${fill('a\n', length / 2)}`,
  ],
  ['a long table', (length) => `|a|b|\n|-|-|\n${fill('|a|b|\n', length - 14)}`],
  ['tables that are none', (length) => fill(`|a|b|\n|-|-|\n${'|a|\n'.repeat(200)}|1|2|3|4|\n`, length)],
  ['blanks before a word', (length) => `${fill(' ', length - 1)}a`],
  ['blanks between words', (length) => `a${fill(' ', length - 2)}a`],
  ['brackets after an address', (length) => `https://a.b/${fill(')', length)}`],
];

const attacks = [
  ...repeated.map((pattern): [string, (length: number) => string] => [
    JSON.stringify(pattern),
    (length) => fill(pattern, length),
  ]),
  ...built,
];

interface Size {
  nodes: number;
  depth: number;
}

function sizeOf(children: readonly (Block | Inline)[]): Size {
  let nodes = 0;
  let depth = 0;
  for (const child of children) {
    const parts = partsOf(child).map(sizeOf);
    nodes += 1 + parts.length + parts.reduce((sum, part) => sum + part.nodes, 0);
    depth = Math.max(depth, 1 + Math.max(0, ...parts.map((part) => part.depth)));
  }
  return { nodes, depth };
}

function partsOf(node: Block | Inline): readonly (readonly (Block | Inline)[])[] {
  if (node.kind === 'table') return node.rows.flat();
  if (node.kind === 'list') return node.items.map((item) => item.children);
  return 'children' in node ? [node.children] : [];
}

test.each(attacks)('%s, as long as a message may be: few nodes, none deep', (_, attack) => {
  const { nodes, depth } = sizeOf(markdownTree(attack(limits.message)));
  expect(nodes).toBeLessThanOrEqual(7_000);
  expect(depth).toBeLessThanOrEqual(21);
});

/** Of the processor, in milliseconds. */
function workOf(text: string): number {
  const start = process.cpuUsage();
  markdownTree(text);
  return process.cpuUsage(start).user / 1_000;
}

/**
 * How many times more work four times the text is: the least of some looks, each at both lengths side by side. A machine
 * that stumbles spoils some of them; quadratic work takes sixteen times as long in every one.
 */
function growthOf(attack: (length: number) => string): number {
  let least = Infinity;
  for (let look = 0; look < 8 && least >= 11; look += 1) {
    const short = Math.min(workOf(attack(limits.message / 4)), workOf(attack(limits.message / 4)));
    const long = workOf(attack(limits.message));
    // What takes no time at all need not be asked.
    least = Math.min(least, long > 40 ? long / short : 1);
  }
  return least;
}

test.each(attacks)('%s: the work grows about as the text does', (_, attack) => {
  expect(growthOf(attack)).toBeLessThan(11);
});
