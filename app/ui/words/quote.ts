/** What a quote brings at most: enough to say what is answered, not the whole of a long mail. */
const maxChars = 2_000;
const maxLines = 40;
const more = '> …';
/** Blank lines that part a quote from what stands before and after it. */
const gap = '\n\n';

/**
 * Text as Markdown quotes it: `> ` before each line, at most `roomChars` long; where it is too long it is cut, and says so.
 * Empty for blanks, and where there is no room for a word.
 */
export function quoted(text: string, roomChars = maxChars): string {
  const whole = text
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
  const most = Math.min(maxChars, roomChars);
  if (whole === '' || most < 20) return '';
  const lines: string[] = [];
  let chars = 0;
  for (const line of whole.split('\n')) {
    const next = line.trim() === '' ? '>' : `> ${line}`;
    const room = most - chars - more.length - 1;
    if (lines.length === maxLines || next.length > room) {
      if (lines.length === 0) lines.push(cut(next, room));
      lines.push(more);
      break;
    }
    lines.push(next);
    chars += next.length + 1;
  }
  return lines.join('\n');
}

/** The beginning of a line, with no letter cut in two. */
const cut = (line: string, chars: number): string => line.slice(0, chars).replace(/[\uD800-\uDBFF]$/, '');

/**
 * Puts `text`, quoted, into what is being written, at the caret, as a paragraph of its own. Answers the new text, at most
 * `maxLength` long, and where the caret then stands: below the quote. Nothing changes where there is no room.
 */
export function withQuote(
  body: string,
  caret: number,
  text: string,
  maxLength: number,
): { body: string; caret: number } {
  const before = body.slice(0, caret).trimEnd();
  const after = body.slice(caret).replace(/^\s*\n|^ +/, '');
  const quote = quoted(text, maxLength - before.length - after.length - 2 * gap.length);
  if (quote === '') return { body, caret };
  const start = `${before === '' ? '' : before + gap}${quote}${gap}`;
  return { body: start + after, caret: start.length };
}
