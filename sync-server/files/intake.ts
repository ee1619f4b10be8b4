import type { Readable } from 'node:stream';
import type { Attachment } from '../../shared/model/attachment.ts';
import { noteStored } from '../../shared/mutations/server-work.ts';
import type { UploadReply } from '../../shared/protocol/files.ts';
import { fileCopyRef } from '../../shared/mutations/split.ts';
import type { Tx } from '../db/connect.ts';
import { LockMore, retryTransient } from '../db/retry.ts';
import { claimRoom, freeRoom, isKept, noteKept, readSplitOff } from '../db/sync/files.ts';
import { inTenant } from '../db/tenant.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import { CodedError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { doOwnWork } from '../sync/own-work.ts';
import { type Arrival, type Arrivals, TooMany, WrongPlace } from './arrivals.ts';
import { contentTypeOf } from './content-type.ts';
import type { FileStore } from './store.ts';

/**
 * Takes in the bytes of attachments (SPEC F2): piece by piece onto this server's disk, and when all have come held against
 * what the row says of them, put into the store, and only then told. Killed anywhere, it goes on with the next request.
 */
export class Intake {
  readonly #parts: Parts;
  readonly #store: FileStore;
  readonly #arrivals: Arrivals;

  constructor(parts: Parts, store: FileStore) {
    this.#parts = parts;
    this.#store = store;
    this.#arrivals = parts.arrivals;
  }

  /** Where the device goes on. What was all here but not told yet, because this server was killed, is told now. */
  async stateOf(tenantId: string, row: Attachment): Promise<UploadReply> {
    if (row.storedAt !== null) return { at: row.bytes, stored: true };
    await this.#claim(tenantId, row);
    const arrival = arrivalOf(tenantId, row);
    // A question stops nobody who is at it.
    if (this.#arrivals.isBusy(arrival)) return await this.#goingOn(tenantId, row);
    return await this.#arrivals.alone(arrival, async () => {
      const at = await this.#arrivals.sizeOf(arrival);
      return at >= row.bytes ? await this.#finish(tenantId, row) : await this.#goingOn(tenantId, row);
    });
  }

  /** Of nothing here it may be that all was here a moment ago, and has been put where it stays since `row` was read. */
  async #goingOn(tenantId: string, row: Attachment): Promise<UploadReply> {
    const at = await this.#arrivals.sizeOf(arrivalOf(tenantId, row));
    const { sql } = this.#parts;
    const stored = at === 0 && (await inTenant(sql, tenantId, (tx) => isKept(tx, row)));
    return { at: stored ? row.bytes : at, stored };
  }

  /** @throws CodedError `wrong-place`, `too-large`, `wrong-content`, `quota-person`, `quota-tenant` */
  async take(tenantId: string, row: Attachment, from: number, body: Readable): Promise<UploadReply> {
    if (row.storedAt !== null) return { at: row.bytes, stored: true };
    await this.#claim(tenantId, row);
    const arrival = arrivalOf(tenantId, row);
    return await this.#arrivals.alone(arrival, async (signal) => {
      const at = await this.#arrivals.append(arrival, from, body, signal).catch((error: unknown) => {
        if (error instanceof WrongPlace)
          throw new CodedError('wrong-place', 409, 'The bytes do not go on where the last ones ended.');
        if (error instanceof TooMany)
          throw new CodedError('too-large', 413, 'There are more bytes than were announced.');
        if (signal.aborted)
          throw new CodedError('superseded', 409, 'Another request goes on with this file.');
        throw error;
      });
      return at >= row.bytes ? await this.#finish(tenantId, row) : { at, stored: false };
    });
  }

  async #claim(tenantId: string, row: Attachment): Promise<void> {
    const { sql, env, now } = this.#parts;
    const spent = await inTenant(sql, tenantId, (tx) => claimRoom(tx, tenantId, row, env.fileQuota, now()));
    if (spent === 'person')
      throw new CodedError('quota-person', 507, 'Your files take all the room there is for one person.');
    if (spent === 'tenant')
      throw new CodedError(
        'quota-tenant',
        507,
        'The files of this workspace take all the room there is for it.',
      );
  }

  /** All bytes are here. */
  async #finish(tenantId: string, row: Attachment): Promise<UploadReply> {
    const { sql, now } = this.#parts;
    const { ticketId, id, sha256, bytes } = row;
    const arrival = arrivalOf(tenantId, row);
    if ((await this.#arrivals.digestOf(arrival)) !== sha256) {
      await this.#arrivals.drop(arrival);
      await inTenant(sql, tenantId, (tx) => freeRoom(tx, row));
      throw new CodedError('wrong-content', 422, 'What came is not what was announced.');
    }
    const path = this.#arrivals.pathOf(arrival);
    const type = await contentTypeOf(path);
    await this.#store.put({ tenantId, sha256 }, path, bytes);
    await retryTransient(() =>
      inTenant(sql, tenantId, async (tx) => {
        const at = now();
        const places = [{ ticketId, id }, ...(await copiesOf(tx, row))];
        const subject = { ticketIds: places.map((place) => place.ticketId), lists: ['attachment'] as const };
        await doOwnWork(tx, { tenantId, now: at }, subject, async () => {
          // Its message was made a ticket before this one was locked: that is to be locked as well.
          if ((await copiesOf(tx, row)).length >= places.length) throw new LockMore();
          return places.map((place) => ({
            action: 'attachment.stored',
            ticketId: place.ticketId,
            plan: (input) => noteStored(input, { ...place, type }),
          }));
        });
        await noteKept(tx, row, at);
      }),
    );
    await this.#arrivals.drop(arrival);
    // A hint: whoever misses it hears of the file with the next pull.
    await sql.notify(WAKE_CHANNEL, `files ${tenantId}`).catch(() => undefined);
    return { at: bytes, stored: true };
  }
}

/** Where else it lies: in the ticket that was made of its message, which happens once. */
async function copiesOf(
  tx: Tx,
  { ticketId, id, messageId }: Attachment,
): Promise<{ ticketId: string; id: string }[]> {
  if (messageId === null) return [];
  const made = await readSplitOff(tx, ticketId, messageId);
  return made.map((to) => ({ ticketId: to, id: fileCopyRef(to, id).id }));
}

const arrivalOf = (tenantId: string, { ticketId, id, bytes }: Attachment): Arrival => ({
  tenantId,
  ticketId,
  id,
  bytes,
});
