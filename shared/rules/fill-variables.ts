import { variableNamed, variables, type Variable } from '../model/variable.ts';

/** What the variables of a text stand for; null, absent or blank where that is not known. */
export type VariableValues = Readonly<Partial<Record<Variable, string | null>>>;

/** A text with its variables filled, and those that nothing is known for: `[ticket number?]` stands in their place. */
export interface Filled {
  text: string;
  missing: Variable[];
}

/**
 * Fills a prepared text. Values are taken as they are and only once: what looks like a variable in a title is none. They
 * come from anybody's typing, so none of them makes a link or a mention of the text.
 */
export function fillVariables(text: string, values: VariableValues): Filled {
  const missing = new Set<Variable>();
  const filled = text.replace(/\{\{([^{}\n]*)\}\}/g, (sign, words: string) => {
    const name = variableNamed(words);
    if (name === undefined) return sign;
    const value = (values[name] ?? '').replace(/\s+/g, ' ').trim();
    if (value !== '') return value.replaceAll('](', '] (');
    missing.add(name);
    return missingSign(name);
  });
  return { text: filled, missing: [...missing] };
}

/** What stands where a value is missing: to be seen before it is sent. */
export const missingSign = (name: Variable): string => `[${variables[name]}?]`;

/** The name by which somebody is greeted: all before the first blank. */
export const firstNameOf = (name: string): string => name.trim().split(/\s+/u)[0] ?? '';
