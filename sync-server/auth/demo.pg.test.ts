import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoReplySchema } from '../../shared/protocol/auth.ts';
import type { RunningServer } from '../server.ts';
import { ask, type Desk, openDesk } from './testing/desk.ts';

let desk: Desk;
let server: RunningServer;
beforeAll(async () => {
  desk = await openDesk({ demo: true });
  server = await desk.serve({ DEMO: '1', HOST: '0.0.0.0' });
});
afterAll(() => desk.stop());

/** fetch() sets the Host header itself, so these go by node:http. */
function get(address: string, headers: Record<string, string>): Promise<{ status: number; body: any }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: address, port: server.port, path: '/auth/demo', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    asked.on('error', reject).end();
  });
}

describe('the demo', () => {
  test('lists its people and signs one in, on this machine', async () => {
    const { status, body } = await get('127.0.0.1', { host: `localhost:${server.port}` });
    expect(status).toBe(200);
    const { tenants } = demoReplySchema.parse(body);
    expect(tenants).toMatchObject([
      {
        slug: 'acme',
        people: [
          { name: 'Ana', role: 'agent', teams: ['Field'] },
          { name: 'Uma', teams: [] },
        ],
      },
    ]);
    const reply = await ask(server, '/auth/demo', { body: { tenant: 'acme', personId: desk.umaId } });
    expect(reply).toMatchObject({ status: 200, body: { person: { name: 'Uma', role: 'user' } } });
    expect(reply.cookie).toBeDefined();
  });

  test.each(['localhost', '127.0.0.1:1', '[::1]:8787', 'acme.localhost'])(
    'answers to the host %s',
    async (host) => {
      expect((await get('127.0.0.1', { host })).status).toBe(200);
    },
  );

  const off = { status: 404, body: { code: 'demo-off' } };

  test.each(['example.org', 'localhost.example.org', 'evil-localhost', '10.0.0.1'])(
    'is off for the host %s, which somebody may have pointed here',
    async (host) => {
      expect(await get('127.0.0.1', { host })).toMatchObject(off);
    },
  );

  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host', 'x-forwarded-proto'])(
    'is off behind a proxy that sends %s',
    async (name) => {
      expect(await get('127.0.0.1', { host: 'localhost', [name]: '127.0.0.1' })).toMatchObject(off);
    },
  );

  test('is off for other machines', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address;
    if (outside === undefined) return; // a machine without a network has no other machines
    expect(await get(outside, { host: 'localhost' })).toMatchObject(off);
  });

  test('is off for desks that are none, unknown people, and everywhere with DEMO=0', async () => {
    for (const body of [
      { tenant: 'nowhere', personId: desk.umaId },
      { tenant: 'acme', personId: desk.tenantId },
    ]) {
      expect(await ask(server, '/auth/demo', { body })).toMatchObject(off);
    }
    expect(await ask(await desk.serve({ DEMO: '0' }), '/auth/demo')).toMatchObject(off);
    const real = await openDesk({ demo: false });
    const demoOn = await real.serve({ DEMO: '1' });
    expect((await ask(demoOn, '/auth/demo')).body).toEqual({ tenants: [] });
    expect(await ask(demoOn, '/auth/demo', { body: { tenant: 'acme', personId: real.anaId } })).toMatchObject(
      off,
    );
    await real.stop();
  });
});
