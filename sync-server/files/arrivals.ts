import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { codeOf } from '../cannot-start.ts';

/** What is arriving: an attachment of a tenant, by ids that were checked. */
export interface Arrival {
  tenantId: string;
  ticketId: string;
  id: string;
  /** How much of it there is to come, in bytes. */
  bytes: number;
}

/** The bytes do not begin where the last ones ended. */
export class WrongPlace extends Error {
  override name = 'WrongPlace';
}
/** There are more than were announced; nothing of them was kept. */
export class TooMany extends Error {
  override name = 'TooMany';
}

/**
 * Files on their way, each in a file of its own on this server's disk that only grows: whatever came of a request counts,
 * however it ended. One writer each at a time, and the newest is it: a connection that is dead without knowing would
 * otherwise keep its own device waiting.
 */
export class Arrivals {
  readonly #folder: string;
  readonly #writing = new Map<string, { end: AbortController; ended: Promise<unknown> }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Does `work` as the only one that works on this arrival; whoever did so before is stopped, by `signal`. */
  async alone<T>(arrival: Arrival, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return await this.#aloneAt(this.pathOf(arrival), work);
  }

  async #aloneAt<T>(path: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.#writing.get(path);
    const end = new AbortController();
    const mine = (async () => {
      before?.end.abort();
      await before?.ended;
      return await work(end.signal);
    })();
    const ended = mine.catch(() => undefined);
    const entry = { end, ended };
    this.#writing.set(path, entry);
    return await mine.finally(() => {
      if (this.#writing.get(path) === entry) this.#writing.delete(path);
    });
  }

  /** Whether a request is being written, or what came is being looked at. */
  isBusy(arrival: Arrival): boolean {
    return this.#writing.has(this.pathOf(arrival));
  }

  /** How many bytes have come. */
  async sizeOf(arrival: Arrival): Promise<number> {
    const found = await stat(this.pathOf(arrival)).catch(noneWhereNothing);
    return found?.size ?? 0;
  }

  /**
   * Writes what comes from `at` on, and answers how many bytes there are then. Inside `alone`.
   * @throws WrongPlace, TooMany; what `body` throws, with what came before that kept
   */
  async append(arrival: Arrival, at: number, body: Readable, signal: AbortSignal): Promise<number> {
    // Also one that waits for bytes that never come.
    addAbortSignal(signal, body);
    const path = this.pathOf(arrival);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a', 0o600);
    try {
      // Of the very file that is written to: another server of this folder may let go of it at any moment.
      if ((await file.stat()).size !== at) throw new WrongPlace();
      return await write(file, at, arrival.bytes, body);
    } finally {
      await file.close();
    }
  }

  /** SHA-256 of what has come, in hexadecimal. */
  async digestOf(arrival: Arrival): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.pathOf(arrival))) hash.update(chunk as Buffer);
    return hash.digest('hex');
  }

  async drop(arrival: Arrival): Promise<void> {
    await rm(this.pathOf(arrival), { force: true });
  }

  /**
   * Lets go of what nothing was added to since a time, in milliseconds since 1970, unless somebody is at it: their device
   * has it still, and begins again. Answers how many that were.
   */
  async dropResting(before: number, signal?: AbortSignal): Promise<number> {
    let dropped = 0;
    for (const path of await this.#paths()) {
      if (signal?.aborted) break;
      if (!(await isResting(path, before)) || this.#writing.has(path)) continue;
      await this.#aloneAt(path, async () => {
        // Somebody may have been at it between the two.
        if (!(await isResting(path, before))) return;
        await rm(path, { force: true });
        dropped += 1;
      });
    }
    return dropped;
  }

  async #paths(): Promise<string[]> {
    const folder = join(this.#folder, 'arriving');
    const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(noneWhereNothing);
    return (found ?? [])
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  }

  /** An identity is one under a ticket: the same under another is another file, and perhaps another person's. */
  pathOf({ tenantId, ticketId, id }: Arrival): string {
    return join(this.#folder, 'arriving', tenantId, ticketId, id);
  }
}

async function isResting(path: string, before: number): Promise<boolean> {
  const found = await stat(path).catch(noneWhereNothing);
  return found !== undefined && found.mtimeMs < before;
}

function noneWhereNothing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

async function write(
  file: FileHandle,
  at: number,
  most: number,
  body: AsyncIterable<Uint8Array>,
): Promise<number> {
  let size = at;
  try {
    for await (const chunk of body) {
      if (size + chunk.byteLength > most) {
        await file.truncate(at);
        throw new TooMany();
      }
      await file.appendFile(chunk);
      size += chunk.byteLength;
    }
  } finally {
    await file.sync();
  }
  return size;
}
