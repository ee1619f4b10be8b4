/** The sign that begins a search within what is being written: for a prepared text, or for a person. */
export type Sign = '/' | '@';

/** What is sought at the caret, and the part of the text that what is found takes the place of. */
export interface Trigger {
  sign: Sign;
  from: number;
  to: number;
  sought: string;
}

/** As long as the longest name; beyond, somebody is simply writing. */
const soughtMax = 60;

/**
 * What is sought where the caret stands: after `/` at the beginning of its line, or after `@` at the beginning of a word
 * (an address has one within). Null where nothing is. Names have blanks in them, so a search goes on to the end of its line.
 */
export function triggerAt(text: string, caret: number): Trigger | null {
  const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
  const start = caret - line.length;
  if (line.startsWith('/')) {
    const sought = line.slice(1);
    return sought.length > soughtMax || /^[\s/]/.test(sought)
      ? null
      : { sign: '/', from: start, to: caret, sought };
  }
  // What is quoted was said before: nobody is called by it.
  if (line.startsWith('>')) return null;
  const at = line.lastIndexOf('@');
  if (at < 0 || (at > 0 && !/[\s(,;:–—-]/.test(line.charAt(at - 1)))) return null;
  const sought = line.slice(at + 1);
  return sought.length > soughtMax || /^\s/.test(sought)
    ? null
    : { sign: '@', from: start + at, to: caret, sought };
}
