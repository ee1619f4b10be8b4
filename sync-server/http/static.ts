import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { codeOf } from '../cannot-start.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from './context.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const COMPRESSED = new Set([
  '.html',
  '.js',
  '.css',
  '.json',
  '.map',
  '.webmanifest',
  '.svg',
  '.txt',
  '.wasm',
]);
const COMPRESS_FROM_BYTES = 1024;

type Encoding = 'br' | 'gzip';
type Variant = { encoding: Encoding | undefined; bytes: Buffer<ArrayBuffer> };
type Served = { file: string; etag: string };

/**
 * Serves the built app from `dist`: hashed files for ever, everything else checked again at each use, `index.html`
 * for every navigation (the app has its own routes). Unknown files are a coded 404, so that a missing chunk never
 * arrives as HTML.
 */
export function staticRoutes(dist: string): Hono<AppEnv> {
  const root = resolve(dist);
  const variants = new Map<string, Promise<Variant>>();
  return new Hono<AppEnv>().get('*', async (c) => {
    const path = decodedPath(c.req.path);
    const served =
      (await findFile(root, path)) ??
      (isNavigation(c, path) ? await findFile(root, '/index.html') : undefined);
    if (served === undefined) throw new CodedError('not-found', 404, 'There is nothing here.');
    c.header('Cache-Control', cacheControl(root, served.file));
    c.header('ETag', served.etag);
    c.header('Vary', 'Accept-Encoding');
    if (c.req.header('if-none-match') === served.etag) return c.body(null, 304);
    const variant = await variantOf(variants, served, c.req.header('accept-encoding') ?? '');
    c.header('Content-Type', TYPES[extname(served.file)] ?? 'application/octet-stream');
    if (variant.encoding !== undefined) c.header('Content-Encoding', variant.encoding);
    c.header('Content-Length', String(variant.bytes.byteLength));
    return c.body(variant.bytes);
  });
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new CodedError('not-found', 404, 'There is nothing here.');
  }
}

/** The file of this path if it is one of `root`'s; never anything outside, however the path is spelled. */
async function findFile(root: string, path: string): Promise<Served | undefined> {
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const file = resolve(join(root, path));
  if (!file.startsWith(root + sep)) return undefined;
  try {
    const { size, mtimeMs, isFile } = await fileStat(file);
    return isFile
      ? { file, etag: `W/"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"` }
      : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

async function fileStat(file: string) {
  const found = await stat(file);
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() };
}

function isNavigation(c: Context<AppEnv>, path: string): boolean {
  if (path === '/') return true;
  if (extname(path) !== '') return false;
  return (
    c.req.header('sec-fetch-mode') === 'navigate' || (c.req.header('accept') ?? '').includes('text/html')
  );
}

function cacheControl(root: string, file: string): string {
  if (file.startsWith(join(root, 'assets') + sep)) return 'public, max-age=31536000, immutable';
  const asked = ['.html', '.js', '.webmanifest', '.json'].includes(extname(file));
  return asked ? 'no-cache' : 'public, max-age=3600';
}

/** The bytes to send: a file the build compressed, else compressed here once and kept. */
function variantOf(kept: Map<string, Promise<Variant>>, served: Served, accepted: string): Promise<Variant> {
  const encoding = COMPRESSED.has(extname(served.file)) ? preferred(accepted) : undefined;
  const key = `${encoding ?? 'plain'} ${served.etag} ${served.file}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = makeVariant(served.file, encoding);
  // A rebuilt app leaves entries of its former files; an app has a few hundred.
  if (kept.size > 1000) kept.clear();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}

function preferred(accepted: string): Encoding | undefined {
  const offered = accepted.split(',').map((part) => part.trim());
  const takes = (name: string) =>
    offered.some((part) => part.split(';')[0] === name && !/;\s*q=0(\.0*)?$/.test(part));
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : undefined;
}

async function makeVariant(file: string, encoding: Encoding | undefined): Promise<Variant> {
  if (encoding !== undefined) {
    const built = await readFile(`${file}.${encoding === 'br' ? 'br' : 'gz'}`).catch(() => undefined);
    if (built !== undefined) return { encoding, bytes: built };
  }
  const plain = await readFile(file);
  if (encoding === undefined || plain.byteLength < COMPRESS_FROM_BYTES)
    return { encoding: undefined, bytes: plain };
  const bytes =
    encoding === 'br'
      ? await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } })
      : await promisify(gzip)(plain, { level: 7 });
  return { encoding, bytes: Buffer.from(bytes) };
}
