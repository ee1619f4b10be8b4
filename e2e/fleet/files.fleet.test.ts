import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../sync-server/app.ts';
import { SERVER_REPLICA } from '../../shared/clock/dot.ts';
import { membershipId } from '../../shared/model/directory.ts';
import { fileCopyRef } from '../../shared/mutations/split.ts';
import { announce, askFiles, PNG, send, sha256 } from './file-client.ts';
import { addTenant, startFleet, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper } from './invariants.ts';
import { RawClient } from './raw-client.ts';

// What the server does with bytes that people send it, and whom it gives them to (SPEC F2, F3).

let fleet: Fleet;
let tenant: TestTenant;
let ana: RawClient;
let rita: RawClient;
let rolf: RawClient;
let ticketId: string;
beforeAll(async () => {
  fleet = await startFleet();
  ({ tenant } = fleet);
  [ana, rita, rolf] = [
    await RawClient.open(fleet, tenant, tenant.people.ana),
    await RawClient.open(fleet, tenant, tenant.people.rita),
    await RawClient.open(fleet, tenant, tenant.people.rolf),
  ];
  ticketId = await rita.file('The gate is stuck');
});
afterAll(() => fleet.stop());

const rowOf = async (id: string) => {
  const [row] = await asSuper(fleet, (sql) => sql`select * from attachments where id = ${id}`);
  return row;
};

describe('what comes is believed only when it was seen (F2)', () => {
  test('in pieces, and what it is by its content; the office’s word comes from the server’s own replica', async () => {
    const id = await announce(rita, ticketId, PNG, { name: 'Türschild.jpg', type: 'image/jpeg' });
    const path = `${ticketId}/${id}`;
    expect((await askFiles(rita, `${path}/upload`)).json).toEqual({ at: 0, stored: false });
    expect((await send(rita, path, PNG.subarray(0, 10))).json).toEqual({ at: 10, stored: false });
    expect((await send(rita, path, PNG.subarray(0, 10))).json).toMatchObject({ code: 'wrong-place' });
    expect((await askFiles(ana, path)).json).toMatchObject({ code: 'not-yet-here' });
    expect((await send(rita, path, PNG.subarray(10), 10)).json).toEqual({ at: PNG.length, stored: true });
    expect((await send(rita, path, PNG, 0)).json).toEqual({ at: PNG.length, stored: true });
    expect(await rowOf(id)).toMatchObject({ type: 'image/png', r: SERVER_REPLICA });
    const { body, headers } = await askFiles(ana, path);
    expect(body.equals(PNG)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="T_rschild.jpg"; filename*=UTF-8''T%C3%BCrschild.jpg`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
  });

  test.each([
    ['a page that calls itself a picture', '<!doctype html><script>alert(1)</script>', 'image/png'],
    [
      'a drawing with a script in it',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      'image/svg+xml',
    ],
    [
      'xml that calls itself a page',
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
      'text/html',
    ],
  ])('%s is given back as bytes to be saved', async (_, content, type) => {
    const bytes = Buffer.from(content);
    const id = await announce(rita, ticketId, bytes, { type });
    await send(rita, `${ticketId}/${id}`, bytes);
    const { headers } = await askFiles(rita, `${ticketId}/${id}`);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(['text/plain', 'application/xml']).toContain((await rowOf(id))?.['type']);
  });

  test('another content of the same length is none, and may be sent again as it should be', async () => {
    const right = Buffer.from('right');
    const id = await announce(rita, ticketId, right);
    const path = `${ticketId}/${id}`;
    expect((await send(rita, path, Buffer.from('wrong'))).json).toMatchObject({ code: 'wrong-content' });
    expect((await rowOf(id))?.['stored_at']).toBeNull();
    expect((await askFiles(rita, `${path}/upload`)).json).toEqual({ at: 0, stored: false });
    expect((await send(rita, path, right)).json).toMatchObject({ stored: true });
  });

  test('more than was announced is refused, and of it nothing kept', async () => {
    const id = await announce(rita, ticketId, Buffer.from('four'));
    const path = `${ticketId}/${id}`;
    await send(rita, path, Buffer.from('fo'));
    expect((await send(rita, path, Buffer.from('ur and more'), 2)).json).toMatchObject({ code: 'too-large' });
    expect((await askFiles(rita, `${path}/upload`)).json).toEqual({ at: 2, stored: false });
  });

  test.each(['-1', '5', '1e3', 'x', '', '99999999999', '0x1'])(
    'there is no place %j to go on from',
    async (at) => {
      const id = await announce(rita, ticketId, Buffer.from('four'));
      const { status, json } = await send(rita, `${ticketId}/${id}`, Buffer.from('four'), at);
      expect([status, json.code]).toEqual([400, 'bad-request']);
    },
  );

  test('a request that breaks off leaves what has come, and the next goes on from there', async () => {
    const content = Buffer.alloc(300_000, 7);
    const id = await announce(rita, ticketId, content);
    const path = `${ticketId}/${id}`;
    await brokenOff(rita, `${path}/upload?at=0`, content, 100_000);
    await expect.poll(async () => (await askFiles(rita, `${path}/upload`)).json.at).toBeGreaterThan(0);
    const { at } = (await askFiles(rita, `${path}/upload`)).json;
    expect(at).toBeLessThanOrEqual(100_000);
    expect((await send(rita, path, content.subarray(at), at)).json).toEqual({ at: 300_000, stored: true });
  });

  test('a connection that hangs keeps nobody waiting', async () => {
    const content = Buffer.alloc(50_000, 9);
    const id = await announce(rita, ticketId, content);
    const path = `${ticketId}/${id}`;
    const hanging = hang(rita, `${path}/upload?at=0`, content, 20_000);
    await expect.poll(async () => (await askFiles(rita, `${path}/upload`)).json.at).toBeGreaterThan(0);
    const { at } = (await askFiles(rita, `${path}/upload`)).json;
    expect((await send(rita, path, content.subarray(at), at)).json).toMatchObject({ stored: true });
    hanging.destroy();
  });

  test('who has taken all their room is told whose it was, also where ten are sent at once', async () => {
    const { env } = fleet.server.parts;
    const before = env.fileQuota;
    const other = await addTenant(fleet.sql);
    const agent = await RawClient.open(fleet, other, other.people.ana);
    const admin = await RawClient.open(fleet, other, other.people.admin);
    const on = await agent.file('Quota');
    env.fileQuota = { person: 1_000, tenant: 1_500 };
    try {
      const contents = Array.from({ length: 10 }, (_, i) => Buffer.alloc(600, i));
      const ids: string[] = [];
      for (const content of contents) ids.push(await announce(agent, on, content));
      const answers = await Promise.all(
        contents.map((content, i) => send(agent, `${on}/${ids[i]}`, content)),
      );
      const said = answers.map(({ json }) => json.code ?? json.stored);
      expect(said.filter((one) => one === true)).toHaveLength(1);
      expect(said.filter((one) => one === 'quota-person')).toHaveLength(9);
      const more = Buffer.alloc(950, 3);
      const id = await announce(admin, on, more);
      expect((await send(admin, `${on}/${id}`, more)).json).toMatchObject({ code: 'quota-tenant' });
    } finally {
      env.fileQuota = before;
    }
  });
});

describe('who may see a ticket may fetch its files, and nobody else (F3)', () => {
  const notThere = { status: 404, json: { code: 'not-found' } };
  let open: string;
  let internal: string;
  let waiting: string;
  beforeAll(async () => {
    const [a, b, c] = [Buffer.from('for all'), Buffer.from('for staff'), Buffer.from('still away')];
    open = `${ticketId}/${await announce(ana, ticketId, a)}`;
    internal = `${ticketId}/${await announce(ana, ticketId, b, { internal: true })}`;
    waiting = `${ticketId}/${await announce(ana, ticketId, c)}`;
    await send(ana, open, a);
    await send(ana, internal, b);
  });

  test('its requester gets what is open to her, and of an internal one no more than of none', async () => {
    expect((await askFiles(rita, open)).body.toString()).toBe('for all');
    const none = await askFiles(rita, `${ticketId}/${randomUUID()}`);
    for (const path of [internal, `${internal}/upload`]) {
      const met = await askFiles(rita, path);
      expect(met).toMatchObject(notThere);
      expect(met.json).toEqual(none.json);
    }
    expect(await send(rita, internal, Buffer.from('x'))).toMatchObject(notThere);
  });

  test('another requester, and another tenant’s admin, get nothing', async () => {
    const other = await addTenant(fleet.sql);
    const stranger = await RawClient.open(fleet, other, other.people.admin);
    for (const who of [rolf, stranger])
      for (const path of [open, internal, waiting, `${open}/upload`]) {
        expect(await askFiles(who, path)).toMatchObject(notThere);
        expect(await send(who, path, Buffer.from('x'))).toMatchObject({ status: 404 });
      }
  });

  test('an agent who sees other teams’ tickets only gets nothing either, until the ticket is theirs', async () => {
    const desk = await addTenant(fleet.sql);
    const [admin, agent, requester] = [
      await RawClient.open(fleet, desk, desk.people.admin),
      await RawClient.open(fleet, desk, desk.people.ana),
      await RawClient.open(fleet, desk, desk.people.rita),
    ];
    const on = await requester.file('The gate is stuck');
    const content = Buffer.from('for all');
    const path = `${on}/${await announce(requester, on, content)}`;
    await send(requester, path, content);
    expect((await askFiles(agent, path)).body.toString()).toBe('for all');
    const does = async (name: string, args: object) =>
      expect(await admin.do(name, args)).toMatchObject({ status: 'applied' });
    await does('policy.set', { key: 'agents-see', value: 'own-teams' });
    const teamId = randomUUID();
    await does('team.set', { id: teamId, name: 'South', archived: false });
    await does('ticket.assign', { ticketId: on, assigneeId: null, teamId });
    for (const one of [path, `${path}/upload`]) expect(await askFiles(agent, one)).toMatchObject(notThere);
    expect((await askFiles(admin, path)).body.toString()).toBe('for all');
    const id = membershipId(teamId, desk.people.ana.id);
    await does('membership.set', { id, teamId, personId: desk.people.ana.id, lead: false, removed: false });
    expect((await askFiles(agent, path)).body.toString()).toBe('for all');
  });

  test('nobody sends the bytes of somebody else’s file', async () => {
    const admin = await RawClient.open(fleet, tenant, tenant.people.admin);
    expect(await send(admin, waiting, Buffer.from('still away'))).toMatchObject({ status: 403 });
    expect((await askFiles(ana, `${waiting}/upload`)).json).toEqual({ at: 0, stored: false });
  });

  test('knowing a file’s digest does not bring its content: it is sent anew on one’s own ticket', async () => {
    const mine = await rolf.file('Mine');
    const id = await announce(rolf, mine, Buffer.from('for staff'));
    expect((await askFiles(rolf, `${mine}/${id}`)).json).toMatchObject({ code: 'not-yet-here' });
  });

  test.each([
    '..%2f..%2fsecret/x',
    `%2e%2e/%2e%2e/x`,
    `${randomUUID()}/..%2f${randomUUID()}`,
    `${randomUUID()}/x%00`,
    `${randomUUID().toUpperCase()}/${randomUUID()}`,
  ])('%s is no file', async (path) => {
    expect((await askFiles(ana, path)).status).toBe(404);
  });

  test('without a token, or by another method, there is nothing', async () => {
    const bare = await fetch(`${fleet.server.url}/files/${open}`);
    expect([bare.status, (await bare.json()).code]).toEqual([401, 'token-missing']);
    expect((await askFiles(ana, open, { method: 'DELETE' })).status).toBe(404);
    // Nobody would read or cancel what it opens.
    const asked = { method: 'HEAD', headers: { authorization: `Bearer ${ana.token}` } };
    expect((await fetch(`${fleet.server.url}/files/${open}`, asked)).status).toBe(405);
  });

  test('each download is in the log, with who and which', async () => {
    await askFiles(rita, open);
    const found = await asSuper(
      fleet,
      (sql) => sql`select actor_id, subject_id, changes from audit
        where action = 'attachment.download' and refused is null and changes->>'attachment' = ${open.split('/')[1] ?? ''}`,
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ actor_id: tenant.people.rita.id, subject_id: ticketId });
  });
});

test('where a bucket is named, files go there and come from there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waypost-bucket-'));
  const bucket = { name: 'desk', configs: [] };
  const s3 = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: [bucket],
  });
  const { port } = (await s3.run()) as AddressInfo;
  const { parts } = fleet.server;
  const [accessKeyId, secretAccessKey] = ['S3RVER', 'S3RVER'];
  const named = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'desk',
    region: 'x',
    accessKeyId,
    secretAccessKey,
  };
  const app = createApp({ ...parts, env: { ...parts.env, s3: named } });
  const content = Buffer.from('in a bucket');
  const id = await announce(ana, ticketId, content);
  const headers = { authorization: `Bearer ${ana.token}` };
  const ask = async (path: string, init: RequestInit = {}) =>
    await app.request(`/files/${path}`, { ...init, headers });
  const sent = await ask(`${ticketId}/${id}/upload?at=0`, { method: 'PUT', body: content });
  expect(await sent.json()).toEqual({ at: content.length, stored: true });
  expect(await (await ask(`${ticketId}/${id}`)).text()).toBe('in a bucket');
  // The server's own folder has none of it.
  expect((await askFiles(ana, `${ticketId}/${id}`)).json).toMatchObject({ code: 'file-missing' });
  await s3.close();
  await rm(folder, { recursive: true });
});

test('what is sent once is kept once in a tenant', async () => {
  const content = Buffer.from('the same twice');
  const ids = [await announce(ana, ticketId, content), await announce(ana, ticketId, content)];
  for (const id of ids)
    expect((await send(ana, `${ticketId}/${id}`, content)).json).toMatchObject({ stored: true });
  for (const id of ids)
    expect(sha256((await askFiles(rita, `${ticketId}/${id}`)).body)).toBe(sha256(content));
});

function hang(who: RawClient, path: string, content: Buffer, bytes: number) {
  const sending = request(`${who.fleet.server.url}/files/${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${who.token}`, 'content-length': content.length },
  });
  sending.on('error', () => undefined);
  sending.write(content.subarray(0, bytes));
  return sending;
}

async function brokenOff(who: RawClient, path: string, content: Buffer, bytes: number): Promise<void> {
  const sending = hang(who, path, content, bytes);
  await new Promise((resolve) => setTimeout(resolve, 150));
  sending.destroy();
}

describe('a message that is made a ticket takes its files along (F1, F3)', () => {
  const splitOff = async (messageId: string): Promise<string> => {
    const id = randomUUID();
    const args = { ticketId, messageId, id, number: null, title: 'The other gate' };
    expect(await ana.do('ticket.split', args)).toMatchObject({ status: 'applied' });
    return id;
  };
  const says = async (who: RawClient, internal = false): Promise<string> => {
    const id = randomUUID();
    const args = { ticketId, id, body: 'See the picture', internal };
    expect(await who.do('message.add', args)).toMatchObject({ status: 'applied' });
    return id;
  };
  const copyOf = (id: string, to: string): string => fileCopyRef(to, id).id;

  test('what was here, and what comes here later, is given out by both', async () => {
    const messageId = await says(rita);
    const here = await announce(rita, ticketId, PNG, { messageId, name: 'here.png' });
    const later = await announce(rita, ticketId, PNG, { messageId, name: 'later.png' });
    await send(rita, `${ticketId}/${here}`, PNG);
    const to = await splitOff(messageId);
    expect((await askFiles(rita, `${to}/${copyOf(here, to)}`)).body.equals(PNG)).toBe(true);
    expect((await askFiles(rita, `${to}/${copyOf(later, to)}`)).json).toMatchObject({ code: 'not-yet-here' });
    expect((await send(rita, `${ticketId}/${later}`, PNG)).json).toMatchObject({ stored: true });
    for (const path of [`${ticketId}/${later}`, `${to}/${copyOf(later, to)}`]) {
      const { body, headers } = await askFiles(ana, path);
      expect(body.equals(PNG)).toBe(true);
      expect(headers.get('content-type')).toBe('image/png');
    }
    expect(await rowOf(copyOf(later, to))).toMatchObject({ type: 'image/png', r: SERVER_REPLICA });
    // Its bytes are one: nobody's room is taken twice.
    const rows = await asSuper(fleet, (sql) => sql`select 1 from files where ticket_id = ${to}`);
    expect(rows).toHaveLength(0);
    expect((await askFiles(rolf, `${to}/${copyOf(here, to)}`)).status).toBe(404);
  });

  test('of a note nothing is there for the requester of either', async () => {
    const messageId = await says(ana, true);
    const id = await announce(ana, ticketId, PNG, { messageId });
    await send(ana, `${ticketId}/${id}`, PNG);
    const to = await splitOff(messageId);
    expect((await askFiles(ana, `${to}/${copyOf(id, to)}`)).status).toBe(200);
    expect((await askFiles(rita, `${to}/${copyOf(id, to)}`)).status).toBe(404);
    expect((await askFiles(rita, `${ticketId}/${id}`)).status).toBe(404);
  });
});
