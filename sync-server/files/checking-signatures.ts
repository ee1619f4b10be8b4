import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Hono } from 'hono';
import { proxy } from 'hono/proxy';

// For tests: the S3 server that npm offers takes every signature of the fourth version for good. This stands before it,
// signs each request anew with AWS's own signer, and lets through what was signed alike.

class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
}

function bytesOf(value: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof value === 'string') return value;
  return value instanceof ArrayBuffer
    ? new Uint8Array(value)
    : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Whether AWS would have signed the request as it was signed, and its body is the one whose digest was signed. */
async function isSigned(request: Request, body: Buffer, credentials: Keys): Promise<boolean> {
  const claim = request.headers.get('authorization') ?? '';
  const names = /SignedHeaders=([^,]+)/.exec(claim)?.[1]?.split(';') ?? [];
  const headers = Object.fromEntries(names.map((name) => [name, request.headers.get(name) ?? '']));
  const digest = headers['x-amz-content-sha256'];
  if (digest !== 'UNSIGNED-PAYLOAD' && digest !== createHash('sha256').update(body).digest('hex'))
    return false;
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const { protocol, hostname, pathname } = new URL(request.url);
  const at = headers['x-amz-date']?.replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:') ?? '';
  const signed = await signer.sign(
    { method: request.method, protocol, hostname, path: pathname, query: {}, headers },
    { signingDate: new Date(at), signableHeaders: new Set(names) },
  );
  return claim !== '' && signatureIn(signed.headers.authorization) === signatureIn(claim);
}

const signatureIn = (line: string | undefined): string | undefined => /Signature=(\w+)/.exec(line ?? '')?.[1];

/** Stands before the server at `origin`, and answers 403 to what is not signed with these keys. */
export function checkingSignatures(origin: string, keys: Keys): Hono {
  return new Hono().all('*', async (c) => {
    const body = Buffer.from(await c.req.arrayBuffer());
    if (!(await isSigned(c.req.raw, body, keys))) return c.text('<Code>SignatureDoesNotMatch</Code>', 403);
    const { pathname } = new URL(c.req.url);
    const headers = c.req.header();
    return await proxy(`${origin}${pathname}`, {
      method: c.req.method,
      headers,
      ...(body.length && { body }),
    });
  });
}
