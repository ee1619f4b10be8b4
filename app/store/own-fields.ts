import { objectIn } from '../../shared/lib/object-in.ts';
import { ownWords } from './own-words.ts';

/** The fields of a form in which one types among words that may stand there already; any other is chosen as a whole. */
const texts: ReadonlySet<string> = new Set(['note', 'text', 'address', 'words']);

/**
 * A form, as its draft keeps it, with nothing left in it but what the person typed or chose since it was `before`; empty
 * where that is nothing.
 */
export function ownFields(before: string, body: string): string {
  const stood = fieldsIn(before);
  const own = Object.entries(fieldsIn(body)).flatMap(([field, value]) => {
    const words = texts.has(field) ? ownWords(stood[field] ?? '', value) : value;
    return value === stood[field] || words === '' ? [] : [[field, words]];
  });
  return own.length ? JSON.stringify(Object.fromEntries(own)) : '';
}

/** Whether all of what was kept of a form earlier is in this. */
export function hasFields(body: string, earlier: string): boolean {
  const fields = fieldsIn(body);
  return Object.entries(fieldsIn(earlier)).every(([field, value]) => fields[field]?.includes(value));
}

/** What a form says, field by field; what is empty, and what is no form, says nothing. */
function fieldsIn(body: string): Readonly<Record<string, string>> {
  const said = (pair: [string, unknown]): pair is [string, string] =>
    typeof pair[1] === 'string' && pair[1] !== '';
  return Object.fromEntries(Object.entries(objectIn(body)).filter(said));
}
