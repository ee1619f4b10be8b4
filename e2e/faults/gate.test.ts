import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Gate, type Cut } from './gate.ts';

// What the faults rely on: a cut is inside of what it cuts, and is told.

let server: Server;
let gate: Gate;
/** Bodies that reached the server, and how many requests broke off on their way to it. */
let arrived: string[];
let broken: number;
const PIECES = ['greeting', 'one delta', 'another delta'];
const REPLY = 'r'.repeat(1_000);

beforeEach(async () => {
  [arrived, broken] = [[], 0];
  server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (piece: Buffer) => (body += piece.toString()));
    incoming.on('error', () => (broken += 1));
    incoming.on('close', () => arrived.push(body));
    incoming.on('end', () => {
      if (incoming.url === '/stream')
        PIECES.forEach((piece, i) => setTimeout(() => outgoing.write(piece), i * 50));
      else outgoing.end(REPLY);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gate = await new Gate((server.address() as AddressInfo).port).open();
});
afterEach(async () => {
  await gate.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Asks through the gate. Answers what came of the reply, and whether it broke off. */
async function ask(path: string, body?: string): Promise<{ text: string; broke: boolean }> {
  let text = '';
  try {
    const response = await fetch(gate.url + path, body === undefined ? {} : { method: 'POST', body });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
    return { text, broke: false };
  } catch {
    return { text, broke: true };
  }
}

function cut(of: Cut['of'], at: number): number[] {
  const done: number[] = [];
  gate.fate = () => ({ cut: { of, at, done: (bytes) => done.push(bytes) } });
  return done;
}

test('what is not cut passes whole, both ways', async () => {
  expect(await ask('/', 'b'.repeat(100_000))).toEqual({ text: REPLY, broke: false });
  expect(arrived).toEqual(['b'.repeat(100_000)]);
});

test('what is answered in the place of the server never reaches it', async () => {
  const instead = { status: 503, headers: { 'retry-after': '7' }, body: { code: 'busy' } };
  gate.fate = (path) => (path === '/busy' ? { instead } : undefined);
  const response = await fetch(`${gate.url}/busy`, { method: 'POST', body: 'b' });
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
  expect(await response.json()).toEqual({ code: 'busy' });
  expect(arrived).toEqual([]);
  expect(await ask('/')).toEqual({ text: REPLY, broke: false });
});

test.each([0, 0.001, 0.5, 0.9999])('a reply is cut at %d of it, always before its end', async (at) => {
  const done = cut('reply', at);
  const { text, broke } = await ask('/');
  expect([broke, done]).toEqual([true, [Math.floor(at * 1_000)]]);
  expect(text.length).toBeLessThan(1_000);
});

test.each([0.001, 0.5, 0.9999])(
  'a request’s body is cut at %d of it, and the server never has the end',
  async (at) => {
    const done = cut('request', at);
    const body = 'b'.repeat(3_000);
    expect(await ask('/', body)).toEqual({ text: '', broke: true });
    expect(done).toEqual([Math.floor(at * 3_000)]);
    await expect.poll(() => [arrived, broken]).toEqual([['b'.repeat(done[0] ?? 0)], 1]);
  },
);

test('a request’s body is cut before its first byte: the request does not even set out', async () => {
  const done = cut('request', 0);
  expect(await ask('/', 'b'.repeat(3_000))).toEqual({ text: '', broke: true });
  expect([done, arrived]).toEqual([[0], []]);
});

test.each([0, 1, 2])('a stream is cut inside of its piece %d, and has what came before it', async (piece) => {
  const done = cut({ piece }, 0.5);
  const { text, broke } = await ask('/stream');
  const half = (PIECES[piece] ?? '').length / 2;
  expect([broke, done]).toEqual([true, [Math.floor(half)]]);
  const before = PIECES.slice(0, piece).join('');
  expect(text.startsWith(before)).toBe(true);
  expect(text.length).toBeLessThanOrEqual(before.length + half);
});
