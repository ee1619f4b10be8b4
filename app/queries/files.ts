import { useEffect, useState } from 'react';
import type { Attachment } from '../../shared/model/attachment.ts';
import { limits } from '../../shared/model/limits.ts';
import { isDiskFull } from '../../shared/lib/error-chain.ts';
import { toFileName } from '../../shared/rules/file-names.ts';
import { pictureKind } from '../photos/picture-kind.ts';
import { prepare } from '../photos/prepare.ts';
import { askToPersist } from '../session/persist.ts';
import { replicaOf } from '../session/replica-of.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase, type DeviceDatabase, type FilePart, type FileRecord } from '../store/database.ts';
import {
  draftFiles,
  dropFiles,
  evictCopies,
  filesOn,
  keepChosen,
  readBytes,
  unsentFiles,
} from '../store/files.ts';
import {
  fileSpace,
  keepTicket,
  missingOfKept,
  type FileSpace,
  type TooLittleRoom,
} from '../store/kept-files.ts';
import { readClock } from '../store/meta.ts';
import { contentOf } from '../sync/fetch-file.ts';
import { progressChannel, type FetchProgress } from '../sync/fetch-progress.ts';
import { waitOut } from '../sync/pause.ts';
import { saveAs } from './save-as.ts';
import { useLiveQuery } from './use-live-query.ts';
import { whyNotFetched, type Fetched } from './why-not.ts';

export type ChosenFile = FileRecord;
export type { TooLittleRoom };

/** Why a file was not taken: `too-large` and `empty` for what it is, `no-room` on this device, `unreadable` else. */
export type NotTaken = { name: string; why: 'too-large' | 'empty' | 'no-room' | 'unreadable' | 'too-many' };

const here = () => openDatabase(currentAccount().key);

/** The files that were chosen in a field and have not gone with anything yet; undefined until they were looked up. */
export function useChosenFiles(field: string): readonly ChosenFile[] | undefined {
  const { key } = currentAccount();
  return useLiveQuery(() => draftFiles(openDatabase(key), field), [key, field]);
}

/** Prepares files and keeps them on this device, under the field they were chosen in. Answers those that were not taken. */
export async function chooseFiles(field: string, files: readonly File[]): Promise<NotTaken[]> {
  const db = here();
  void askToPersist();
  const room = limits.filesAtOnce - (await draftFiles(db, field)).length;
  const not: NotTaken[] = [];
  for (const [i, file] of files.entries()) {
    const name = toFileName(file.name);
    const why = i >= room ? 'too-many' : await keepOne(field, file, name);
    if (why) not.push({ name, why });
  }
  return not;
}

async function keepOne(field: string, file: File, given: string): Promise<NotTaken['why'] | undefined> {
  if (file.size === 0) return 'empty';
  try {
    // A picture this large may still become a small one.
    const times = file.size > limits.fileBytes && (await pictureKind(file)) !== null ? 4 : 1;
    if (file.size > limits.fileBytes * times) return 'too-large';
    const { content, type, ...prepared } = await prepare(file);
    if (content.size > limits.fileBytes) return 'too-large';
    const chosen = {
      ...prepared,
      content,
      name: named(given, type, file.type),
      type: type || 'application/octet-stream',
    };
    await keepChosen(here(), field, crypto.randomUUID(), chosen, Date.now());
    return undefined;
  } catch (error) {
    return isDiskFull(error) ? 'no-room' : 'unreadable';
  }
}

/** What was drawn anew as another kind of picture is called so. */
function named(name: string, type: string, before: string): string {
  if (type === before || !['image/jpeg', 'image/png'].includes(type)) return name;
  if ((type === 'image/png' ? /\.png$/i : /\.jpe?g$/i).test(name)) return name;
  return toFileName(`${name.replace(/\.[^.]{1,5}$/, '')}.${type === 'image/png' ? 'png' : 'jpg'}`);
}

/** Lets go of a file that has not gone anywhere. */
export async function dropFile(id: string): Promise<void> {
  await dropFiles(here(), [id]);
}

/** Files without which the office is: they are sent again, now. */
export async function sendAgain(id: string): Promise<void> {
  await here().files.update(id, { problem: null, nextTryAt: null });
}

/** What this device knows of files, by id; only of those it has the bytes of. */
export function useFilesHere(ids: readonly string[]): ReadonlyMap<string, FileRecord> {
  const { key } = currentAccount();
  const joined = ids.join();
  const found = useLiveQuery(
    async () => (await openDatabase(key).files.bulkGet(joined.split(','))).flatMap((file) => file ?? []),
    [key, joined],
  );
  return new Map(found?.map((file) => [file.id, file]));
}

/** The address of bytes that are on this device, for as long as somebody looks; null where they are not. */
export function useBytesHere(id: string, part: FilePart, isHere: boolean): string | null {
  const { key } = currentAccount();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    const db = openDatabase(key);
    const look = async (): Promise<void> => {
      const blob =
        (await readBytes(db, id, part)) ??
        (part === 'thumb' ? await readBytes(db, id, 'content') : undefined);
      if (gone || !blob) return;
      made = URL.createObjectURL(blob);
      setUrl(made);
    };
    if (isHere) void look().catch(() => undefined);
    return () => {
      gone = true;
      setUrl(null);
      if (made) URL.revokeObjectURL(made);
    };
  }, [id, isHere, key, part]);
  return url;
}

/** Waits until a file that nobody has asked for may be fetched (SPEC R1); false where `signal` ended the wait. */
export async function mayComeByItself(signal: AbortSignal): Promise<boolean> {
  await waitOut(replicaOf(currentAccount()), signal);
  return !signal.aborted;
}

/** Fetches a file that is not on this device, and keeps a copy. */
export async function fetchFile(row: Attachment): Promise<Fetched> {
  try {
    await contentOf(replicaOf(currentAccount()), row);
    return 'here';
  } catch (error) {
    return whyNotFetched(error);
  }
}

/** Saves a file where the browser keeps downloads, fetching it first where it is not here. */
export async function saveFile(row: Attachment): Promise<Fetched> {
  try {
    const content = await contentOf(replicaOf(currentAccount()), row);
    saveAs(bytesOf(content), row.name);
    return 'here';
  } catch (error) {
    return whyNotFetched(error);
  }
}

/** As bytes: the browser must not open as a page of ours what somebody sent. */
const bytesOf = (content: Blob): Blob => new Blob([content], { type: 'application/octet-stream' });

/** Saves a file of one's own that the office does not have, where the browser keeps downloads. */
export async function saveUnsent({ id, name }: FileRecord): Promise<void> {
  const content = await readBytes(here(), id, 'content');
  if (content) saveAs(bytesOf(content), name);
}

/** Own files that the office does not have, oldest first; when they came here by the server's time. */
export function useUnsentFiles(): readonly FileRecord[] | undefined {
  const { key } = currentAccount();
  return useLiveQuery(() => readUnsentFiles(openDatabase(key)), [key]);
}

async function readUnsentFiles(db: DeviceDatabase): Promise<FileRecord[]> {
  const [files, { skewMs }] = await Promise.all([unsentFiles(db), readClock(db)]);
  return files.map((file) => ({ ...file, at: file.at + skewMs }));
}

/** About how much of this device files take. */
export function useFileSpace(): FileSpace | undefined {
  const { key } = currentAccount();
  return useLiveQuery(() => fileSpace(openDatabase(key)), [key]);
}

export interface KeptFiles {
  kept: boolean;
  /** Why they are not all here: the device was too full, or all that may be kept here is. */
  lacks: 'device' | 'bound' | null;
  files: number;
  here: number;
}

/** Whether the files of a ticket are kept here, and how many of them are; undefined until it was looked up. */
export function useKeptFiles(ticketId: string): KeptFiles | undefined {
  const { key } = currentAccount();
  return useLiveQuery(() => readKeptFiles(openDatabase(key), ticketId), [key, ticketId]);
}

export async function readKeptFiles(db: DeviceDatabase, ticketId: string): Promise<KeptFiles> {
  const [kept, rows] = await Promise.all([db.keptTickets.get(ticketId), filesOn(db, [ticketId])]);
  const found = await db.files.bulkGet(rows.map(({ id }) => id));
  const [files, here] = [rows.length, found.filter(Boolean).length];
  const missing = rows.filter(({ storedAt }, i) => storedAt !== null && !found[i]).length;
  if (!kept || missing === 0) return { kept: kept !== undefined, lacks: null, files, here };
  if (kept.noRoom) return { kept: true, lacks: 'device', files, here };
  const coming = (await missingOfKept(db)).filter((row) => row.ticketId === ticketId).length;
  return { kept: true, lacks: coming < missing ? 'bound' : null, files, here };
}

/** Keeps the files of a ticket on this device, those that come too, or no longer. Answers where there is too little room. */
export async function keepFilesOf(ticketId: string, kept: boolean): Promise<TooLittleRoom | null> {
  return await keepTicket(here(), ticketId, kept);
}

/** Lets go of the copies of what the office has, but for those that are kept for when there is no network. */
export async function dropFileCopies(): Promise<void> {
  await evictCopies(here(), 0);
}

/** How much of which of these files has come so far, of those that are being fetched, in whichever window. */
export function useFetching(ids: readonly string[]): ReadonlyMap<string, number> {
  const { key } = currentAccount();
  const joined = ids.join();
  const [got, setGot] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    const of = new Set(joined.split(','));
    const channel = new BroadcastChannel(progressChannel(key));
    channel.onmessage = ({ data }: MessageEvent<FetchProgress>) => {
      if (!of.has(data.id)) return;
      setGot((before) => {
        const now = new Map(before);
        if (data.got === null) now.delete(data.id);
        else now.set(data.id, data.got);
        return now;
      });
    };
    return () => channel.close();
  }, [key, joined]);
  return got;
}
