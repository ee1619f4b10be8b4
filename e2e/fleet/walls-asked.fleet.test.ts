import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTenant } from '../../sync-server/db/tenant.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { furnish, type Desk, type Listening } from './walls-desk.ts';

// What is asked of the server and on no device: no wall is lower there.

let fleet: Fleet;
let ours: Desk;
let theirs: Desk;
beforeAll(async () => {
  fleet = await startFleet();
  ours = await furnish(fleet, 'alpha');
  theirs = await furnish(fleet, 'bravo');
});
afterAll(() => fleet.stop());

async function get(by: Pick<Listening, 'token'>, path: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${by.token}` };
  const reply = await fetch(fleet.server.url + path, { headers });
  return { status: reply.status, text: await reply.text() };
}

const everything = {
  words: '', requesterId: null, assigneeId: null, teamId: null, categoryId: null, priority: null, from: null,
  until: null, after: null,
}; // prettier-ignore

describe('the archive', () => {
  test('of another tenant is empty, whatever is asked', async () => {
    const tenantWord = `tenant${theirs.tenant.id.replaceAll('-', '')}`;
    for (const by of [ours.admin, ours.ana, ours.rita, ours.rolf]) {
      for (const words of [theirs.word, tenantWord, `${tenantWord} | ${theirs.word}`])
        expect((await by.post('/desk/archive/search', { ...everything, words })).json.tickets).toEqual([]);
      const { rolf } = theirs.tenant.people;
      const alien = { requesterId: rolf.id, after: [2_000_000_000_000, theirs.archivedId] };
      expect((await by.post('/desk/archive/search', { ...everything, ...alien })).json.tickets).toEqual([]);
      expect((await get(by, `/desk/archive/tickets/${theirs.archivedId}`)).status).toBe(404);
      const { json } = await by.post('/desk/archive/search', everything);
      expect(JSON.stringify(json)).not.toContain(theirs.word);
    }
    const own = await ours.admin.post('/desk/archive/search', { ...everything, words: ours.word });
    expect(own.json.tickets.map(({ id }: { id: string }) => id)).toEqual([ours.archivedId]);
  });

  test('of another requester is empty, and one’s own has no note', async () => {
    expect((await ours.rita.post('/desk/archive/search', everything)).json.tickets).toEqual([]);
    expect((await get(ours.rita, `/desk/archive/tickets/${ours.archivedId}`)).status).toBe(404);
    const own = await get(ours.rolf, `/desk/archive/tickets/${ours.archivedId}`);
    expect(own.status).toBe(200);
    expect(own.text).not.toContain('"old"');
    expect((await get(ours.ana, `/desk/archive/tickets/${ours.archivedId}`)).text).toContain('"old"');
  });

  test('takes no argument that it does not know, and no device without a token', async () => {
    for (const over of [{ tenantId: theirs.tenant.id }, { words: 'x'.repeat(101) }, { after: ['x', 'y'] }, { limit: 9 }])
      expect((await ours.admin.post('/desk/archive/search', { ...everything, ...over })).status).toBe(400);
    expect((await get({ token: '' }, `/desk/archive/tickets/${randomUUID()}`)).status).toBe(401);
  }); // prettier-ignore

  test('the functions that run as the owner find what belongs to the tenant of the transaction, and nothing without one', async () => {
    const find = async (tenantId: string, words: string) =>
      await inTenant(fleet.sql, tenantId, (tx) => tx<{ id: string }[]>`
        select archived_noted(${words}, 10) as id union all select archived_said(${words}, 10)`); // prettier-ignore
    const both = `'${theirs.word}' | '${ours.word}'`;
    expect((await find(theirs.tenant.id, both)).map(({ id }) => id)).toEqual([
      theirs.archivedId,
      theirs.archivedId,
    ]);
    expect((await find(ours.tenant.id, both)).map(({ id }) => id)).toEqual([
      ours.archivedId,
      ours.archivedId,
    ]);
    expect(await find(randomUUID(), both)).toEqual([]);
    const outside = fleet.sql`select archived_noted(${both}, 10)`;
    expect(await outside).toEqual([]);
    expect(await inTenant(fleet.sql, ours.tenant.id, (tx) => tx`select * from archive_texts where tenant_id <> ${ours.tenant.id}`)).toEqual([]); // prettier-ignore
  });
});

describe('the log and the devices', () => {
  const wanted = { personId: null, action: null, ticket: null, from: null, until: null, refused: false };

  test('of another tenant are nowhere in the answers, whatever is asked', async () => {
    const { admin } = ours;
    const theirAdmin = theirs.tenant.people.admin.id;
    for (const over of [{}, { personId: theirAdmin }, { after: [2_000_000_000_000, theirs.archivedId] }]) {
      const { json } = await admin.post('/desk/audit/search', { ...wanted, after: null, ...over });
      // What she asked herself stands in the log as she asked it.
      const found = json as { entries: { action: string }[] };
      found.entries = found.entries.filter(({ action }) => action !== 'audit.read');
      for (const secret of [theirs.tenant.id, theirs.ticketId, theirAdmin])
        expect(JSON.stringify(found)).not.toContain(secret);
    }
    const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ ...wanted, format: 'csv' });
    const file = await (
      await fetch(`${fleet.server.url}/desk/audit/export`, { method: 'POST', headers, body })
    ).text();
    expect(file).toContain(ours.ticketId);
    expect(file).not.toContain(theirs.ticketId);
    const list = await get(admin, '/desk/devices');
    expect(list.text).toContain(ours.tenant.people.ana.id);
    expect(list.text).not.toContain(theirs.tenant.people.ana.id);
    expect((await get(admin, `/desk/devices/of-ticket/${theirs.ticketId}`)).status).toBe(404);
    expect((await get(admin, `/desk/devices/of-ticket/${ours.ticketId}`)).status).toBe(200);
  });

  test.each(['ana', 'rita', 'rolf'] as const)('are not for %s', async (who) => {
    const by = ours[who];
    expect((await by.post('/desk/audit/search', { ...wanted, after: null })).status).toBe(403);
    expect((await by.post('/desk/audit/export', { ...wanted, format: 'jsonl' })).status).toBe(403);
    expect((await get(by, '/desk/devices')).status).toBe(403);
  });

  test('a requester is not told on whose devices their ticket is', async () => {
    expect((await get(ours.rolf, `/desk/devices/of-ticket/${ours.ticketId}`)).status).toBe(404);
  });

  test('every address asks for a token, and takes no argument that it does not know', async () => {
    for (const path of ['/desk/devices', `/desk/devices/of-ticket/${ours.ticketId}`])
      expect((await get({ token: '' }, path)).status).toBe(401);
    for (const over of [
      { tenantId: theirs.tenant.id },
      { action: "x' or true" },
      { ticket: '%' },
      { limit: 1 },
    ])
      expect((await ours.admin.post('/desk/audit/search', { ...wanted, after: null, ...over })).status).toBe(
        400,
      );
  });
});
