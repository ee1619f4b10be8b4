import { brotliCompress, constants, createBrotliCompress, createGzip, gunzip, gzip } from 'node:zlib';
import { PassThrough, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import type { Context } from 'hono';
import type * as z from 'zod/mini';
import { bounds } from '../../shared/protocol/version.ts';
import { CodedError } from '../errors.ts';
import type { FillPiece } from './fill.ts';

const gunzipAsync = promisify(gunzip);
const gzipAsync = promisify(gzip);
const brotliAsync = promisify(brotliCompress);

/** As small as gzip's best at a fraction of its time (bench/README.md). */
const QUALITY = 5;

/** Replies shorter than this gain nothing by compression. */
const COMPRESS_FROM_BYTES = 1_024;

/** The request's body, unpacked where the device packed it, parsed and checked. Errors are 4xx and change nothing. */
export async function readBody<T>(c: Context, schema: z.ZodMiniType<T>): Promise<T> {
  const raw = Buffer.from(await c.req.arrayBuffer());
  const bytes = c.req.header('content-encoding') === 'gzip' ? await unpackBody(raw) : raw;
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new CodedError('bad-json', 400, 'The request is not valid JSON.');
  }
  return schema.parse(json);
}

async function unpackBody(raw: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(raw, { maxOutputLength: bounds.bodyBytes });
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (tooLarge) throw new CodedError('too-large', 413, 'The request is too large.');
    throw new CodedError('bad-encoding', 400, 'The request could not be unpacked.');
  }
}

/** A JSON reply, compressed where it pays and the device can read it. */
export async function sendJson(c: Context, reply: unknown): Promise<Response> {
  const text = JSON.stringify(reply);
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const encoding = ['br', 'gzip'].find((known) => accepts(c, known));
  if (text.length < COMPRESS_FROM_BYTES || !encoding) return c.body(text, 200, headers);
  const packed =
    encoding === 'br'
      ? await brotliAsync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } })
      : await gzipAsync(text, { level: 4 });
  return c.body(new Uint8Array(packed), 200, {
    ...headers,
    'content-encoding': encoding,
    vary: 'accept-encoding',
  });
}

/**
 * Streams the pieces of a fill as lines, compressed where the device can read it,
 * pushing out what is there whenever a page is whole. Reads on only as fast as the device takes it.
 */
export function sendPieces(
  c: Context,
  pieces: AsyncGenerator<FillPiece>,
  onError: (error: unknown) => void,
): Response {
  const encoding = ['br', 'gzip'].find((known) => accepts(c, known));
  const packer = packerOf(encoding);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      packer.on('data', (chunk: Buffer) => {
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) packer.pause();
      });
      packer.on('end', () => controller.close());
      packer.on('error', (error) => controller.error(error));
      void pump(pieces, packer).catch((error: unknown) => {
        // The device sees a broken stream and resumes from its last page.
        onError(error);
        // What is still being compressed would otherwise arrive in a stream that is over.
        packer.removeAllListeners('data').removeAllListeners('end').destroy();
        controller.error(new Error('the fill broke off'));
      });
    },
    pull: () => void packer.resume(),
    cancel: () => void packer.destroy(),
  });
  return c.body(body, 200, {
    'content-type': 'application/x-ndjson',
    ...(encoding && { 'content-encoding': encoding }),
    'cache-control': 'no-store',
    vary: 'accept-encoding',
  });
}

/** Bytes in, bytes out; `flush` is missing where nothing is held back. */
type Packer = Transform & { flush?: () => void };

function packerOf(encoding: string | undefined): Packer {
  if (encoding === 'br')
    return createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  return encoding === 'gzip' ? createGzip({ level: 1 }) : new PassThrough();
}

async function pump(pieces: AsyncGenerator<FillPiece>, packer: Packer): Promise<void> {
  for await (const { text, flush } of pieces) {
    if (packer.destroyed) return;
    const ready = packer.write(text);
    if (flush) packer.flush?.();
    if (!ready) await drained(packer);
  }
  packer.end();
}

function drained(packer: Packer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      packer.off('drain', done).off('close', done);
      resolve();
    };
    packer.on('drain', done).on('close', done);
  });
}

function accepts(c: Context, encoding: string): boolean {
  return (c.req.header('accept-encoding') ?? '')
    .split(',')
    .some((part) => part.trim().split(';')[0] === encoding);
}
