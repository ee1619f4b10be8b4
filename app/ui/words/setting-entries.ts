import {
  settingValue,
  type Setting,
  type SettingKind,
  type SettingValue,
} from '../../../shared/model/setting.ts';
import { inOrder } from '../../../shared/rules/sla/order.ts';
import { byName } from './choices.ts';

/** An entry of a list that this version of the app can read. */
export interface Entry<K extends SettingKind> {
  id: string;
  archived: boolean;
  value: SettingValue<K>;
}

/** The entries of a list, and how many of them are in use and written by a newer version of the app. */
export interface Entries<K extends SettingKind> {
  used: Entry<K>[];
  /** Out of use, by name. */
  archived: Entry<K>[];
  unreadable: number;
}

function entriesIn<K extends SettingKind>(what: K, settings: ReadonlyMap<string, Setting>): Entries<K> {
  const own = [...settings.values()].filter((setting) => setting.what === what);
  const named = own.flatMap((setting) => {
    const value = settingValue(what, setting);
    return value ? [{ name: value.name, entry: { id: setting.id, archived: setting.archived, value } }] : [];
  });
  const read = byName(named).map(({ entry }): Entry<K> => entry);
  const known = new Set(read.map(({ id }) => id));
  return {
    used: read.filter(({ archived }) => !archived),
    archived: read.filter(({ archived }) => archived),
    unreadable: own.filter(({ id, archived }) => !archived && !known.has(id)).length,
  };
}

/** Calendars, by name. */
export const calendarEntries = (settings: ReadonlyMap<string, Setting>): Entries<'calendar'> =>
  entriesIn('calendar', settings);

/** Ticket templates, by name. */
export const templateEntries = (settings: ReadonlyMap<string, Setting>): Entries<'ticket-template'> =>
  entriesIn('ticket-template', settings);
/** Canned replies, by name. */
export const replyEntries = (settings: ReadonlyMap<string, Setting>): Entries<'canned-reply'> =>
  entriesIn('canned-reply', settings);

/** Macros, by name. */
export const macroEntries = (settings: ReadonlyMap<string, Setting>): Entries<'macro'> =>
  entriesIn('macro', settings);

/** Policies, those in use in the order in which they are asked. */
export function policyEntries(settings: ReadonlyMap<string, Setting>): Entries<'sla-policy'> {
  const entries = entriesIn('sla-policy', settings);
  const places = entries.used.map((entry) => ({ id: entry.id, order: entry.value.order, entry }));
  return { ...entries, used: inOrder(places).map(({ entry }) => entry) };
}
