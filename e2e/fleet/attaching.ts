import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { enqueueWithFiles } from '../../app/store/attach.ts';
import { keepChosen } from '../../app/store/files.ts';
import type { Attachment } from '../../shared/model/attachment.ts';
import { sha256 } from './file-client.ts';
import type { Device } from './fleet.ts';

// What screens do with files, on a device without one.

export const bytesOf = (n: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: n }, (_, i) => (i * 31) % 251);

/** Chooses a file in a ticket's field, as the screen does once it is prepared. */
export async function choose(
  device: Device,
  field: string,
  content: Uint8Array<ArrayBuffer>,
  type = 'application/pdf',
) {
  const id = randomUUID();
  const file = {
    name: 'report.pdf',
    type,
    bytes: content.length,
    sha256: sha256(content),
    width: null,
    height: null,
  };
  await keepChosen(
    device.db,
    field,
    id,
    { ...file, content: new Blob([content]), thumb: null },
    device.replica.now(),
  );
  return { id, ...file };
}

type Chosen = Awaited<ReturnType<typeof choose>>;

/** Sends a message with files that were chosen. */
export async function sendWith(device: Device, ticketId: string, files: Chosen[], internal = false) {
  const messageId = randomUUID();
  const changes = [
    { name: 'message.add', args: { ticketId, id: messageId, body: 'See the file', internal } },
    ...files.map((file) => ({ name: 'attachment.add', args: { ...file, ticketId, messageId, internal } })),
  ] as Parameters<typeof enqueueWithFiles>[2];
  const ids = files.map(({ id }) => id);
  const making = { newId: randomUUID, nowMs: device.replica.now() };
  return await enqueueWithFiles(device.db, device.replica.actor, changes, { ids, ticketId }, making);
}

export async function attach(
  device: Device,
  ticketId: string,
  content: Uint8Array<ArrayBuffer>,
  internal = false,
): Promise<string> {
  const file = await choose(device, ticketId, content);
  expect(await sendWith(device, ticketId, [file], internal)).not.toHaveProperty('refusal');
  return file.id;
}

/** A file's row, as a device has it. */
export const rowOn = async ({ db }: Device, ticketId: string, id: string): Promise<Attachment | undefined> =>
  (await db.tickets.get(ticketId))?.more?.attachment?.find((row) => row.id === id);
