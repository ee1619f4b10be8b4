import { idSchema } from '../../../shared/model/ids.ts';
import { limits } from '../../../shared/model/limits.ts';
import { priorities, type Priority } from '../../../shared/model/ticket.ts';
import type { ArchiveQuery } from '../../queries/archive.ts';

/** What a person looks for in the archive, as the address says it. Days are of their own calendar, `YYYY-MM-DD`. */
export interface ArchiveView {
  words: string;
  priority: Priority | null;
  categoryId: string | null;
  teamId: string | null;
  assigneeId: string | null;
  requesterId: string | null;
  /** Closed on this day or later. */
  from: string | null;
  /** Closed on this day or before. */
  until: string | null;
}

const ids = ['categoryId', 'teamId', 'assigneeId', 'requesterId'] as const;
const days = ['from', 'until'] as const;

/** The view in an address; what is no such thing is left out. */
export function archiveViewFrom(search: string): ArchiveView {
  const found = new URLSearchParams(search);
  const id = (key: string) => (idSchema.safeParse(found.get(key)).success ? found.get(key) : null);
  const day = (key: string) => {
    const text = found.get(key);
    return text !== null && startOf(text) !== null ? text : null;
  };
  return {
    words: searchWords(found.get('words') ?? ''),
    priority: priorities.find((one) => one === found.get('priority')) ?? null,
    categoryId: id('categoryId'),
    teamId: id('teamId'),
    assigneeId: id('assigneeId'),
    requesterId: id('requesterId'),
    from: day('from'),
    until: day('until'),
  };
}

/** What may be looked for: NUL, and half a character that a paste or the cut leaves, are no words, and the server refuses them. */
const searchWords = (text: string): string =>
  text.slice(0, limits.search).replaceAll('\u0000', ' ').toWellFormed().replaceAll('\uFFFD', '');

/** The address of a view, as short as it can be. */
export function archiveUrl(view: ArchiveView): string {
  const said = new URLSearchParams();
  for (const key of ['words', 'priority', ...ids, ...days] as const) {
    const value = view[key];
    if (value) said.set(key, value);
  }
  return said.size ? `/archive?${said.toString()}` : '/archive';
}

/** Whether it asks for less than everything. */
export const isNarrowed = (view: ArchiveView): boolean => archiveUrl(view) !== '/archive';

/** When a day begins here, in milliseconds since 1970; null for what is no day. */
export function startOf(day: string, daysOn = 0): number | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (!year || !month || !date) return null;
  const numbers = [Number(year), Number(month) - 1, Number(date)] as const;
  const at = new Date(...numbers);
  const isThat =
    at.getFullYear() === numbers[0] && at.getMonth() === numbers[1] && at.getDate() === numbers[2];
  if (!isThat || numbers[0] < 1950 || numbers[0] > 2150) return null;
  return new Date(numbers[0], numbers[1], numbers[2] + daysOn).getTime();
}

/** What the server is asked: whole days here are moments there. */
export function archiveQuery(view: ArchiveView): ArchiveQuery {
  const { words, priority, categoryId, teamId, assigneeId, requesterId, from, until } = view;
  return {
    words: words.trim(),
    requesterId,
    assigneeId,
    teamId,
    categoryId,
    priority,
    from: from === null ? null : startOf(from),
    until: until === null ? null : startOf(until, 1),
  };
}
