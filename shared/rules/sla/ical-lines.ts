/** What is wrong with a text, in words for the person who chose the file. */
export class LineProblem extends Error {
  constructor(line: number, what: string) {
    super(`Line ${line}: ${what}`);
  }
}

/** One line of content: what was folded over several lines is one, named by its first. */
export interface ContentLine {
  line: number;
  /** In capitals. */
  name: string;
  /** Names in capitals; of several values only what stood there. */
  parameters: ReadonlyMap<string, string>;
  /** As it stood there, escapes and all. */
  value: string;
  text: string;
}

/** The lines of one event, without those of what it contains (alarms). */
export interface EventLines {
  /** Where it begins. */
  line: number;
  lines: readonly ContentLine[];
}

const NAME = '[A-Za-z0-9-]+';
const VALUE = '(?:"[^"]*"|[^";:,]*)';
const CONTENT = new RegExp(`^(${NAME})((?:;${NAME}=${VALUE}(?:,${VALUE})*)*):(.*)$`, 's');
const PARAMETER = new RegExp(`;(${NAME})=(${VALUE}(?:,${VALUE})*)`, 'g');

/** Unfolds (a line that begins with a blank goes on with the one before) and takes apart. Blank lines are nothing. */
function* contentLines(text: string): Generator<ContentLine> {
  const folded: { line: number; text: string }[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const before = folded.at(-1);
    if (/^[ \t]/.test(line) && before) before.text += line.slice(1);
    else if (line.trim() !== '') folded.push({ line: i + 1, text: line });
  }
  for (const { line, text } of folded) {
    const [, name, parameters = '', value = ''] = CONTENT.exec(text) ?? [];
    if (name === undefined)
      throw new LineProblem(line, `“${excerpt(text)}” is not a line of an iCalendar file.`);
    yield { line, name: name.toUpperCase(), parameters: parametersIn(parameters), value, text };
  }
}

function parametersIn(text: string): Map<string, string> {
  const found = [...text.matchAll(PARAMETER)];
  return new Map(found.map(([, name = '', value = '']) => [name.toUpperCase(), value.replaceAll('"', '')]));
}

export const excerpt = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** The events of an iCalendar text, in its order. Throws a LineProblem where it is none, or is cut short. */
export function eventsIn(text: string): EventLines[] {
  const events: EventLines[] = [];
  const open: { name: string; line: number; lines: ContentLine[] }[] = [];
  for (const content of contentLines(text)) {
    const { line, name } = content;
    const component = content.value.trim().toUpperCase();
    if (name === 'BEGIN') {
      open.push({ name: component, line, lines: [] });
    } else if (name === 'END') {
      const ended = open.pop();
      if (ended?.name !== component) {
        throw new LineProblem(line, `END:${component} ends nothing that began as ${component}.`);
      }
      if (ended.name === 'VEVENT') events.push({ line: ended.line, lines: ended.lines });
    } else {
      open.at(-1)?.lines.push(content);
    }
    if (open[0] ? open[0].name !== 'VCALENDAR' : name !== 'END') {
      throw new LineProblem(line, 'An iCalendar file begins with BEGIN:VCALENDAR.');
    }
  }
  if (!text.trim()) throw new LineProblem(1, 'This file holds nothing.');
  const cut = open.at(-1);
  if (cut) throw new LineProblem(cut.line, `BEGIN:${cut.name} has no END: the file seems to be cut short.`);
  return events;
}
