import { randomUUID } from 'node:crypto';
import { noticeKinds } from '../../shared/model/notice.ts';
import { kindPreferenceId, ticketPreferenceId } from '../../shared/model/preference.ts';
import type { TestTenant } from './fleet.ts';
import type { Json } from './raw-client.ts';

/** Rows by their keys, as text that can be compared. */
type Bare = Record<string, string>;

/** Those rows but these. */
export const without = (rows: Bare, keys: readonly string[]): Bare =>
  Object.fromEntries(Object.entries(rows).filter(([key]) => !keys.includes(key)));

/** A requester is not shown a merge by way of somebody else's ticket: where their reply is shown too they learn afterwards. */
export function toldLater(before: Bare, after: Bare): string[] {
  const told = Object.keys(after).filter((key) => !(key in before) && after[key]?.includes('"merged-reply"'));
  return told.flatMap((key) => [key, `ticket/${key.split('/')[1]}`]);
}

interface Maker {
  notices: readonly string[];
  pick<T>(from: readonly T[]): T;
  chance(p: number): boolean;
}

/** Reading, choosing and muting, often of somebody else's. */
export function makersOfNotices(maker: Maker, tenant: TestTenant, ticketId: string) {
  const personId = maker.pick(Object.values(tenant.people)).id;
  const what = maker.pick(noticeKinds);
  return {
    'notice.read': (): Json => ({
      ids: [maker.pick([...maker.notices, randomUUID()])],
      read: maker.chance(0.8),
    }),
    'notice.choose': (): Json => ({ id: kindPreferenceId(personId, what), what, wanted: maker.chance(0.5) }),
    'ticket.mute': (): Json => ({
      id: ticketPreferenceId(personId, ticketId),
      ticketId,
      muted: maker.chance(0.7),
    }),
  };
}
