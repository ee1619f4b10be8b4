import type { Notice } from '../../shared/model/notice.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { readNotices } from '../store/notices.ts';
import { sharedLiveValue } from './shared-live-value.ts';

/** One entry of the inbox, with what this device knows of its ticket; null where the person may not see that any more. */
export interface Told {
  notice: Notice;
  ticketTitle: string | null;
  ticketNumber: string | null;
}

/** Everything this person was told, live; undefined until the device has been asked. */
export const useNotices: () => readonly Told[] | undefined = sharedLiveValue(readTold);

/** How many entries nobody has read yet, live. */
export function useUnreadCount(): number {
  return useUnread() ?? 0;
}
const useUnread = sharedLiveValue(async (db) => (await readNotices(db)).filter(isUnread).length);

export const isUnread = ({ readAt }: Notice): boolean => readAt === null;

async function readTold(db: DeviceDatabase): Promise<Told[]> {
  const notices = await readNotices(db);
  const records = await db.tickets.bulkGet(notices.map(({ ticketId }) => ticketId));
  return notices.map((notice, i): Told => {
    const ticket = records[i]?.ticket;
    return { notice, ticketTitle: ticket?.title ?? null, ticketNumber: ticket?.number ?? null };
  });
}
