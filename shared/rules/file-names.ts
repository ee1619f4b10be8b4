import { limits } from '../model/limits.ts';

/** What would turn a name's letters around, or hide some: `photo‮gpj.exe` must not look like a picture. */
const HIDDEN = /[\p{Cc}\u{61c}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

/** Whether a name can be a file's and nothing else: no path, and nothing in it that hides what it is. */
export function isFileName(name: string): boolean {
  return (
    name.trim() === name &&
    name !== '' &&
    name.length <= limits.fileName &&
    !/[/\\]/.test(name) &&
    !/^\.+$/.test(name) &&
    name.search(HIDDEN) === -1 &&
    name.isWellFormed()
  );
}

/** What of a name can be kept, whatever system or program gave it; the ending stays where it must be cut. */
export function toFileName(given: string, otherwise = 'file'): string {
  const last = given.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(HIDDEN, '').trim();
  if (plain === '' || /^\.+$/.test(plain)) return otherwise;
  if (plain.length <= limits.fileName) return plain;
  const [ending = ''] = /\.[^.]{1,10}$/.exec(plain) ?? [];
  return `${plain
    .slice(0, limits.fileName - ending.length)
    .toWellFormed()
    .trim()}${ending}`;
}
