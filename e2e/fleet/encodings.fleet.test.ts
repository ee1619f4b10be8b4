import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { onCommit } from '../../bench/lib/commits.ts';
import { countEncodings } from '../../bench/lib/encodings.ts';
import { kindCodes } from '../../shared/model/rows.ts';
import { mentionSign, type Callable } from '../../shared/rules/mentions.ts';
import type { Delta } from '../../shared/protocol/stream.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';
import { accessTokenFor } from '../support/tokens.ts';
import type { Who } from './desk.ts';
import { addTenant, startFleet, type Fleet, type TestTenant } from './fleet.ts';
import { RawClient } from './raw-client.ts';

// S7: what is committed is encoded once for all who are to hear the same of it, and each hears what is theirs alone.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

interface Stream {
  who: Who;
  deltas: Delta[];
}

let abort = new AbortController();
afterEach(() => {
  abort.abort();
  abort = new AbortController();
});

/** So many streams of each of these people, over one session each. */
async function listenAs(
  tenant: TestTenant,
  listeners: [who: Who, streams: number, protocol?: number][],
): Promise<Stream[]> {
  const streams: Stream[] = [];
  for (const [who, count, protocol = PROTOCOL] of listeners) {
    const token = await accessTokenFor(fleet.sql, fleet.server.parts, tenant.id, tenant.people[who]);
    for (let i = 0; i < count; i += 1) streams.push(await openStream(who, token, protocol));
  }
  return streams;
}

async function openStream(who: Who, token: string, protocol: number): Promise<Stream> {
  const reply = await fetch(`${fleet.server.url}/sync/stream?protocol=${protocol}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  if (!reply.body) throw new Error('a stream without a body');
  const stream: Stream = { who, deltas: [] };
  const read = async (body: ReadableStream<string>): Promise<void> => {
    let tail = '';
    for await (const text of body) {
      const events = (tail + text).split('\n\n');
      tail = events.pop() ?? '';
      for (const event of events) {
        const [, data] = /^event: delta\ndata: (.*)$/.exec(event) ?? [];
        if (data !== undefined) stream.deltas.push(JSON.parse(data) as Delta);
      }
    }
  };
  // It ends with the test.
  void read(reply.body.pipeThrough(new TextDecoderStream())).catch(() => undefined);
  return stream;
}

/** A message of the admin's, who may call some by name: how often it was encoded, and what each stream has heard of it. */
async function tell(
  admin: RawClient,
  streams: Stream[],
  { calls = [], ...said }: { ticketId: string; internal: boolean; calls?: Callable[] },
): Promise<{ asJson: number; asBytes: number; heard: Partial<Record<Who, string[]>> }> {
  const body = [`said once, ${randomUUID()}`, ...calls.map(mentionSign)].join(' ');
  // The answer to its author says once more what stands: that is no listener's.
  const count = countEncodings((text) => text.includes(body) && !text.includes('"verdicts":'));
  // Before its commit the message is put into JSON to be sent and to be stored.
  const stopWatching = onCommit(fleet.server, () => count.begin());
  try {
    const { status } = await admin.do('message.add', { ...said, id: randomUUID(), body });
    expect(status).toBe('applied');
    await expect.poll(() => streams.map(({ deltas }) => deltas.length)).toEqual(streams.map(() => 1));
  } finally {
    stopWatching();
    count.end();
  }
  const heard: Partial<Record<Who, string[]>> = {};
  for (const { who, deltas } of streams) (heard[who] ??= []).push(heardIn(deltas, body));
  return { asJson: count.asJson, asBytes: count.asBytes, heard };
}

function heardIn(deltas: Delta[], body: string): string {
  const entries = deltas.flatMap((delta) => delta.entries);
  const message = entries.some(([, , , , , , content]) => content?.['body'] === body);
  const notices = entries.filter(([, kind]) => kind === kindCodes.notice).length;
  return `${message ? 'message' : 'nothing'}, ${notices} notices`;
}

const times = (count: number, words: string): string[] => Array.from({ length: count }, () => words);

test('what tells nobody is encoded once for all of the staff (S7)', async () => {
  const tenant = await addTenant(fleet.sql);
  const admin = await RawClient.open(fleet, tenant, tenant.people.admin);
  const ticketId = await admin.file('Pump 4 leaks', { requesterId: tenant.people.rita.id });
  const streams = await listenAs(tenant, [
    ['ana', 3],
    ['ben', 3],
    ['admin', 2],
  ]);
  expect(await tell(admin, streams, { ticketId, internal: true })).toEqual({
    asJson: 1,
    asBytes: 1,
    heard: {
      ana: times(3, 'message, 0 notices'),
      ben: times(3, 'message, 0 notices'),
      admin: times(2, 'message, 0 notices'),
    },
  });
});

test('whoever is told costs one more encoding, whatever the number of their streams (S7)', async () => {
  const tenant = await addTenant(fleet.sql);
  const admin = await RawClient.open(fleet, tenant, tenant.people.admin);
  const ticketId = await admin.file('Pump 4 leaks', { assigneeId: tenant.people.ana.id });
  const streams = await listenAs(tenant, [
    ['ana', 2],
    ['ben', 3],
    // Her telephone: another session.
    ['ana', 1],
  ]);
  expect(await tell(admin, streams, { ticketId, internal: true })).toEqual({
    asJson: 2,
    asBytes: 2,
    heard: { ana: times(3, 'message, 1 notices'), ben: times(3, 'message, 0 notices') },
  });
});

test('nobody hears what is another’s: not of those who hold the same beside it, nor an app of protocol 1 (S2, S7)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana, rita } = tenant.people;
  const admin = await RawClient.open(fleet, tenant, tenant.people.admin);
  const ticketId = await admin.file('Pump 4 leaks', { assigneeId: ana.id, requesterId: rita.id });
  const streams = await listenAs(tenant, [
    ['ana', 2],
    ['ana', 1, 1],
    ['ben', 2],
    ['rita', 2],
    ['rolf', 2],
  ]);
  // The staff and the old app, Ana, Rita.
  expect(await tell(admin, streams, { ticketId, internal: false })).toEqual({
    asJson: 3,
    asBytes: 3,
    heard: {
      ana: [...times(2, 'message, 1 notices'), 'message, 0 notices'],
      ben: times(2, 'message, 0 notices'),
      rita: times(2, 'message, 1 notices'),
      rolf: times(2, 'nothing, 0 notices'),
    },
  });
});

test('what tells several is encoded once for each of them, and once for the others (S7)', async () => {
  const tenant = await addTenant(fleet.sql);
  const { ana, ben } = tenant.people;
  const admin = await RawClient.open(fleet, tenant, tenant.people.admin);
  const ticketId = await admin.file('Pump 4 leaks');
  const streams = await listenAs(tenant, [
    ['ana', 3],
    ['ben', 3],
    ['admin', 3],
  ]);
  const said = { ticketId, internal: true, calls: [ana, ben] };
  expect(await tell(admin, streams, said)).toEqual({
    asJson: 3,
    asBytes: 3,
    heard: {
      ana: times(3, 'message, 1 notices'),
      ben: times(3, 'message, 1 notices'),
      admin: times(3, 'message, 0 notices'),
    },
  });
});
