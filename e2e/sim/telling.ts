import { rowKey, type RowKind } from '../../shared/model/rows.ts';

/**
 * Columns in which every value is written once in a world, each with its register: there it can be told what was seen, and
 * by whom written.
 */
const telling: Partial<Record<RowKind, Readonly<Record<string, string>>>> = {
  ticket: { title: 'title', description: 'description' },
  fieldValue: { value: 'row' },
};

const columnsOf = (key: string): Readonly<Record<string, string>> =>
  telling[key.slice(0, key.indexOf('/')) as RowKind] ?? {};

export const tellingColumns = (key: string): readonly string[] => Object.keys(columnsOf(key));

/** The register that a telling column belongs to. */
export const registerOf = (key: string, column: string): string => columnsOf(key)[column] ?? column;

/** What a change that restores or sets a telling column says by its arguments alone: where, and what. */
export function toldBy(name: string, args: Record<string, unknown>): [at: string, value: string][] {
  const { ticketId, fieldId, value } = args as { ticketId: string; fieldId?: string; value?: unknown };
  if (name === 'field.set' && fieldId !== undefined)
    return typeof value === 'string'
      ? [[`${rowKey({ kind: 'fieldValue', ticketId, id: fieldId })}.value`, value]]
      : [];
  const key = rowKey({ kind: 'ticket', id: ticketId });
  return tellingColumns(key).flatMap((column): [string, string][] => {
    const text = args[column];
    return typeof text === 'string' ? [[`${key}.${column}`, text]] : [];
  });
}
