import type * as z from 'zod/mini';
import { businessCalendarSchema } from './business-calendar.ts';
import { cannedReplySchema } from './canned-reply.ts';
import { macroSchema } from './macro.ts';
import type { RowRef } from './rows.ts';
import { ticketTemplateSchema } from './ticket-template.ts';
import { slaPolicySchema } from './sla-policy.ts';
import type { Versioned } from './versioned.ts';

/** The lists that admins keep beside people, teams, tags, categories and fields: what each holds. */
export const settingSchemas = {
  'sla-policy': slaPolicySchema,
  calendar: businessCalendarSchema,
  'ticket-template': ticketTemplateSchema,
  'canned-reply': cannedReplySchema,
  macro: macroSchema,
} as const;
export type SettingKind = keyof typeof settingSchemas;
export type SettingValue<K extends SettingKind> = z.infer<(typeof settingSchemas)[K]>;

/** One entry of such a list. What is archived is no longer offered, and stays readable where it was used. */
export interface Setting extends Versioned {
  id: string;
  what: SettingKind;
  value: unknown;
  archived: boolean;
}
export const settingColumns = [
  'id',
  'what',
  'value',
  'archived',
  'r',
  'n',
  's',
] as const satisfies readonly (keyof Setting)[];

export const settingRef = (id: string): RowRef<'setting'> => ({ kind: 'setting', id });

/** An entry's value as this build reads it; undefined where a newer one wrote what this one does not know. */
export function settingValue<K extends SettingKind>(
  what: K,
  { what: is, value }: Pick<Setting, 'what' | 'value'>,
): SettingValue<K> | undefined {
  if (is !== what) return undefined;
  const parsed = settingSchemas[what].safeParse(value);
  return parsed.success ? (parsed.data as SettingValue<K>) : undefined;
}
