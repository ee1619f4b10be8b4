import MarkdownIt, { type StateBlock, type StateInline, type Token } from 'markdown-it';
import { mentionedBy } from '../../../shared/rules/mentions.ts';
import { isSafeAddress } from './link-address.ts';
import { webAddressAt } from './link-parts.ts';

type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;
type InlineRule = (state: StateInline, silent: boolean) => boolean;

/** Quotes count one, lists two. What is nested deeper stays as it was typed. */
const maxBlockLevel = 10;
const maxTableColumns = 12;
const maxTableCells = 400;

const md = new MarkdownIt('default', { html: false, linkify: false, typographer: false });
// A mention is a link too; the tree makes a name of it, and it leads nowhere.
md.validateLink = (href) => isSafeAddress(href) || mentionedBy(href) !== undefined;

// What somebody typed is never swallowed: no definitions and no titles of links that are shown nowhere, no entities turned
// into something else; and a line of dashes under a sentence (a signature, say) does not make it a heading. Pictures
// become links, in the tree.
md.block.ruler.disable(['reference', 'lheading']);
md.inline.ruler.disable(['entity', 'image']);
md.helpers = {
  ...md.helpers,
  parseLinkTitle: () => ({ ok: false, can_continue: false, pos: 0, str: '', marker: 0 }),
};
md.core.ruler.disable(['linkify', 'replacements', 'smartquotes']);

/** Puts a rule of the parser's under a condition: where that fails, the lines are an ordinary paragraph. */
function restrict(
  name: string,
  alt: string[],
  may: (state: StateBlock, line: number, end: number) => boolean,
): void {
  // The library drops what is nested too deep instead, and has no limit for a table's cells that a screen could bear.
  const rule = builtIn(name);
  md.block.ruler.at(
    name,
    (state, line, end, silent) => may(state, line, end) && rule(state, line, end, silent),
    { alt },
  );
}

/** The library offers no way to its rules by name: the one that is new once only `name` is switched on. */
function builtIn(name: string): BlockRule {
  const plain = new MarkdownIt('zero');
  plain.block.ruler.enableOnly([name]);
  const [rule] = plain.block.ruler.getRules('') as BlockRule[];
  if (!rule) throw new Error(`the Markdown parser has no rule ${name}`);
  return rule;
}

const notTooDeep = (state: StateBlock) => state.level < maxBlockLevel;
restrict('blockquote', ['paragraph', 'blockquote', 'list'], notTooDeep);
restrict('list', ['paragraph', 'blockquote'], notTooDeep);
restrict('table', ['paragraph'], (state, line, end) => notTooDeep(state) && fitsTable(state, line, end));

/**
 * Short rows are filled up to the width of the first: a few thousand characters could make millions of cells. Of longer
 * ones the library drops the rest, so those make no table either. Asked at every line, so what is cheap comes first.
 */
function fitsTable(state: StateBlock, line: number, end: number): boolean {
  const columns = cellsOf(state, line);
  if (columns > maxTableColumns || line + 1 >= end || cellsOf(state, line + 1) !== columns) return false;
  const lastRow = line + Math.floor(maxTableCells / columns);
  let after = line + 2;
  while (after < end && !state.isEmpty(after)) {
    if (after > lastRow) return false;
    after += 1;
  }
  for (let row = line + 2; row < after; row += 1) if (cellsOf(state, row) > columns) return false;
  return true;
}

/** At least as many cells as the library will see. */
function cellsOf(state: StateBlock, line: number): number {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  const last = state.skipSpacesBack(state.eMarks[line] ?? 0, start) - 1;
  let inner = 1;
  for (let at = start + 1; at < last; at += 1) if (state.src.charCodeAt(at) === 124 /* | */) inner += 1;
  return inner;
}

/** A line break is a line break, with the indentation after it. */
const lineBreak: InlineRule = (state, silent) => {
  if (state.src[state.pos] !== '\n') return false;
  if (!silent) state.pending += '\n';
  state.pos += 1;
  return true;
};

/** Only what would be a mark can be escaped: the backslashes of `\\server\share` and `C:\.config` stay. */
const escaped: InlineRule = (state, silent) => {
  const next = state.src[state.pos + 1] ?? '';
  if (state.src[state.pos] !== '\\' || state.pos + 1 >= state.posMax || !'*_~`[]<>#|'.includes(next))
    return false;
  if (!silent) {
    const token = state.push('text_special', '', 0);
    token.content = next;
    token.info = 'escape';
  }
  state.pos += 2;
  return true;
};

/** A bare web address, before its underscores and stars are taken for marks. Found at its colon, where text stops. */
const bareAddress: InlineRule = (state, silent) => {
  if (silent || state.linkLevel > 0 || state.src[state.pos] !== ':') return false;
  const scheme = /https?$/i.exec(state.pending.slice(-5))?.[0];
  if (!scheme) return false;
  const address = webAddressAt(state.src, state.pos - scheme.length);
  const href = md.normalizeLink(address);
  const end = state.pos - scheme.length + address.length;
  if (end > state.posMax || !isSafeAddress(href)) return false;
  state.pending = state.pending.slice(0, -scheme.length);
  const open = state.push('link_open', 'a', 1);
  open.attrs = [['href', href]];
  open.markup = 'linkify';
  state.push('text', '', 0).content = address;
  state.push('link_close', 'a', -1);
  state.pos = end;
  return true;
};

md.inline.ruler.at('newline', lineBreak);
md.inline.ruler.at('escape', escaped);
md.inline.ruler.at('linkify', bareAddress);

/**
 * Markdown as tokens (CommonMark with tables and strikethrough, with the departures above). Raw HTML is text. Time and
 * number of tokens grow about linearly with the text, whatever it is.
 */
export function markdownTokens(source: string): Token[] {
  return md.parse(source, {});
}
