import { pieceBytes, uploadReplySchema, type UploadReply } from '../../shared/protocol/files.ts';
import type { FileRecord } from '../store/database.ts';
import { noteError } from '../store/error-log.ts';
import { FILE_AGAIN_MS, noteSent, readBytes, readyFiles } from '../store/files.ts';
import { call, NetworkError, ServerError } from './http.ts';
import { waitOut } from './pause.ts';
import type { Replica } from './replica.ts';

/** What is the matter with one file and not with the way to the server: the others go on, and this one is told. */
const OWN_TROUBLE = new Set([
  'quota-person',
  'quota-tenant',
  'wrong-content',
  'too-large',
  'not-found',
  'not-allowed',
  'bad-request',
]);
/** After so long one that the office stumbled over, and the others meanwhile. */
const STUMBLED_MS = 60_000;
/** A piece that took longer is followed by smaller ones, one that took less than a third of it by larger ones. */
const SLOW_MS = 9_000;
/** How often the office may say that it goes on elsewhere than it said before. */
const TURNS_MAX = 5;

/**
 * Sends the bytes of every file whose row is at the office, one after the other, each from where the office has got to
 * (SPEC F1). Correct whoever else does it at the same time; the lock around it only saves work. Answers how many are at
 * the office now that were not before.
 * @throws ServerError, NetworkError: what is sent stays sent
 */
export async function sendFiles(replica: Replica, signal: AbortSignal): Promise<number> {
  let done = 0;
  for (;;) {
    const [next] = await readyFiles(replica.db, replica.now());
    if (!next || signal.aborted) return done;
    const { file, ticketId } = next;
    if (await sendFile(replica, file, `/files/${ticketId}/${file.id}/upload`, signal)) {
      await noteSent(replica.db, next);
      done += 1;
    }
  }
}

async function sendFile(
  replica: Replica,
  file: FileRecord,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { db } = replica;
  try {
    const content = await readBytes(db, file.id, 'content');
    if (!content) return await inTrouble(replica, file, foundHere('bytes-gone'));
    for (let turns = 0; turns < TURNS_MAX; turns += 1) {
      await waitOut(replica, signal);
      const request = { path, token: await replica.token(), signal };
      const from = await call(replica.transport, request, uploadReplySchema);
      if (await sendFrom(replica, { file, path, content, signal }, from)) return true;
    }
    return await inTrouble(replica, file, foundHere('wrong-place'));
  } catch (error) {
    if (!(error instanceof ServerError) || isOfAll(error)) throw error;
    return await inTrouble(replica, file, error, OWN_TROUBLE.has(error.code) ? FILE_AGAIN_MS : STUMBLED_MS);
  }
}

/** Whether an answer is about whoever asks and not about what they send: sign in, come later. */
export const isOfAll = ({ status, retryAfterMs }: ServerError): boolean =>
  [401, 429, 503].includes(status) || retryAfterMs !== null;

interface Sending {
  file: FileRecord;
  path: string;
  content: Blob;
  signal: AbortSignal;
}

/** Sends on from where the office is. False where it turns out to be elsewhere. */
async function sendFrom(
  replica: Replica,
  { file, path, content, signal }: Sending,
  from: UploadReply,
): Promise<boolean> {
  let { at, stored } = from;
  while (!stored) {
    // Whatever else was told meanwhile to leave the server alone (SPEC R1).
    await waitOut(replica, signal);
    signal.throwIfAborted();
    await replica.db.files.update(file.id, { sent: at, problem: null });
    const piece = content.slice(at, at + pieceOf(replica));
    const sentAt = replica.now();
    try {
      const request = { path: `${path}?at=${at}`, bytes: piece, token: await replica.token(), signal };
      ({ at, stored } = await call(replica.transport, request, uploadReplySchema));
      setPace(replica, replica.now() - sentAt, true);
    } catch (error) {
      if (error instanceof ServerError && error.code === 'wrong-place') return false;
      if (error instanceof NetworkError) setPace(replica, replica.now() - sentAt, false);
      throw error;
    }
  }
  return true;
}

const pieceOf = ({ pace }: Replica): number => pace.piece ?? pieceBytes.first;

/** What does not get through is tried smaller the next time, what goes easily larger. */
function setPace(replica: Replica, tookMs: number, through: boolean): void {
  const { min, max } = pieceBytes;
  const piece = pieceOf(replica);
  if (!through || tookMs > SLOW_MS) replica.pace.piece = Math.max(min, Math.floor(piece / 2));
  else if (tookMs < SLOW_MS / 3) replica.pace.piece = Math.min(max, piece * 2);
}

/** What this device has found by itself. */
const foundHere = (code: string) => ({ name: 'FileError', code });

/** Keeps what is the matter with a file, and when to try again; where that is new it is noted among the last errors too. */
async function inTrouble(
  replica: Replica,
  { id, problem }: FileRecord,
  error: { name: string; code: string },
  afterMs = FILE_AGAIN_MS,
): Promise<false> {
  const at = replica.now();
  await replica.db.files.update(id, { problem: error.code, nextTryAt: at + afterMs });
  // Tried for days, it would push all else out of what is remembered.
  if (error.code !== problem) await noteError(replica.db, 'files', error, at);
  return false;
}
