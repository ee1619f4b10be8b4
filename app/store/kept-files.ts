import { isDiskFull } from '../../shared/lib/error-chain.ts';
import type { Attachment } from '../../shared/model/attachment.ts';
import { overConnection } from './connection.ts';
import type { DeviceDatabase, FileRecord, TicketRecord } from './database.ts';
import { evictCopies, filesOn, hasRoomKept, keptFiles, noteNoRoom, putFile, withRoomFor } from './files.ts';
import type { FetchingMeta } from './meta.ts';
import { COPY_BYTES_MAX, isRoomFor, KEPT_BYTES_MAX, roomBeside, sumOfBytes, thatFit } from './kept-room.ts';

/** Keeps a copy of what the office has, and lets go of the copies that were not looked at for longest. */
export async function keepCopy(
  db: DeviceDatabase,
  row: Attachment,
  content: Blob,
  nowMs: number,
  thumb: Blob | null = null,
): Promise<void> {
  const { id, ticketId, name, type, bytes, sha256, width, height } = row;
  const isKept = await hasRoomKept(db, ticketId, row);
  const what = { id, ticketId, name, type, bytes, sha256, width, height };
  const record: FileRecord = {
    ...what,
    state: 'stored',
    own: false,
    sent: bytes,
    problem: null,
    nextTryAt: null,
    at: nowMs,
    usedAt: nowMs,
    ...(isKept && { keep: true as const }),
  };
  try {
    await withRoomFor(db, () => putFile(db, record, content, thumb));
  } catch (error) {
    if (isKept && isDiskFull(error)) await overConnection(db, () => noteNoRoom(db, [ticketId]));
    throw error;
  }
  await evictCopies(db, COPY_BYTES_MAX);
}

/** What keeping the files of a ticket here comes to: those that are not here yet, too. */
export interface KeptShare {
  ticketId: string;
  number: string | null;
  title: string;
  bytes: number;
}

/** Of a ticket whose files cannot be kept beside what is: how much they are, what is left, and what has the room. */
export interface TooLittleRoom {
  wanted: number;
  left: number;
  max: number;
  shares: KeptShare[];
}

/** What the person keeps here, ticket by ticket, the largest first. Own files that the office does not have are no part of it. */
export async function keptShares(db: DeviceDatabase): Promise<KeptShare[]> {
  const ids = (await db.keptTickets.toArray()).map(({ id }) => id);
  const records = (await db.tickets.bulkGet(ids)).flatMap((record) => record ?? []);
  const shares = await Promise.all(records.map(async (record) => await shareOf(db, record)));
  return shares.sort((a, b) => b.bytes - a.bytes);
}

async function shareOf(db: DeviceDatabase, record: TicketRecord): Promise<KeptShare> {
  const rows = record.more?.attachment ?? [];
  const here = await db.files.bulkGet(rows.map(({ id }) => id));
  const counted = rows.filter((_, i) => (here[i]?.state ?? 'stored') === 'stored');
  const { id: ticketId, number, title } = record.ticket;
  return { ticketId, number, title, bytes: sumOfBytes(counted) };
}

/**
 * Keeps the files of a ticket on this device, those that come too, or only as long as there is room for copies. Where there
 * is too little room beside what is kept already nothing changes, and that is answered.
 */
export async function keepTicket(
  db: DeviceDatabase,
  ticketId: string,
  kept: boolean,
): Promise<TooLittleRoom | null> {
  const lacking = await db.transaction('rw', [db.keptTickets, db.files, db.tickets], async () => {
    const record = await db.tickets.get(ticketId);
    if (kept && record) {
      const shares = (await keptShares(db)).filter((share) => share.ticketId !== ticketId);
      const { bytes: wanted } = await shareOf(db, record);
      const left = roomBeside(shares);
      if (wanted > left) return { wanted, left, max: KEPT_BYTES_MAX, shares };
    }
    await (kept ? db.keptTickets.put({ id: ticketId }) : db.keptTickets.delete(ticketId));
    if (!kept)
      await db.files
        .where('ticketId')
        .equals(ticketId)
        .modify((file) => {
          delete file.keep;
        });
    await markKept(db);
    return null;
  });
  if (!kept) await evictCopies(db, COPY_BYTES_MAX);
  return lacking;
}

/** Copies that are here and of a ticket whose files are kept stay, as far as there is room. Inside a transaction. */
async function markKept(db: DeviceDatabase): Promise<void> {
  const ids = (await db.keptTickets.toArray()).map(({ id }) => id);
  const kept: { bytes: number }[] = await keptFiles(db);
  for (const file of await db.files.where('ticketId').anyOf(ids).toArray()) {
    if (file.keep || file.state !== 'stored' || !isRoomFor(file, kept)) continue;
    kept.push(file);
    await db.files.update(file.id, { keep: true });
  }
}

/**
 * Files of kept tickets that the office has and this device does not, as far as there is room for them, and the device has
 * not been found too full.
 */
export async function missingOfKept(db: DeviceDatabase): Promise<Attachment[]> {
  const kept = await db.keptTickets.toArray();
  const ids = kept.flatMap(({ id, noRoom }) => (noRoom ? [] : id));
  const rows = ids.length ? (await filesOn(db, ids)).filter(({ storedAt }) => storedAt !== null) : [];
  if (!rows.length) return [];
  const here = await db.files.bulkGet(rows.map(({ id }) => id));
  const missing = rows.filter((_, i) => !here[i]);
  return missing.length ? thatFit(missing, await keptFiles(db)) : [];
}

/** How the retries of fetching stand. */
export async function readFetching(db: DeviceDatabase): Promise<FetchingMeta> {
  const found = (await db.meta.get('fetching')) as FetchingMeta | undefined;
  return found ?? { key: 'fetching', nextTryAt: null, failures: 0 };
}

export interface FileSpace {
  /** Own files that are only here. */
  own: number;
  /** Copies of what the office has, which give way to newer ones. */
  copies: number;
  copyCount: number;
  copiesMax: number;
  /** Copies that the person keeps for when there is no network. */
  kept: number;
  keptMax: number;
  shares: KeptShare[];
}

/** About how much the files on this device take, and what may be let go of. */
export async function fileSpace(db: DeviceDatabase): Promise<FileSpace> {
  const [files, shares] = await Promise.all([db.files.toArray(), keptShares(db)]);
  const copies = files.filter(({ state, keep }) => state === 'stored' && !keep);
  return {
    own: sumOfBytes(files.filter(({ state }) => state !== 'stored')),
    copies: sumOfBytes(copies),
    copyCount: copies.length,
    copiesMax: COPY_BYTES_MAX,
    kept: sumOfBytes(files.filter(({ state, keep }) => state === 'stored' && keep)),
    keptMax: KEPT_BYTES_MAX,
    shares,
  };
}
