import type { Token } from 'markdown-it';
import { mentionedBy } from '../../../shared/rules/mentions.ts';
import { hiddenAddress, isSafeAddress } from './link-address.ts';
import { linkParts } from './link-parts.ts';
import { markdownTokens } from './markdown-parser.ts';

/** All that a message may be on the screen: there is no node for HTML, pictures, classes, ids or anything that loads. */
export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'em' | 'strong' | 'strike'; children: Inline[] }
  /** Somebody who is called; `children`: the name as it was written. */
  | { kind: 'mention'; personId: string; children: Inline[] }
  /** `address`: where it leads, when its words do not say so. */
  | { kind: 'link'; href: string; address: string | null; children: Inline[] };

export type Block =
  /** `line` is a paragraph that stands close, as in a short list. */
  | { kind: 'paragraph' | 'line'; children: Inline[] }
  | { kind: 'heading'; level: 3 | 4 | 5 | 6; children: Inline[] }
  /** `label`: what stands behind the opening ticks, mostly a language. */
  | { kind: 'code-block'; label: string; text: string }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; ordered: boolean; items: ListItem[] }
  | { kind: 'table'; rows: Inline[][][] }
  | { kind: 'rule' };

/** `number`: as typed, in an ordered list. `done`: whether its task is, null where it is none. */
export interface ListItem {
  number: number | null;
  done: boolean | null;
  children: Block[];
}

const maxInlineDepth = 8;
/** More than any honest message needs; beyond it the text shows as it was typed, so that no message is heavy. */
const maxNodes = 5_000;

/** A message's Markdown as a tree. Never throws; every word that was typed is in it. */
export function markdownTree(source: string): Block[] {
  const tokens = markdownTokens(source);
  if (weightOf(tokens) + addressesIn(source) > maxNodes)
    return [{ kind: 'paragraph', children: [{ kind: 'text', text: source }] }];
  return blocksOf(new Tokens(tokens));
}

/** About how many nodes the tokens will be. */
function weightOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, token) => {
    return sum + weightOf(token.children ?? []) + (token.nesting < 0 || token.type === 'inline' ? 0 : 1);
  }, 0);
}

/** At least as many nodes as bare mail addresses and telephone numbers will make. */
const addressesIn = (source: string): number => 3 * (source.match(/@|\+|tel:/gi)?.length ?? 0);

/** Reads tokens in order; an opening one is followed by its content up to the closing one. */
class Tokens {
  #at = 0;
  readonly #tokens: readonly Token[];
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }
  /** The next one of the present content; undefined at its end, which is passed. */
  next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token && token.nesting >= 0 ? token : undefined;
  }
}

/** Every token up to where the present content ends, by what `read` makes of it. */
function collect<T>(tokens: Tokens, read: (token: Token) => T[]): T[] {
  const found: T[] = [];
  for (let token = tokens.next(); token; token = tokens.next()) found.push(...read(token));
  return found;
}

const blocksOf = (tokens: Tokens): Block[] => collect(tokens, (token) => blockOf(token, tokens));

/** The words of a paragraph, heading or cell, whose opening token was just read. */
const wordsOf = (tokens: Tokens): Inline[] => collect(tokens, (token) => inlineTree(token.children ?? []));

function blockOf(token: Token, tokens: Tokens): Block[] {
  switch (token.type) {
    case 'paragraph_open':
      return [{ kind: token.hidden ? 'line' : 'paragraph', children: wordsOf(tokens) }];
    case 'heading_open':
      return [{ kind: 'heading', level: headingLevel(token.tag), children: wordsOf(tokens) }];
    case 'code_block':
    case 'fence':
      return [{ kind: 'code-block', label: token.info.trim(), text: token.content.replace(/\n$/, '') }];
    case 'blockquote_open':
      return [{ kind: 'quote', children: blocksOf(tokens) }];
    case 'bullet_list_open':
    case 'ordered_list_open': {
      const ordered = token.type === 'ordered_list_open';
      return [{ kind: 'list', ordered, items: collect(tokens, (item) => [itemOf(item, tokens)]) }];
    }
    case 'table_open':
      return [{ kind: 'table', rows: collect(tokens, () => rowsOf(tokens)) }];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return [{ kind: 'paragraph', children: [{ kind: 'text', text: token.content }] }];
  }
}

/** Under the page's title and the heading of the conversation, whatever a message begins with. */
function headingLevel(tag: string): 3 | 4 | 5 | 6 {
  const typed = Number(tag.slice(1));
  return typed === 1 ? 3 : typed === 2 ? 4 : typed === 3 ? 5 : 6;
}

const rowsOf = (tokens: Tokens): Inline[][][] =>
  collect(tokens, () => [collect(tokens, () => [wordsOf(tokens)])]);

function itemOf({ info }: Token, tokens: Tokens): ListItem {
  const children = blocksOf(tokens);
  const first = children[0];
  const start = first && 'children' in first ? first.children[0] : undefined;
  const isWords = first?.kind === 'line' || first?.kind === 'paragraph';
  const task = isWords && start?.kind === 'text' ? /^\[([ xX])\]\s+/.exec(start.text) : null;
  if (task && start?.kind === 'text') start.text = start.text.slice(task[0].length);
  return { number: info === '' ? null : Number(info), done: task ? task[1] !== ' ' : null, children };
}

function inlineTree(tokens: readonly Token[]): Inline[] {
  const root: Inline[] = [];
  /** The contents that are open, outermost first. Marks nested too deep are left out, their words are not. */
  const open = [root];
  let links = 0;
  for (const [i, token] of tokens.entries()) {
    const into = open.at(-1) ?? root;
    if (token.type === 'link_open') links += 1;
    if (token.type === 'link_close') links -= 1;
    if (token.nesting < 0) {
      open.pop();
    } else if (token.nesting > 0) {
      const shallow = open.length <= maxInlineDepth || token.type === 'link_open';
      const wrap = shallow ? wrapOf(token, wordsUpToClose(tokens, i)) : undefined;
      if (wrap) into.push(wrap);
      open.push(wrap ? wrap.children : into);
      if (wrap?.kind === 'link' && isPicture(tokens, i))
        wrap.children.push({ kind: 'text', text: 'Picture: ' });
    } else into.push(...leavesOf(token, links > 0, isPicture(tokens, i + 1)));
  }
  return root;
}

type Wrap = Extract<Inline, { children: Inline[] }>;

function wrapOf(token: Token, words: () => string): Wrap | undefined {
  switch (token.type) {
    case 'em_open':
      return { kind: 'em', children: [] };
    case 'strong_open':
      return { kind: 'strong', children: [] };
    case 's_open':
      return { kind: 'strike', children: [] };
    case 'link_open': {
      const href = String(token.attrGet('href') ?? '');
      const personId = mentionedBy(href);
      if (personId !== undefined) return { kind: 'mention', personId, children: [] };
      // The library makes a link of `[words]()`, too, which would lead to this page.
      if (!isSafeAddress(href)) return undefined;
      const shown = words();
      if (shown.trim() === '')
        return { kind: 'link', href, address: null, children: [{ kind: 'text', text: href }] };
      return { kind: 'link', href, address: hiddenAddress(href, shown), children: [] };
    }
    default:
      return undefined;
  }
}

/** What a link shows: its own words. Links do not nest, so this is read once for each token. */
function wordsUpToClose(tokens: readonly Token[], from: number): () => string {
  return () => {
    let words = '';
    for (let i = from + 1; tokens[i] && tokens[i]?.type !== 'link_close'; i += 1)
      words += tokens[i]?.content ?? '';
    return words;
  };
}

/** `![words](address)`: shown as a link, since a picture from elsewhere would tell its owner who reads when. */
function isPicture(tokens: readonly Token[], i: number): boolean {
  const [before, link] = [tokens[i - 1], tokens[i]];
  return (
    link?.type === 'link_open' &&
    link.markup === '' &&
    before?.type === 'text' &&
    before.content.endsWith('!')
  );
}

function leavesOf(token: Token, inLink: boolean, beforePicture: boolean): Inline[] {
  if (token.type === 'code_inline') return [{ kind: 'code', text: token.content }];
  const isBreak = token.type === 'softbreak' || token.type === 'hardbreak';
  const text = isBreak ? '\n' : beforePicture ? token.content.slice(0, -1) : token.content;
  if (text === '') return [];
  if (inLink) return [{ kind: 'text', text }];
  // Web addresses are links already; these are bare mail addresses and telephone numbers.
  return linkParts(text).map((part) =>
    part.href === undefined || !isSafeAddress(part.href)
      ? { kind: 'text', text: part.text }
      : { kind: 'link', href: part.href, address: null, children: [{ kind: 'text', text: part.text }] },
  );
}
