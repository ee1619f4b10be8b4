import { settingValue, type Setting } from '../../../shared/model/setting.ts';
import type { Names } from './names.ts';
import { conditionWords, promiseLines } from './sla-words.ts';
import { weekWords } from './week-words.ts';

/** An entry of the admins' lists in short: `the calendar “Office”, Mon–Fri 09:00–17:00, Europe/Berlin`. */
export function settingEntryWords(setting: Setting | undefined, names: Names): string | null {
  if (!setting) return null;
  const gone = setting.archived ? ', out of use' : '';
  const calendar = settingValue('calendar', setting);
  if (calendar) {
    const days =
      calendar.holidays.length === 1 ? '1 special day' : `${calendar.holidays.length} special days`;
    return `the calendar “${calendar.name}”, ${weekWords(calendar.week)}, ${calendar.timeZone}, ${days}${gone}`;
  }
  const template = settingValue('ticket-template', setting);
  if (template) return `the ticket template “${template.name}”${gone}`;
  const reply = settingValue('canned-reply', setting);
  if (reply) return `the canned reply “${reply.name}”${gone}`;
  const macro = settingValue('macro', setting);
  if (macro) return `the macro “${macro.name}”${gone}`;
  const policy = settingValue('sla-policy', setting);
  if (!policy) return `an entry that this version of the app cannot show${gone}`;
  const promised = promiseLines(policy).map(([label, words]) => `${label}: ${words}`);
  return `the policy “${policy.name}”, for ${conditionWords(policy.conditions, names)}; ${promised.join('; ') || 'nothing promised'}${gone}`;
}

/** What leads to the form of a new entry; `begun`: something was typed there that is not saved. */
export const newLabelWords = (label: string, begun: boolean): string =>
  begun ? `Go on with the ${label.charAt(0).toLowerCase()}${label.slice(1)}` : label;
