import * as z from 'zod/mini';
import { fieldTypes, type Field, type FieldType, type TagColor } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { settingValue, type Setting, type SettingKind } from '../../../shared/model/setting.ts';
import { statuses } from '../../../shared/model/ticket.ts';
import type { MutationArgs } from '../../../shared/mutations/registry.ts';
import { hasOptions } from '../../../shared/mutations/field-definition.ts';
import { cleanLine } from './clean-text.ts';
import type { Problems } from './form-draft.ts';

type Read<V> = { value: V; problems?: never } | { value?: never; problems: Problems };

/** What else is on a list under a name. */
export interface Named {
  id: string;
  name: string;
  archived: boolean;
}

/** What else is on one of the lists of settings. */
export function namedOn(what: SettingKind, settings: Iterable<Setting>): Named[] {
  return [...settings].flatMap((setting) => {
    const name = settingValue(what, setting)?.name;
    return name === undefined ? [] : [{ id: setting.id, name, archived: setting.archived }];
  });
}

/** What is wrong with a name for an entry of a list; undefined when nothing is. Two of one name cannot be told apart. */
export function nameProblem(
  id: string,
  typed: string,
  others: Iterable<Named>,
  max: number,
): string | undefined {
  const name = cleanLine(typed);
  if (name === '' || name.length > max) return `A name of 1 to ${max} characters.`;
  const as = (one: string): string => one.toLowerCase();
  const same = [...others].find((other) => other.id !== id && as(other.name) === as(name));
  if (!same) return undefined;
  return same.archived
    ? 'This name is there, out of use: use that one again.'
    : 'This name is there already.';
}

/** What has a name and no more, as its form has it. `archived` is not typed: it says what was told. */
export const nameFormSchema = z.object({ name: z.string(), archived: z.boolean() });

const typeLabels: Readonly<Record<FieldType, string>> = {
  text: 'Text',
  number: 'Number',
  select: 'One of several choices',
  choices: 'Any of several choices',
  date: 'Date',
  boolean: 'Yes or no',
};
export const fieldTypeLabels = typeLabels;

export const tagColorLabels: Readonly<Record<TagColor, string>> = {
  grey: 'Grey',
  red: 'Red',
  orange: 'Orange',
  yellow: 'Yellow',
  green: 'Green',
  teal: 'Teal',
  blue: 'Blue',
  purple: 'Purple',
  pink: 'Pink',
};

/** A custom field as its form has it; of `options` one choice on each line. `archived` is not typed: it says what was told. */
export const fieldFormSchema = z.object({
  label: z.string(),
  type: z.enum(fieldTypes),
  options: z.string(),
  requiredIn: z.array(z.enum(statuses)),
  public: z.boolean(),
  archived: z.boolean(),
});
export type FieldForm = z.infer<typeof fieldFormSchema>;

export const emptyField: FieldForm = {
  label: '',
  type: 'text',
  options: '',
  requiredIn: [],
  public: false,
  archived: false,
};

export function formOfField(field: Field): FieldForm {
  const { label, type, options, requiredIn = [], archived } = field;
  return {
    label,
    type,
    options: options.join('\n'),
    requiredIn: [...requiredIn],
    public: field.public,
    archived,
  };
}

/** The choices of a form: a line each, without blanks, each once. */
export function optionsIn(typed: string): string[] {
  return [...new Set(typed.split('\n').map(cleanLine))].filter((line) => line !== '');
}

/** What machines call a field: out of its label where that has letters for it, and unlike all others. */
export function keyFor(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
  const base = plain || 'field';
  for (let nth = 1; ; nth += 1) {
    const key = nth === 1 ? base : `${base}_${nth}`;
    if (!taken.has(key)) return key;
  }
}

type Definition = MutationArgs<'field.define'>;

/** The definition that a form stands for, or what keeps it from being one, by `label` and `options`. */
export function fieldOfForm(
  form: FieldForm,
  { id, present, fields }: { id: string; present: Field | undefined; fields: Iterable<Field> },
): Read<Definition> {
  const others = [...fields];
  const label = cleanLine(form.label);
  const problems: Record<string, string> = {};
  const named = nameProblem(
    id,
    label,
    others.map((field) => ({ ...field, name: field.label })),
    limits.name,
  );
  if (named) problems['label'] = named;
  const options = hasOptions(form.type) ? optionsIn(form.options) : [];
  const wrong = optionsWords(form.type, options);
  if (wrong) problems['options'] = wrong;
  if (Object.keys(problems).length) return { problems };
  const key = present?.key ?? keyFor(label, new Set(others.map((field) => field.key)));
  const requiredIn = form.requiredIn as Definition['requiredIn'];
  return {
    value: {
      id,
      key,
      label,
      type: form.type,
      options,
      requiredIn,
      public: form.public,
      archived: present?.archived ?? false,
    },
  };
}

function optionsWords(type: FieldType, options: readonly string[]): string | undefined {
  if (!hasOptions(type)) return undefined;
  if (options.length === 0) return 'Say what there is to choose from, one on each line.';
  if (options.length > limits.fieldOptions) return `At most ${limits.fieldOptions} choices.`;
  const long = options.find((option) => option.length > limits.fieldOption);
  if (long !== undefined) return `“${long.slice(0, 20)}…” is longer than ${limits.fieldOption} characters.`;
  if (type === 'choices' && options.join('\n').length > limits.fieldText)
    return `All choices together are at most ${limits.fieldText} characters long.`;
  return undefined;
}
