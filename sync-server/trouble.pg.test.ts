import { connect as connectSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from './db/testing/database.ts';
import { readEnv } from './env.ts';
import { createLog } from './log.ts';
import { startServer, type RunningServer } from './server.ts';

// R1: a server in trouble says so by 503, and when to come back, so that devices wait instead of knocking.

let database: TestDatabase;
let wire: Wire;
let server: RunningServer;

/** A wire to PostgreSQL that can be cut. */
interface Wire {
  url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

async function wireTo(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const relay: Server = createServer((from) => {
    const to = connectSocket(Number(port), hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => void (from.destroy(), to.destroy()));
    }
    from.pipe(to).pipe(from);
  });
  const listen = (at: number): Promise<void> => new Promise((done) => relay.listen(at, '127.0.0.1', done));
  await listen(0);
  const mine = (relay.address() as AddressInfo).port;
  const through = new URL(url);
  through.host = `127.0.0.1:${mine}`;
  return {
    url: through.href,
    async cut() {
      const closed = new Promise((done) => relay.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(mine),
  };
}

beforeAll(async () => {
  database = await testDatabase();
  wire = await wireTo(database.appUrl);
  const env = readEnv({ PORT: '0', DATABASE_URL: wire.url, WAYPOST_SECRET: 'x'.repeat(40), DEMO: 'off' });
  server = await startServer({ env, appUrl: wire.url, log: createLog('silent') });
});
afterAll(async () => {
  await server?.stop();
  await wire?.cut();
  await database?.stop();
});

const signIn = async (): Promise<{ status: number; retryAfter: string | null; code: unknown }> => {
  const response = await fetch(`${server.url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'nobody', email: 'nobody@desk.example', password: 'x' }),
  });
  const { code } = (await response.json()) as { code: unknown };
  return { status: response.status, retryAfter: response.headers.get('retry-after'), code };
};

test('without its database the server says when to come back, and goes on by itself afterwards', async () => {
  expect(await signIn()).toMatchObject({ status: 401 });
  await wire.cut();
  expect(await signIn()).toEqual({ status: 503, retryAfter: '5', code: 'database-away' });
  await wire.mend();
  await expect.poll(async () => (await signIn()).status, { timeout: 10_000 }).toBe(401);
});

test('while it stops, a request on a connection that is open already is told when to come back', async () => {
  const socket = connectSocket(server.port, '127.0.0.1');
  const heard = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
  });
  socket.write('GET /auth/tenant HTTP/1.1\r\nHost: localhost\r\n');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopped = server.stop();
  socket.write('Connection: close\r\n\r\n');
  const answer = await heard;
  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).toMatch(/\r\nretry-after: 3\r\n/i);
  expect(answer).toContain('"code":"stopping"');
  await stopped;
});
