import type { Told } from '../../queries/notices.ts';

/**
 * What is new above what is not, each by when it was done, the latest first: what somebody did days ago without a network
 * comes late, and would stand far below what was read since (SPEC M7). What is read while the list is looked at stays where
 * it is. `openedAt`: since when it is, in server time.
 */
export function inInboxOrder(told: readonly Told[], openedAt: number): Told[] {
  const isNew = ({ notice: { readAt } }: Told): boolean => readAt === null || readAt >= openedAt;
  return told.toSorted((a, b) => Number(isNew(b)) - Number(isNew(a)) || b.notice.at - a.notice.at);
}
