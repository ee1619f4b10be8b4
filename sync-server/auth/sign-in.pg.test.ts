import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionReplySchema } from '../../shared/protocol/auth.ts';
import { inTenant } from '../db/tenant.ts';
import { ask, type Desk, openDesk, signIn } from './testing/desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.stop());

describe('sign-in', () => {
  test('answers with person, tenant, a short access token and a guarded cookie', async () => {
    const server = await desk.serve();
    const reply = await signIn(server, { tenant: ' ACME ', email: 'Ana@Acme.test' });
    expect(reply.status).toBe(200);
    const body = sessionReplySchema.parse(reply.body);
    expect(body).toMatchObject({
      expiresInSeconds: 900,
      person: { id: desk.anaId, name: 'Ana', email: 'ana@acme.test', role: 'agent' },
      tenant: { id: desk.tenantId, slug: 'acme', name: 'Acme' },
    });
    const cookie = reply.headers.getSetCookie()[0];
    expect(cookie).toMatch(new RegExp(`^wp_${body.account}=`));
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/auth', 'Max-Age=2592000']) {
      expect(cookie).toContain(part);
    }
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  test('on a shared computer the cookie goes with the browser', async () => {
    const reply = await signIn(await desk.serve(), { shared: true });
    expect(reply.headers.getSetCookie()[0]).not.toContain('Max-Age');
  });

  test('wrong password, unknown account and unknown desk get one answer', async () => {
    const server = await desk.serve();
    const replies = [
      await signIn(server, { password: 'wrong' }),
      await signIn(server, { email: 'nobody@acme.test' }),
      await signIn(server, { tenant: 'nowhere' }),
    ];
    for (const reply of replies) {
      expect(reply).toMatchObject({ status: 401, body: { code: 'wrong-credentials' }, cookie: undefined });
      expect(reply.body).toEqual(replies[0]?.body);
    }
  });

  test('that it failed is in the log of an account that there is, once for a while, and nothing that was typed', async () => {
    const server = await desk.serve();
    const quarterMs = 15 * 60_000;
    desk.clock.nowMs = Math.ceil(desk.clock.nowMs / quarterMs) * quarterMs;
    const typed = { password: 'a wrong guess' };
    await signIn(server, { ...typed, email: 'nobody@acme.test' });
    for (let i = 0; i < 2; i += 1) await signIn(server, typed);
    desk.clock.nowMs += quarterMs;
    await signIn(server, typed);
    const logged = () =>
      inTenant(desk.sql, desk.tenantId, (tx) => tx`select * from audit order by received_at desc`);
    const failed = { action: 'sign-in', actor_id: desk.anaId, refused: 'wrong-credentials', changes: {} };
    await expect
      .poll(logged)
      .toMatchObject(
        [desk.clock.nowMs, desk.clock.nowMs - quarterMs].map((at) => ({ ...failed, received_at: at })),
      );
    expect(JSON.stringify(await logged())).not.toMatch(/guess|nobody/);
  });

  test('an account that does not exist takes as long as one that does', async () => {
    const server = await desk.serve({ TRUST_PROXY: '1' });
    const median = async (email: (i: number) => string) => {
      const times: number[] = [];
      for (let i = 0; i < 9; i += 1) {
        const from = performance.now();
        await signIn(
          server,
          { email: email(i), password: 'wrong' },
          { 'x-forwarded-for': `192.0.2.${Math.random()}` },
        );
        times.push(performance.now() - from);
      }
      return times.sort((a, b) => a - b)[4] ?? 0;
    };
    await signIn(server); // the decoy's hash is made at the first use
    const known = await median((i) => (i % 2 ? 'ana@acme.test' : 'uma@acme.test'));
    const unknown = await median((i) => `nobody${i}@acme.test`);
    expect(unknown).toBeGreaterThan(known / 3);
  });

  test('a deactivated person cannot sign in', async () => {
    const server = await desk.serve();
    await desk.sql.begin(async (tx) => {
      await tx`select set_config('app.tenant_id', ${desk.tenantId}, true)`;
      await tx`update people set active = false where id = ${desk.anaId}`;
    });
    expect(await signIn(server)).toMatchObject({ status: 401, body: { code: 'wrong-credentials' } });
    // An admin reads that somebody has tried, though the password was the right one.
    const failed = () =>
      desk.sql.begin(async (tx) => {
        await tx`select set_config('app.tenant_id', ${desk.tenantId}, true)`;
        return await tx`
          select 1 from audit where action = 'sign-in' and refused is not null and actor_id = ${desk.anaId}`;
      });
    await expect.poll(async () => (await failed()).length).toBeGreaterThan(0);
  });

  test('a form is told which fields are wrong, never their values', async () => {
    const reply = await signIn(await desk.serve(), { password: '', email: 7, extra: 'secret' });
    expect(reply).toMatchObject({ status: 400, body: { code: 'bad-request' } });
    expect(Object.keys(reply.body.details.fields)).toEqual(expect.arrayContaining(['email', 'password']));
    expect(JSON.stringify(reply.body)).not.toContain('7');
  });
});

describe('too many tries', () => {
  const from = (address: string) => ({ 'x-forwarded-for': `203.0.113.1, ${address}` });

  test('by account, from anywhere, surviving a restart; the right password is refused too', async () => {
    const server = await desk.serve({ TRUST_PROXY: '1' });
    for (let i = 0; i < 5; i += 1) {
      expect((await signIn(server, { password: 'wrong' }, from(`198.51.100.${i}`))).status).toBe(401);
    }
    await server.stop();
    const again = await desk.serve({ TRUST_PROXY: '1' });
    const locked = await signIn(again, {}, from('198.51.100.99'));
    expect(locked).toMatchObject({
      status: 429,
      body: { code: 'too-many-tries', details: { retryAfterSeconds: 900 } },
    });
    expect(locked.headers.get('retry-after')).toBe('900');
    expect((await signIn(again, { email: 'uma@acme.test' }, from('198.51.100.98'))).status).toBe(200);
  });

  test('by address, whatever accounts it tries, surviving a restart', async () => {
    const server = await desk.serve();
    for (let i = 0; i < 5; i += 1) {
      expect((await signIn(server, { email: `nobody${i}@acme.test` })).status).toBe(401);
    }
    await server.stop();
    expect((await signIn(await desk.serve())).status).toBe(429);
    expect((await signIn(await desk.serve({ TRUST_PROXY: '1' }), {}, from('198.51.100.7'))).status).toBe(200);
  });

  test('a forwarding header is not believed without a proxy of ours', async () => {
    const server = await desk.serve();
    for (let i = 0; i < 5; i += 1)
      await signIn(server, { email: `nobody${i}@acme.test` }, from(`198.51.100.${i}`));
    expect((await signIn(server, {}, from('198.51.100.50'))).status).toBe(429);
  });

  test('guesses sent all at once get no more than five looks', async () => {
    const servers = [await desk.serve({ TRUST_PROXY: '1' }), await desk.serve({ TRUST_PROXY: '1' })] as const;
    const guesses = Array.from({ length: 30 }, (_, i) =>
      signIn(servers[i % 2 === 0 ? 0 : 1], { password: 'wrong' }, from(`198.51.100.${i}`)),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
    expect(new Set(statuses)).toEqual(new Set([...statuses.filter((s) => s === 401), 429]));
  });

  test('success forgives the account and never counts against an address', async () => {
    const server = await desk.serve();
    for (let i = 0; i < 4; i += 1) await signIn(server, { password: 'wrong' });
    for (let i = 0; i < 8; i += 1) expect((await signIn(server)).status).toBe(200);
    expect((await signIn(server, { password: 'wrong' })).status).toBe(401);
    expect((await signIn(server)).status).toBe(429); // the address' fifth
  });

  test('twenty people behind one address sign in at once', async () => {
    const server = await desk.serve();
    const replies = await Promise.all(Array.from({ length: 20 }, () => signIn(server)));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });
});

describe('GET /auth/tenant', () => {
  test.each([
    ['acme.localhost', 200],
    ['ACME.localhost:8787', 200],
    ['acme.example.org', 200],
    ['nowhere.localhost', 404],
    ['localhost', 404],
    ['127.0.0.1:8787', 404],
    ['example.org', 404],
  ])('%s → %i', async (host, status) => {
    const server = await desk.serve({ TRUST_PROXY: '1' });
    const reply = await ask(server, '/auth/tenant', { headers: { 'x-forwarded-host': host } });
    expect(reply).toMatchObject({
      status,
      body: status === 200 ? { slug: 'acme', name: 'Acme' } : { code: 'no-tenant' },
    });
  });
});
