import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from './db/connect.ts';
import { type TestDatabase, testDatabase } from './db/testing/database.ts';
import { readEnv } from './env.ts';
import { type RunningServer, startServer } from './server.ts';

const SECRET = 'a secret of thirty-two characters, or more';
const CODE = `console.log(${JSON.stringify('a line of code that repeats itself '.repeat(100))});`;

let database: TestDatabase;
let dist: string;
let server: RunningServer;
const start = (settings: Record<string, string> = {}) =>
  startServer({
    env: readEnv({ PORT: '0', WAYPOST_SECRET: SECRET, LOG_LEVEL: 'silent', DEMO: '0', ...settings }),
    appUrl: database.appUrl,
    dist,
  });

beforeAll(async () => {
  database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'waypost-dist-'));
  dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'outside');
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>Waypost</title>');
  await writeFile(join(dist, 'sw.js'), '// worker');
  await writeFile(join(dist, 'manifest.webmanifest'), '{}');
  await writeFile(join(dist, 'icon.png'), 'png');
  await writeFile(join(dist, 'assets', 'main-abc123.js'), CODE);
  await writeFile(join(dist, 'assets', 'pre-abc123.js'), 'plain');
  await writeFile(join(dist, 'assets', 'pre-abc123.js.br'), 'built before');
  server = await start();
});
afterAll(async () => {
  await server.stop();
  await database.stop();
  await rm(join(dist, '..'), { recursive: true, force: true });
});

/**
 * Sends the path as it is written; fetch() would tidy it first. Each on a connection of its own: a server that refuses a
 * body closes while the client is still writing, and Node's keep-alive agent has by then let go of the socket, whose
 * EPIPE nobody would hear.
 */
function raw(
  path: string,
  given: {
    method?: string;
    headers?: Record<string, string>;
    body?: Buffer | string;
    to?: RunningServer;
  } = {},
): Promise<{
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  json(): any;
}> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, to = server } = given;
    const asked = request(
      { host: '127.0.0.1', port: to.port, path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const json = () => JSON.parse(bytes.toString());
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, json });
        });
      },
    );
    asked.on('error', reject).end(given.body);
  });
}

describe('every reply', () => {
  test.each(['/', '/health', '/auth/nothing', '/missing.js', '/sync/nothing'])(
    '%s has the guarding headers',
    async (path) => {
      const { headers } = await raw(path, { headers: { accept: 'text/html' } });
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'self'; script-src 'self';"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('geolocation=(self)'),
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    },
  );
});

describe('errors are coded', () => {
  test.each([
    ['unknown route', '/auth/nothing', {}, 404, 'not-found'],
    ['no JSON', '/auth/sign-in', { method: 'POST', body: '{' }, 400, 'bad-json'],
    ['wrong fields', '/auth/sign-in', { method: 'POST', body: '{"tenant":1}' }, 400, 'bad-request'],
    ['too large', '/auth/sign-in', { method: 'POST', body: Buffer.alloc(65_537) }, 413, 'too-large'],
    [
      'too large, unannounced',
      '/auth/sign-in',
      { method: 'POST', body: Buffer.alloc(65_537), headers: { 'transfer-encoding': 'chunked' } },
      413,
      'too-large',
    ],
    [
      'too large for sync',
      '/sync/push',
      { method: 'POST', body: Buffer.alloc(4 * 1024 * 1024 + 1) },
      413,
      'too-large',
    ],
    ['a host that is none', '/health', { headers: { host: 'a@b' } }, 400, 'bad-request'],
  ] as const)('%s', async (_name, path, given, status, code) => {
    const reply = await raw(path, given);
    expect([reply.status, reply.json().code]).toEqual([status, code]);
  });
});

describe('writes from other sites', () => {
  const post = (headers: Record<string, string>, to?: RunningServer) =>
    raw('/auth/sign-out', {
      method: 'POST',
      body: '{"account":"0123456789abcdef"}',
      headers,
      ...(to && { to }),
    });

  test.each([
    [{ origin: 'https://evil.test' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ host: 'acme.localhost:8787', origin: 'http://evil.localhost:8787' }, 403],
    [{ host: 'acme.localhost:8787', origin: 'http://acme.localhost:8787' }, 200],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{}, 200],
  ])('%o → %i', async (headers, status) => {
    expect((await post(headers as unknown as Record<string, string>)).status).toBe(status);
  });

  test('the public origin is our own', async () => {
    const behindProxy = await start({ PUBLIC_ORIGIN: 'https://desk.example.org/' });
    const reply = await post({ origin: 'https://desk.example.org' }, behindProxy);
    expect([reply.status, reply.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
    await behindProxy.stop();
  });
});

describe('the built app', () => {
  test.each([
    ['/', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/tickets/202401-0001', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/sw.js', 200, 'text/javascript; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 200, 'application/manifest+json', 'no-cache'],
    ['/icon.png', 200, 'image/png', 'public, max-age=3600'],
    ['/assets/main-abc123.js', 200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ])('%s', async (path, status, type, cache) => {
    const reply = await raw(path, { headers: { accept: 'text/html' } });
    expect([reply.status, reply.headers['content-type'], reply.headers['cache-control']]).toEqual([
      status,
      type,
      cache,
    ]);
  });

  test.each([
    '/assets/gone-abc123.js',
    '/assets',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%00.html',
    '/%',
    '//etc/passwd',
  ])('%s is a coded 404 for a script, and never a file outside', async (path) => {
    const reply = await raw(path, { headers: { accept: '*/*' } });
    expect([reply.status, reply.json().code]).toEqual([404, 'not-found']);
  });

  test('comes compressed as the browser can take it, or as the build left it', async () => {
    const get = (path: string, encodings: string) => raw(path, { headers: { 'accept-encoding': encodings } });
    const br = await get('/assets/main-abc123.js', 'gzip, deflate, br');
    expect([br.headers['content-encoding'], brotliDecompressSync(br.bytes).toString()]).toEqual(['br', CODE]);
    const gz = await get('/assets/main-abc123.js', 'gzip, br;q=0');
    expect([gz.headers['content-encoding'], gunzipSync(gz.bytes).toString()]).toEqual(['gzip', CODE]);
    const plain = await get('/assets/main-abc123.js', 'identity');
    expect([plain.headers['content-encoding'], plain.bytes.toString()]).toEqual([undefined, CODE]);
    expect((await get('/assets/pre-abc123.js', 'br')).bytes.toString()).toBe('built before');
    expect((await get('/icon.png', 'br')).headers['content-encoding']).toBeUndefined();
  });

  test('is not sent again unchanged', async () => {
    const { headers } = await raw('/');
    const again = await raw('/', { headers: { 'if-none-match': String(headers.etag), accept: 'text/html' } });
    expect([again.status, again.bytes.byteLength]).toEqual([304, 0]);
  });
});

describe('health', () => {
  test('is 200 with a database and 503 without one, within seconds', async () => {
    const other = await testDatabase();
    const env = readEnv({ PORT: '0', WAYPOST_SECRET: SECRET, LOG_LEVEL: 'silent', DEMO: '0' });
    const lonely = await startServer({ env, appUrl: other.appUrl, dist });
    expect((await raw('/health', { to: lonely })).json()).toEqual({
      status: 'ok',
      checks: { database: 'ok', migrations: 'ok' },
      counters: { checks: 0, differences: 0 },
    });
    const admin = connect(database.superUrl, { max: 1 });
    await admin.unsafe(`alter database ${other.name} allow_connections false`);
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${other.name}`;
    const from = performance.now();
    const failing = await raw('/health', { to: lonely });
    expect([failing.status, failing.json().checks.database]).toEqual([503, 'failing']);
    expect(performance.now() - from).toBeLessThan(15_000); // a connection's own patience is longer
    await admin.end();
    await lonely.stop();
    await other.stop();
  });
});

describe('stopping', () => {
  test('ends streams, lets a request finish, refuses new ones', async () => {
    const own = await start();
    let ended = false;
    own.parts.closing.push(() => {
      ended = true;
    });
    const body = '{"account":"0123456789abcdef"}';
    const socket = connectSocket(own.port, '127.0.0.1');
    // It is at it as soon as it asks for the rest.
    const head = `host: localhost\r\nexpect: 100-continue\r\ncontent-length: ${body.length}`;
    socket.write(`POST /auth/sign-out HTTP/1.1\r\n${head}\r\n\r\n`);
    const [asked] = (await once(socket, 'data')) as [Buffer];
    expect(asked.toString()).toMatch(/^HTTP\/1.1 100/);
    const stopped = own.stop();
    const refused = () => raw('/health', { to: own }).then(String, (error: { code?: string }) => error.code);
    await expect.poll(refused).toBe('ECONNREFUSED');
    await expect.poll(() => ended).toBe(true); // while the request is still under way
    socket.write(body);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    expect(reply.toString()).toMatch(/^HTTP\/1.1 200 OK/);
    await stopped;
  });

  test('a busy port is one sentence', async () => {
    await expect(start({ PORT: String(server.port) })).rejects.toThrow(
      /^Port \d+ is taken by another program/,
    );
  });
});
