import { createHmac, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HERE_COOKIE, markCookie } from '../../shared/protocol/mark.ts';
import { inTenant } from '../db/tenant.ts';
import type { AppEnv } from '../http/context.ts';
import { errorToHttp } from '../errors.ts';
import { deriveKey } from '../secret.ts';
import type { RunningServer } from '../server.ts';
import { actorOf, requireActor } from './actor.ts';
import { ask, type Desk, openDesk, type Reply, SECRET, signIn } from './testing/desk.ts';

let desk: Desk;
let server: RunningServer;
beforeAll(async () => {
  desk = await openDesk();
  server = await desk.serve();
});
afterAll(() => desk.stop());

const DAY_MS = 86_400_000;
const refresh = (from: Reply, attempt: string = randomUUID(), account: string = from.body.account) =>
  ask(server, '/auth/refresh', { body: { account, attempt }, cookie: from.cookie });
const sessionRow = (reply: Reply) => {
  const { sid } = JSON.parse(Buffer.from(reply.body.accessToken.split('.')[1], 'base64url').toString());
  return inTenant(
    desk.sql,
    desk.tenantId,
    async (tx) => (await tx`select * from sessions where id = ${sid}`)[0],
  );
};
/** A route behind `requireActor`, as /sync has them. */
function guarded() {
  const app = new Hono<AppEnv>();
  app.use(requireActor(server.parts)).get('/', (c) => c.json(actorOf(c)));
  app.onError((error, c) => {
    const { status, body } = errorToHttp(error, 'test');
    return c.json(body, status);
  });
  return async (token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await app.request('/', { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

describe('refresh', () => {
  test('rotates the token and stores only hashes', async () => {
    const first = await signIn(server);
    const second = await refresh(first);
    expect(second).toMatchObject({
      status: 200,
      body: { account: first.body.account, person: { name: 'Ana' } },
    });
    expect(second.cookie).not.toBe(first.cookie);
    expect((await refresh(second)).status).toBe(200);
    const stored = JSON.stringify(await sessionRow(first));
    for (const reply of [first, second]) expect(stored).not.toContain(reply.cookie?.split('.').at(-1));
  });

  test('a lost reply is given again to the same attempt, any number of times', async () => {
    const first = await signIn(server);
    const attempt = randomUUID();
    const lost = await refresh(first, attempt);
    const again = await refresh(first, attempt);
    const oncemore = await refresh(first, attempt);
    expect([again.status, again.cookie, oncemore.cookie]).toEqual([200, lost.cookie, lost.cookie]);
    expect((await refresh(again)).status).toBe(200);
  });

  test('an attempt that comes again with its own answer gets that again, and the next one goes on from there', async () => {
    const attempt = randomUUID();
    const second = await refresh(await signIn(server), attempt);
    const lost = await refresh(second, attempt);
    expect([lost.status, lost.cookie]).toEqual([200, second.cookie]);
    expect((await refresh(second)).status).toBe(200);
  });

  test('a superseded token with another attempt ends the family for both', async () => {
    const first = await signIn(server);
    const second = await refresh(first);
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'session-reused' } });
    expect(await refresh(second)).toMatchObject({ status: 401, body: { code: 'session-ended' } });
    expect(await guarded()(second.body.accessToken)).toMatchObject({
      status: 401,
      body: { code: 'token-expired' },
    });
  });

  test('so does one from two generations ago, even with its own attempt', async () => {
    const first = await signIn(server);
    const attempt = randomUUID();
    const third = await refresh(await refresh(first, attempt));
    expect(await refresh(first, attempt)).toMatchObject({ status: 401, body: { code: 'session-reused' } });
    expect((await refresh(third)).body.code).toBe('session-ended');
  });

  test('two refreshes at once with one token: the same attempt is one rotation', async () => {
    const first = await signIn(server);
    const attempt = randomUUID();
    const [a, b] = await Promise.all([refresh(first, attempt), refresh(first, attempt)]);
    expect([a.status, b.status, a.cookie]).toEqual([200, 200, b.cookie]);
  });

  test('a made-up token ends nothing', async () => {
    const first = await signIn(server);
    const forged = { ...first, cookie: first.cookie?.replace(/.{4}$/, 'beef') };
    expect(await refresh(forged)).toMatchObject({ status: 401, body: { code: 'session-missing' } });
    expect((await refresh(first)).status).toBe(200);
  });

  test('no cookie, or another account’s: not signed in, and nothing is rotated', async () => {
    const first = await signIn(server);
    expect((await refresh({ ...first, cookie: undefined })).body.code).toBe('session-missing');
    const other = '0123456789abcdef';
    const renamed = { ...first, cookie: first.cookie?.replace(first.body.account, other) };
    expect((await refresh(renamed, randomUUID(), other)).body.code).toBe('session-missing');
    expect((await refresh(first)).status).toBe(200);
  });

  test('30 days sliding, 24 hours from sign-in on a shared computer', async () => {
    const [enrolled, shared] = [await signIn(server), await signIn(server, { shared: true })];
    const start = desk.clock.nowMs;
    desk.clock.nowMs = start + DAY_MS - 1000;
    const later = await refresh(enrolled);
    const laterShared = await refresh(shared);
    expect([later.status, laterShared.status]).toEqual([200, 200]);
    desk.clock.nowMs = start + DAY_MS;
    expect((await refresh(laterShared)).body.code).toBe('session-ended');
    desk.clock.nowMs = start + 30 * DAY_MS;
    const muchLater = await refresh(later);
    expect(muchLater.status).toBe(200);
    desk.clock.nowMs = start + 60 * DAY_MS;
    expect((await refresh(muchLater)).body.code).toBe('session-ended');
  });

  test('the page’s own mark of its account is said again, for longer than a page could; nothing else is (D8)', async () => {
    const first = await signIn(server);
    const { account } = first.body as { account: string };
    const others = '0123456789abcdef';
    const refreshWith = async (cookies: Record<string, string>) => {
      const cookie = [first.cookie, ...Object.entries(cookies).map((pair) => pair.join('='))].join('; ');
      const reply = await refresh({ ...first, cookie });
      expect(reply.status).toBe(200);
      Object.assign(first, { cookie: reply.cookie });
      return reply.headers.getSetCookie().slice(1);
    };
    const birth = randomUUID();
    const said = await refreshWith({
      [markCookie(account)]: birth,
      [HERE_COOKIE]: account,
      [markCookie(others)]: randomUUID(),
    });
    const terms = 'Max-Age=34560000; Path=/; Secure; SameSite=Strict';
    expect(said).toEqual([
      `${markCookie(account)}=${birth}; ${terms}`,
      `${HERE_COOKIE}=${account}; ${terms}`,
    ]);
    // Who is not marked is not marked by it, and what no page of ours says is not said again.
    expect(await refreshWith({})).toEqual([]);
    expect(await refreshWith({ [markCookie(account)]: 'ana@acme.test', [HERE_COOKIE]: others })).toEqual([]);
    const cookie = `${first.cookie}; ${markCookie(account)}=${birth}; ${HERE_COOKIE}=${account}`;
    const out = await ask(server, '/auth/sign-out', { body: { account }, cookie });
    const ended = out.headers.getSetCookie().slice(1);
    expect(ended.map((text) => text.split(';')[0])).toEqual([`${markCookie(account)}=`, `${HERE_COOKIE}=`]);
    for (const text of ended) expect(text).toContain('Max-Age=0');
  });

  test('sign-out ends the session and the cookie; a second one is no error', async () => {
    const first = await signIn(server);
    const given = { body: { account: first.body.account }, cookie: first.cookie };
    const out = await ask(server, '/auth/sign-out', given);
    expect(out.status).toBe(200);
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expect((await ask(server, '/auth/sign-out', given)).status).toBe(200);
    expect((await refresh(first)).body.code).toBe('session-ended');
  });

  test('access that was taken away is told apart from a session that has ended', async () => {
    const first = await signIn(server, { email: 'uma@acme.test' });
    const set = (active: boolean) =>
      inTenant(
        desk.sql,
        desk.tenantId,
        (tx) => tx`update people set active = ${active} where id = ${desk.umaId}`,
      );
    await set(false);
    expect((await refresh(first)).body.code).toBe('session-revoked');
    expect((await guarded()(first.body.accessToken)).body.code).toBe('session-revoked');
    await set(true);
    expect((await refresh(first)).status).toBe(200);
  });
});

describe('the access token', () => {
  const claims = () => ({ tid: desk.tenantId, sid: randomUUID(), role: 'admin' });
  const sign = (key: Uint8Array, alg = 'HS256', audience = 'waypost') =>
    new SignJWT(claims())
      .setProtectedHeader({ alg })
      .setSubject(desk.anaId)
      .setIssuer('waypost')
      .setAudience(audience)
      .setIssuedAt(Math.floor(desk.clock.nowMs / 1000))
      .setExpirationTime(Math.floor(desk.clock.nowMs / 1000) + 900)
      .sign(key);
  const ourKey = deriveKey(SECRET, 'access-token');

  test('gives the actor, with the role the database has', async () => {
    const { body } = await signIn(server);
    const get = guarded();
    expect((await get(body.accessToken)).body).toMatchObject({
      tenantId: desk.tenantId,
      personId: desk.anaId,
      role: 'agent',
    });
    const setRole = (role: string) =>
      inTenant(
        desk.sql,
        desk.tenantId,
        (tx) => tx`update people set role = ${role} where id = ${desk.anaId}`,
      );
    await setRole('admin');
    desk.clock.nowMs += 11_000;
    expect((await get(body.accessToken)).body).toMatchObject({ role: 'admin' });
    await setRole('agent');
  });

  test('a revoked session is refused within ten seconds', async () => {
    const reply = await signIn(server);
    const get = guarded();
    expect((await get(reply.body.accessToken)).status).toBe(200);
    const { id } = (await sessionRow(reply)) ?? {};
    await inTenant(desk.sql, desk.tenantId, (tx) => tx`update sessions set revoked_at = 1 where id = ${id}`);
    desk.clock.nowMs += 10_000;
    expect(await get(reply.body.accessToken)).toMatchObject({
      status: 401,
      body: { code: 'session-revoked' },
    });
    expect((await refresh(reply)).body.code).toBe('session-revoked');
  });

  test('expires after 15 minutes', async () => {
    const { body } = await signIn(server);
    desk.clock.nowMs += 15 * 60_000 + 1000;
    expect(await guarded()(body.accessToken)).toMatchObject({ status: 401, body: { code: 'token-expired' } });
  });

  test('is refused when missing, malformed, forged, unsigned, for another audience or of another algorithm', async () => {
    const get = guarded();
    expect((await get()).body.code).toBe('token-missing');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(
      JSON.stringify({ sub: desk.anaId, ...claims(), iss: 'waypost', aud: 'waypost', iat: 1, exp: 9e9 }),
    ).toString('base64url')}.`;
    const { body } = await signIn(server);
    const [header, payload, signature] = body.accessToken.split('.');
    const altered = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const withRole = Buffer.from(JSON.stringify({ ...altered, role: 'admin' })).toString('base64url');
    const bad = {
      malformed: 'abc',
      unsigned,
      'another key': await sign(Buffer.from('x'.repeat(32))),
      'the secret itself as key': await sign(Buffer.from(SECRET)),
      'another algorithm': await sign(Buffer.concat([ourKey, ourKey]), 'HS512'),
      'another audience': await sign(ourKey, 'HS256', 'elsewhere'),
      'altered claims': `${header}.${withRole}.${signature}`,
      'a MAC of our own making': `${header}.${withRole}.${createHmac('sha256', 'k').update(`${header}.${withRole}`).digest('base64url')}`,
    };
    for (const [what, token] of Object.entries(bad)) {
      expect([what, (await get(token)).body.code]).toEqual([what, 'token-invalid']);
    }
  });

  test('of a session that does not exist says: refresh', async () => {
    expect((await guarded()(await sign(ourKey))).body.code).toBe('token-expired');
  });
});
