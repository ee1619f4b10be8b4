import type { Attachment } from '../../shared/model/attachment.ts';
import { readBytes } from '../store/files.ts';
import { keepCopy, missingOfKept } from '../store/kept-files.ts';
import { tellProgress } from './fetch-progress.ts';
import { NetworkError, send, ServerError } from './http.ts';
import { heedPause, waitOut } from './pause.ts';
import type { Replica } from './replica.ts';
import { isOfAll } from './send-files.ts';
import { watchSilence } from './silence.ts';

/** A download may take long, but not in silence. */
const SILENCE_MS = 30_000;

/**
 * Fetches what is missing of the tickets whose files are kept here, one after the other. One that the office cannot give
 * holds up no other.
 * @throws ServerError, NetworkError where nothing can be fetched now, or one could not that may be later
 */
export async function fetchKept(replica: Replica, signal: AbortSignal): Promise<void> {
  const passed = new Set<string>();
  let trouble: ServerError | undefined;
  for (;;) {
    await waitOut(replica, signal);
    const next = (await missingOfKept(replica.db)).find(({ id }) => !passed.has(id));
    if (!next || signal.aborted) break;
    passed.add(next.id);
    await contentOf(replica, next, signal).catch((error: unknown) => {
      if (!(error instanceof ServerError) || isOfAll(error)) throw error;
      if (error.status !== 404) trouble = error;
    });
  }
  if (trouble) throw trouble;
}

/**
 * The content of a file: this device's own, or fetched and kept as a copy (SPEC F3). A device that has no room for the copy
 * shows it all the same. A wait that the server asks for is noted, and not looked at: a person may ask at once (SPEC R1).
 * @throws ServerError (`not-yet-here`: it is still on its author's device), NetworkError
 */
export async function contentOf(replica: Replica, row: Attachment, signal?: AbortSignal): Promise<Blob> {
  const here = await readBytes(replica.db, row.id, 'content');
  if (here) {
    await replica.db.files.update(row.id, { usedAt: replica.now() }).catch(() => undefined);
    return here;
  }
  const content = await heedPause(replica, () => download(replica, row, signal));
  if (content.size !== row.bytes) throw new NetworkError('the answer broke off');
  await keepCopy(replica.db, row, content, replica.now()).catch(() => undefined);
  return content;
}

async function download(replica: Replica, row: Attachment, signal?: AbortSignal): Promise<Blob> {
  const token = await replica.token();
  const progress = tellProgress(replica.accountKey, row.id);
  const alive = watchSilence(SILENCE_MS, progress.heard);
  const both = signal ? AbortSignal.any([signal, alive.signal]) : alive.signal;
  try {
    const request = { path: `/files/${row.ticketId}/${row.id}`, token, signal: both, open: true };
    const response = await send(replica.transport, request);
    try {
      const heard = new Response(response.body?.pipeThrough(alive.through) ?? null);
      return new Blob([await heard.arrayBuffer()], { type: row.type });
    } catch {
      throw new NetworkError('the answer broke off');
    }
  } finally {
    alive.stop();
    progress.end();
  }
}
