import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Json, RawClient } from './raw-client.ts';
import { fileArgs } from './walls-attacks.ts';

/** A picture as small as one can be: the bytes by which any program knows a PNG. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Says that there is a file with this content, and answers its id; its bytes are still to be sent. */
export async function announce(
  who: RawClient,
  ticketId: string,
  content: Uint8Array,
  over: Json = {},
): Promise<string> {
  const args: Json = {
    ...fileArgs({ ticketId, messageId: null }),
    bytes: content.byteLength,
    sha256: sha256(content),
    ...over,
  };
  expect(await who.do('attachment.add', args)).toMatchObject({ status: 'applied' });
  return args['id'] as string;
}

export interface FileAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
  json: any;
}

/** Asks for a path below /files, as it is spelled. */
export async function askFiles(who: RawClient, path: string, init: RequestInit = {}): Promise<FileAnswer> {
  const headers = { authorization: `Bearer ${who.token}` };
  const response = await fetch(`${who.fleet.server.url}/files/${path}`, { ...init, headers });
  const body = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body,
    json: isJson ? JSON.parse(body.toString()) : null,
  };
}

export const send = (
  who: RawClient,
  path: string,
  bytes: Uint8Array,
  at: number | string = 0,
): Promise<FileAnswer> =>
  askFiles(who, `${path}/upload?at=${at}`, { method: 'PUT', body: bytes as BodyInit });
