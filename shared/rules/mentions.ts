import { limits } from '../model/limits.ts';

/** Somebody who may be called by name. */
export interface Callable {
  id: string;
  name: string;
}

// As a link in Markdown, by the person's id: a rename breaks nothing, and whoever knows no more of them reads the name
// that was written.
const signs = /\[@([^[\]\n]{1,200})\]\(mention:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\)/g;

/** How a mention stands in a message: `[@Ana Kovač](mention:<id>)`. */
export function mentionSign({ id, name }: Callable): string {
  return `[@${plainName(name)}](mention:${id})`;
}

/** A name without what would end its sign. */
const plainName = (name: string): string =>
  name
    .replace(/[[\]\\\s]+/g, ' ')
    .trim()
    .slice(0, limits.personName) || 'someone';

/** The person a link of a message leads to; undefined for every other link. */
export function mentionedBy(href: string): string | undefined {
  return /^mention:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.exec(href)?.[1];
}

/** What is quoted was said before: it calls nobody. */
const isQuoted = (line: string): boolean => /^\s*>/.test(line);

/** Whom a message calls, each once, in the order in which they are named; beyond a bound nobody. */
export function mentionedIn(body: string): string[] {
  const own = body.split('\n').filter((line) => !isQuoted(line));
  const ids = own.flatMap((line) => [...line.matchAll(signs)].map(([, , id = '']) => id));
  return [...new Set(ids)].slice(0, limits.mentions);
}

/**
 * What somebody typed, with `@Ana Kovač` as a mention wherever exactly one of these people has that name. Longer names come
 * first: `@Ana Maria` is not `@Ana`.
 */
export function withMentions(text: string, people: readonly Callable[]): string {
  const named = callableByName(people);
  if (!named.length || !text.includes('@')) return text;
  const lines = text.split('\n').map((line) => (isQuoted(line) ? line : lineWithMentions(line, named)));
  return lines.join('\n');
}

function lineWithMentions(line: string, named: readonly Callable[]): string {
  let out = '';
  for (let at = 0; at < line.length;) {
    const person =
      line.charAt(at) === '@' && isStart(line, at) && named.find((one) => stands(line, at + 1, one));
    if (person) {
      out += mentionSign(person);
      at += 1 + person.name.length;
    } else {
      out += line.charAt(at);
      at += 1;
    }
  }
  return out;
}

/** Not within a mail address, nor within a mention that is one already. */
const isStart = (line: string, at: number): boolean => at === 0 || /[\s(,;:–—*_-]/.test(line.charAt(at - 1));

function stands(line: string, from: number, { name }: Callable): boolean {
  const end = from + name.length;
  return (
    line.slice(from, end).toLowerCase() === name.toLowerCase() && !/^[\p{L}\p{N}]/u.test(line.slice(end))
  );
}

/** Those whom a name alone tells from all others, the longest names first. */
function callableByName(people: readonly Callable[]): Callable[] {
  const times = new Map<string, number>();
  for (const { name } of people) times.set(name.toLowerCase(), (times.get(name.toLowerCase()) ?? 0) + 1);
  return people
    .filter(({ name }) => name.trim() !== '' && times.get(name.toLowerCase()) === 1)
    .toSorted((a, b) => b.name.length - a.name.length);
}

/** What is put into a text to call somebody: their name, or where others have it too the sign itself. */
export function callingOf(person: Callable, people: readonly Callable[]): string {
  const calling = `@${person.name}`;
  return withMentions(calling, people) === calling ? mentionSign(person) : calling;
}

/** A message as it was typed: names in place of the signs, the present ones where they are known. */
export function withoutMentions(body: string, nameOf: (id: string) => string | undefined): string {
  return body.replace(signs, (_, written: string, id: string) => `@${nameOf(id) ?? written}`);
}

/** A message as its author goes on writing it: names for those who would be called by them again, the signs of all others. */
export function editableMentions(body: string, people: readonly Callable[]): string {
  return body.replace(signs, (sign: string, _: string, id: string) => {
    const person = people.find((one) => one.id === id);
    if (!person) return sign;
    const calling = callingOf(person, people);
    return calling.startsWith('@') ? calling : sign;
  });
}
