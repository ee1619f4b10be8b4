import type { MutationName } from '../../shared/mutations/registry.ts';
import type { Attachment } from '../../shared/model/attachment.ts';
import { isRedacted } from '../../shared/model/conversation.ts';
import { isDiskFull } from '../../shared/lib/error-chain.ts';
import { overConnection } from './connection.ts';
import type { DeviceDatabase, FilePart, FileRecord, OutboxEntry } from './database.ts';
import { COPY_BYTES_MAX, isRoomFor, toLetGo } from './kept-room.ts';
import { readClock } from './meta.ts';
import { noteLetGo } from './sent.ts';

/** What is known of a file before it is put on a ticket. */
export type ChosenFile = Pick<Attachment, 'name' | 'type' | 'bytes' | 'sha256' | 'width' | 'height'> & {
  content: Blob;
  thumb: Blob | null;
};

/**
 * Keeps a file that a person has chosen, before it goes with anything: it survives whatever happens to the page. Bytes go
 * in a transaction of their own, never with words (SPEC D6, F1); where there is no room, copies go first.
 * @throws QuotaExceededError where there is no room even then: nothing is kept, and nothing else is touched
 */
export async function keepChosen(
  db: DeviceDatabase,
  field: string,
  id: string,
  { content, thumb, ...what }: ChosenFile,
  nowMs: number,
): Promise<void> {
  const record: FileRecord = {
    ...what,
    id,
    ticketId: field,
    state: 'draft',
    own: true,
    sent: 0,
    problem: null,
    nextTryAt: null,
    at: nowMs,
    usedAt: nowMs,
  };
  await withRoomFor(db, () => putFile(db, record, content, thumb));
}

/**
 * The office has all of a file now: from here on it is a copy like any other. So it gives way to newer ones, unless the files
 * of its ticket are kept here.
 */
export async function noteSent(db: DeviceDatabase, { file, ticketId }: ReadyFile): Promise<void> {
  const sent = { state: 'stored', sent: file.bytes, problem: null, nextTryAt: null } as const;
  await overConnection(db, () =>
    db.transaction('rw', [db.files, db.keptTickets], async () => {
      const isKept = await hasRoomKept(db, ticketId, file);
      await db.files.update(file.id, { ...sent, ...(isKept && { keep: true as const }) });
    }),
  );
  await evictCopies(db, COPY_BYTES_MAX);
}

/** Whether a file of this ticket is to be kept here, and there is room for it beside what is. */
export async function hasRoomKept(
  db: DeviceDatabase,
  ticketId: string,
  file: { bytes: number },
): Promise<boolean> {
  if (!(await db.keptTickets.get(ticketId))) return false;
  return isRoomFor(file, await keptFiles(db));
}

/** The copies that are kept here for when there is no network. */
export async function keptFiles(db: DeviceDatabase): Promise<FileRecord[]> {
  return (await db.files.where('state').equals('stored').toArray()).filter(({ keep }) => keep);
}

export async function putFile(
  db: DeviceDatabase,
  record: FileRecord,
  content: Blob,
  thumb: Blob | null,
): Promise<void> {
  const put = async (): Promise<void> => {
    await db.files.put(record);
    await db.fileBytes.put({ id: record.id, part: 'content', blob: content });
    if (thumb) await db.fileBytes.put({ id: record.id, part: 'thumb', blob: thumb });
  };
  await overConnection(db, () => db.transaction('rw', [db.files, db.fileBytes], put));
}

/**
 * Does `work`; where the device is full, without copies, but for those that the person keeps here. Nothing else makes room
 * for pictures: words need it more.
 */
export async function withRoomFor(db: DeviceDatabase, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isDiskFull(error) || !(await evictCopies(db, 0))) throw error;
    await work();
  }
}

/** Bytes of a file that are on this device. */
export async function readBytes(db: DeviceDatabase, id: string, part: FilePart): Promise<Blob | undefined> {
  return (await db.fileBytes.get([id, part]))?.blob;
}

/** The files that were chosen in a field and have not gone with anything yet, in the order they were chosen. */
export async function draftFiles(db: DeviceDatabase, field: string): Promise<FileRecord[]> {
  const found = await db.files.where('ticketId').equals(field).toArray();
  return found.filter(({ state }) => state === 'draft').sort((a, b) => a.at - b.at);
}

/** Lets go of a file and its bytes: the person said so. */
export async function dropFiles(db: DeviceDatabase, ids: readonly string[]): Promise<void> {
  const drop = async (): Promise<void> => {
    await db.files.bulkDelete([...ids]);
    for (const id of ids)
      await db.fileBytes.bulkDelete([
        [id, 'content'],
        [id, 'thumb'],
      ]);
  };
  await overConnection(db, () => db.transaction('rw', [db.files, db.fileBytes], drop));
}

/** Own files whose bytes the office does not have, oldest first: they are only here. */
export async function unsentFiles(db: DeviceDatabase): Promise<FileRecord[]> {
  const found = await db.files.where('state').anyOf('draft', 'queued').toArray();
  return found.sort((a, b) => a.at - b.at);
}

/** Own files that do not get to the office, by the ticket that they stand on. */
export async function stuckFiles(db: DeviceDatabase): Promise<Record<string, FileRecord[]>> {
  const on: Record<string, FileRecord[]> = {};
  for (const file of await unsentFiles(db)) {
    if (file.state === 'draft' || file.problem === null) continue;
    const { id, ticketId, orTicketId = ticketId } = file;
    const rows = (await db.tickets.get(orTicketId))?.more?.attachment;
    (on[rows?.some((row) => row.id === id) ? orTicketId : ticketId] ??= []).push(file);
  }
  return on;
}

/** A file whose turn it is, and the ticket that its row is under by now. */
export interface ReadyFile {
  file: FileRecord;
  ticketId: string;
}

/** A file in trouble is tried again after so long, at the longest. */
export const FILE_AGAIN_MS = 3_600_000;

/** A clock that was turned back stretches no wait (SPEC R1). */
const isDue = ({ nextTryAt }: FileRecord, nowMs: number): boolean =>
  nextTryAt === null || nextTryAt <= nowMs || nextTryAt > nowMs + FILE_AGAIN_MS;

const placesOf = ({ ticketId, orTicketId }: FileRecord): string[] => [
  ticketId,
  ...(orTicketId ? [orTicketId] : []),
];

/**
 * The files whose bytes may go: their row is at the office. A file whose change was refused, or is not answered yet, waits.
 * Of one whose ticket is not here any more the office is asked: it takes it still, or the person is told that it does not.
 */
export async function readyFiles(db: DeviceDatabase, nowMs: number): Promise<ReadyFile[]> {
  const queued = (await unsentFiles(db)).filter(({ state }) => state === 'queued');
  const due = queued.filter((file) => isDue(file, nowMs));
  if (!due.length) return [];
  const held = new Set(
    (await fileChanges(db)).flatMap((entry) => (entry.state === 'answered' ? [] : (fileOf(entry) ?? []))),
  );
  const tickets = await db.tickets.bulkGet([...new Set(due.flatMap(placesOf))]);
  const here = new Set(tickets.flatMap((ticket) => ticket?.id ?? []));
  const rows = new Map(
    tickets.flatMap((ticket) => (ticket?.more?.attachment ?? []).map((row) => [row.id, row])),
  );
  return due.flatMap((file) => {
    if (held.has(file.id)) return [];
    const row = rows.get(file.id);
    if (row) return [{ file, ticketId: row.ticketId }];
    return placesOf(file).some((id) => here.has(id)) ? [] : [{ file, ticketId: file.ticketId }];
  });
}

const PUTS_A_FILE: MutationName = 'attachment.add';

/** The file that a change puts on a ticket. */
export function fileOf({ name, args }: Pick<OutboxEntry, 'name' | 'args'>): string | undefined {
  return name === PUTS_A_FILE ? (args as { id?: string }).id : undefined;
}

/** The changes of the outbox that put files on tickets, whatever has become of them. */
export async function fileChanges(db: DeviceDatabase): Promise<OutboxEntry[]> {
  return await db.outbox.where('name').equals(PUTS_A_FILE).toArray();
}

/**
 * Lets go of copies until the rest take no more than `bytesMax` (`kept-room.ts`). Deleting needs no room. Answers whether any
 * went.
 */
export async function evictCopies(db: DeviceDatabase, bytesMax: number, keptToo = false): Promise<boolean> {
  const gone = toLetGo(await db.files.where('state').equals('stored').toArray(), bytesMax, keptToo);
  if (!gone.length) return false;
  await dropFiles(
    db,
    gone.map(({ id }) => id),
  );
  // Should the office be restored from a backup, nobody may have these any more (SPEC I1).
  const own = gone.filter((file) => file.own).map(({ at, usedAt }) => Math.max(at, usedAt));
  if (own.length) await noteLetGo(db, Math.max(...own) + (await readClock(db)).skewMs);
  const tickets = gone.flatMap(({ keep, ticketId }) => (keep ? ticketId : []));
  // On a device this full even that may not be kept; then they are fetched again once.
  await noteNoRoom(db, tickets).catch(() => undefined);
  return true;
}

/** Keeps it that nothing more of these tickets is fetched for now. */
export async function noteNoRoom(db: DeviceDatabase, ticketIds: readonly string[]): Promise<void> {
  if (ticketIds.length)
    await db.keptTickets
      .where('id')
      .anyOf([...new Set(ticketIds)])
      .modify({ noRoom: true });
}

/**
 * Copies of files whose ticket is not on this device any more, or whose message was taken back: what was taken away leaves
 * nothing here (SPEC S1).
 */
export async function strayCopies(db: DeviceDatabase): Promise<string[]> {
  const copies = await db.files.where('state').equals('stored').toArray();
  if (!copies.length) return [];
  const rows = await filesOn(db, [...new Set(copies.flatMap(placesOf))]);
  const shown = new Set(rows.map(({ id }) => id));
  return copies.filter(({ id }) => !shown.has(id)).map(({ id }) => id);
}

/** The files on these tickets, but for those of messages that were taken back: nobody gets these any more (SPEC F3). */
export async function filesOn(db: DeviceDatabase, ticketIds: readonly string[]): Promise<Attachment[]> {
  const tickets = await db.tickets.bulkGet([...ticketIds]);
  const rows = tickets.flatMap((ticket) => ticket?.more?.attachment ?? []);
  // A conversation may be long: it is read only where a message of it has files.
  const said = rows.flatMap(({ messageId, ticketId }) => (messageId === null ? [] : ticketId));
  const threads = said.length ? await db.threads.bulkGet([...new Set(said)]) : [];
  const gone = new Set(
    threads.flatMap((thread) => (thread?.messages ?? []).filter(isRedacted).map(({ id }) => id)),
  );
  return rows.filter(({ messageId }) => !gone.has(messageId ?? ''));
}
