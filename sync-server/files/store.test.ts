import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type ServerType } from '@hono/node-server';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkingSignatures } from './checking-signatures.ts';
import { DiskStore } from './disk-store.ts';
import { S3Store, type S3Options } from './s3-store.ts';
import type { ContentKey, FileStore } from './store.ts';

// One contract, run against a folder and against a server that speaks S3, behind one that looks at every signature.

let folder: string;
let s3: S3rver;
let front: ServerType;
let options: S3Options;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waypost-store-'));
  s3 = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'desk files', configs: [] }],
  });
  const { port } = (await s3.run()) as AddressInfo;
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const { fetch } = checkingSignatures(`http://127.0.0.1:${port}`, keys);
  const at = await new Promise<AddressInfo>((resolve) => {
    front = serve({ fetch, hostname: '127.0.0.1', port: 0 }, resolve);
  });
  options = {
    endpoint: `http://127.0.0.1:${at.port}/`,
    bucket: 'desk files',
    region: 'us-east-1',
    ...keys,
  };
});
afterAll(async () => {
  front.close();
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

async function fileWith(content: Buffer): Promise<{ key: ContentKey; path: string; bytes: number }> {
  const path = join(folder, 'arriving', randomUUID());
  await mkdir(join(folder, 'arriving'), { recursive: true });
  await writeFile(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { key: { tenantId: randomUUID(), sha256 }, path, bytes: content.length };
}

async function read(store: FileStore, key: ContentKey): Promise<Buffer | undefined> {
  const found = await store.open(key);
  if (!found) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of found) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

const stores: [name: string, make: () => FileStore][] = [
  ['a folder', () => new DiskStore(join(folder, 'disk'))],
  ['S3', () => new S3Store(options)],
];

describe.each(stores)('%s', (_, make) => {
  test('gives back what it was given, also after the file it came from is gone', async () => {
    const store = make();
    const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (__, i) => (i * 7) % 256));
    const { key, path, bytes } = await fileWith(content);
    await store.put(key, path, bytes);
    await rm(path);
    expect((await read(store, key))?.equals(content)).toBe(true);
  });

  test('keeps the same content once, however often it is put', async () => {
    const store = make();
    const { key, path, bytes } = await fileWith(Buffer.from('twice'));
    await store.put(key, path, bytes);
    await store.put(key, path, bytes);
    expect((await read(store, key))?.toString()).toBe('twice');
  });

  test('has nothing under another tenant, nor what was never put', async () => {
    const store = make();
    const { key, path, bytes } = await fileWith(Buffer.from('mine'));
    await store.put(key, path, bytes);
    expect(await read(store, { ...key, tenantId: randomUUID() })).toBeUndefined();
    expect(await read(store, { ...key, sha256: 'f'.repeat(64) })).toBeUndefined();
  });

  test('says so where it cannot keep something', async () => {
    const { key } = await fileWith(Buffer.from('x'));
    await expect(make().put(key, join(folder, 'nothing'), 1)).rejects.toThrow(/ENOENT|Unable to open/);
  });
});

test('a store says at the start that its bucket is not ours, or is not reached', async () => {
  await expect(new S3Store(options).check()).resolves.toBeUndefined();
  await expect(new S3Store({ ...options, bucket: 'none' }).check()).rejects.toThrow(/S3_BUCKET answers 404/);
  await expect(new S3Store({ ...options, accessKeyId: 'NOBODY' }).check()).rejects.toThrow(/answers 403/);
  const away = new S3Store({ ...options, endpoint: 'http://127.0.0.1:9' });
  await expect(away.check()).rejects.toThrow(/cannot be reached/);
});

test('S3 refuses somebody else, and that is no missing file', async () => {
  const { key, path, bytes } = await fileWith(Buffer.from('x'));
  const stranger = new S3Store({ ...options, accessKeyId: 'NOBODY' });
  await expect(stranger.put(key, path, bytes)).rejects.toThrow(/answered 403/);
  await expect(stranger.open(key)).rejects.toThrow(/answered 403/);
  const pretender = new S3Store({ ...options, secretAccessKey: 'guessed' });
  await expect(pretender.put(key, path, bytes)).rejects.toThrow(/answered 403/);
  await expect(pretender.open(key)).rejects.toThrow(/answered 403/);
});

test('a content that is not the signed one is refused, and nothing is kept', async () => {
  const { key, path, bytes } = await fileWith(Buffer.from('changed on the way'));
  const other = { ...key, sha256: createHash('sha256').update('what was signed').digest('hex') };
  await expect(new S3Store(options).put(other, path, bytes)).rejects.toThrow(/answered 403/);
  expect(await read(new S3Store(options), other)).toBeUndefined();
});
