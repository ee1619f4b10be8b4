import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLeftWords } from '../../app/queries/drafts.ts';
import { keepDraft, readDrafts, type DraftText, type Place } from '../../app/store/drafts.ts';
import { readConflicts } from '../../app/store/conflicts.ts';
import { must } from '../../shared/lib/must.ts';
import { openDesk, say, title } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { rounds } from './invariants.ts';

// D10: what is being typed, when its ticket leaves and when two windows type at once.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** A window that has a field open: it types, and remembers where it stands. */
function windowOn({ db }: Device, field: string) {
  const place: Place = { id: field, rev: null };
  return {
    place,
    async type(body: string, more: Partial<DraftText> = {}) {
      const rev = randomUUID();
      const before = { ...place };
      place.rev = body === '' ? null : rev;
      place.id = await keepDraft(db, before, { body, internal: false, ...more }, rev, Date.now());
    },
    /** Shows what is stored now, as a window does where nothing was typed since. */
    async follow() {
      const [first] = await readDrafts(db, field);
      Object.assign(place, { id: first?.ticketId ?? field, rev: first?.rev ?? null });
      return first?.body;
    },
  };
}

const bodies = async ({ db }: Device, field: string) => (await readDrafts(db, field)).map(({ body }) => body);

/** What a form under a ticket keeps as its draft: all of it, and what stood there when it was begun. */
const typeForm = (device: Device, field: string, about: string, stood: object, typed: object) =>
  windowOn(device, field).type(JSON.stringify({ ...stood, ...typed }), {
    about,
    from: JSON.stringify(stood),
  });

describe('a ticket that leaves', () => {
  const office = 'OFFICE-TEXT about the gate. OFFICE-CODE of the gate: 4711.';

  /** Ben is limited to his teams, and the ticket goes to another. */
  async function opened() {
    const { tenant, devices } = await openDesk(fleet, 'admin', 'ben');
    const [admin, ben] = devices;
    const id = await admin.file('OFFICE-TITLE of it');
    await admin.mutate('ticket.set-description', { ticketId: id, description: office });
    await rounds(devices);
    const assign = (teamId: string | null) =>
      admin.mutate('ticket.assign', { ticketId: id, assigneeId: null, teamId });
    const leave = async () => {
      await assign(tenant.teamId);
      await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
      await rounds(devices);
      expect(await ben.db.tickets.count()).toBe(0);
    };
    const comeBack = async () => {
      await admin.mutate('policy.set', { key: 'agents-see', value: 'all' });
      await rounds(devices);
      expect(await ben.db.tickets.count()).toBe(1);
    };
    return { admin, ben, id, leave, comeBack };
  }

  async function nothingOfTheOffice({ db }: Device) {
    for (const table of db.tables) {
      const left = JSON.stringify(await table.toArray());
      expect([table.name, /OFFICE-[A-Z]+/.exec(left)?.[0]]).toEqual([table.name, undefined]);
    }
  }

  test('keeps own words and nothing of the office’s, in every kind of field, and the person is shown them (D10)', async () => {
    const { ben, id, leave } = await opened();
    await windowOn(ben, id).type('Half a sentence', { internal: true });
    await windowOn(ben, `${id}:title`).type('OFFICE-TITLE of it, urgent', {
      about: id,
      from: 'OFFICE-TITLE of it',
    });
    await windowOn(ben, `${id}:description`).type(`${office} The gate jams.`, { about: id, from: office });
    const merge = { about: id, from: office };
    await windowOn(ben, 'conflict:c').type(`${office}\n\nMine, and merged`, merge);
    await windowOn(ben, 'new').type('{"title":"Another","description":""}');
    const visit = { arrived: '2026-11-24T14:00', leaves: '', outcome: null, note: office };
    await typeForm(ben, 'visit:v', id, visit, { outcome: 'done', note: `${office} It drips.` });
    await typeForm(ben, 'signature:v', id, { path: '', name: '' }, { path: 'M1 1L2 2', name: 'R. Meyer' });
    const time = { typed: '1 h', day: '2026-11-24', note: 'OFFICE-NOTE' };
    await typeForm(ben, 'time:e', id, time, { typed: '1:30' });
    await typeForm(ben, `time:new:${id}`, id, { ...time, note: '' }, { note: 'Travel' });
    await typeForm(ben, 'item:i', id, { text: 'OFFICE-ITEM to do' }, { text: 'OFFICE-ITEM to do twice' });
    const place = { address: 'OFFICE-STREET 7', position: '1, 2' };
    await typeForm(ben, `place:${id}`, id, place, { address: 'OFFICE-STREET 7, backyard' });
    const when = { startsAt: '2026-11-24T14:00', endsAt: '2026-11-24T15:00' };
    await typeForm(ben, `appointment:${id}`, id, when, { endsAt: '2026-11-24T16:00' });
    const asset = { words: 'OFFICE-ASSET 17' };
    await typeForm(ben, `fields:${id}:asset`, id, asset, { words: 'OFFICE-ASSET 17, rear' });
    await typeForm(ben, `fields:${id}:meter`, id, { value: '471.1' }, { value: '472.' });
    await typeForm(ben, `fields:${id}:day`, id, { value: '2026-11-24' }, { value: '' });
    // Opened, typed in, and taken back: nothing of anybody's.
    await typeForm(ben, 'visit:w', id, visit, {});
    await leave();
    await nothingOfTheOffice(ben);
    const left = await readLeftWords(ben.db);
    expect(
      left.map(({ what, body, ticketId, ticketHere }) => [what, body, ticketId === id, ticketHere]),
    ).toEqual(
      expect.arrayContaining([
        ['note', 'Half a sentence', true, false],
        ['title', 'urgent', true, false],
        ['description', 'The gate jams.', true, false],
        ['merge', 'Mine, and merged', true, false],
        ['visit', '{"outcome":"done","note":"It drips."}', true, false],
        ['signature', '{"path":"M1 1L2 2","name":"R. Meyer"}', true, false],
        ['time', '{"typed":"1:30"}', true, false],
        ['time', '{"note":"Travel"}', true, false],
        ['item', '{"text":"twice"}', true, false],
        ['place', '{"address":"backyard"}', true, false],
        ['appointment', '{"endsAt":"2026-11-24T16:00"}', true, false],
        ['fields', '{"words":"rear"}', true, false],
        ['fields', '{"value":"472."}', true, false],
      ]),
    );
    expect(left).toHaveLength(13);
    expect(await bodies(ben, 'new')).toHaveLength(1);
  });

  test('a draft of an earlier app: what stood there when it left is taken for the office’s (V3, D10)', async () => {
    const { admin, ben, id, leave } = await opened();
    const at = Date.now();
    const itemId = randomUUID();
    const items = [{ id: itemId, text: 'OFFICE-ITEM to do', position: 0 }];
    await admin.mutate('checklist.add', { ticketId: id, items });
    await rounds([admin, ben]);
    const from = '{"text":"OFFICE-ITEM to do"}';
    const body = '{"text":"OFFICE-ITEM to do twice"}';
    await ben.db.drafts.bulkPut([
      { ticketId: `${id}:description`, body: `${office} The gate jams.`, internal: false, at },
      { ticketId: id, body: 'Half a sentence', internal: false, at },
      { ticketId: `item:${itemId}`, body, from, internal: false, at },
    ]);
    await leave();
    await nothingOfTheOffice(ben);
    expect((await readLeftWords(ben.db)).map(({ body }) => body).sort()).toEqual([
      'Half a sentence',
      'The gate jams.',
      '{"text":"twice"}',
    ]);
  });

  test('a field that is still open goes on being kept after it left, without the office’s words (D10)', async () => {
    const { ben, id, leave } = await opened();
    const field = windowOn(ben, `${id}:description`);
    const more = { about: id, from: office };
    await field.type(`${office} The gate`, more);
    await leave();
    await field.type(`${office} The gate jams badly.`, more);
    await nothingOfTheOffice(ben);
    expect((await readLeftWords(ben.db)).map(({ body }) => body)).toEqual(['The gate jams badly.']);
  });

  test('nor with them a form that is still open (D10)', async () => {
    const { ben, id, leave } = await opened();
    const form = windowOn(ben, 'visit:v');
    const more = { about: id, from: JSON.stringify({ note: office }) };
    await form.type(JSON.stringify({ note: `${office} It drips` }), more);
    await leave();
    await form.type(JSON.stringify({ note: `${office} It drips badly.` }), more);
    await nothingOfTheOffice(ben);
    expect(await readLeftWords(ben.db)).toMatchObject([
      { what: 'visit', body: '{"note":"It drips badly."}' },
    ]);
  });

  test('one that comes back gets its reply back; words out of a filled field stay apart, twice too (D10)', async () => {
    const { ben, id, leave, comeBack } = await opened();
    const more = { about: id, from: office };
    await windowOn(ben, id).type('Half a sentence');
    await windowOn(ben, `${id}:description`).type(`${office} First.`, more);
    await leave();
    await comeBack();
    expect(await bodies(ben, id)).toEqual(['Half a sentence']);
    expect(await bodies(ben, `${id}:description`)).toEqual([]);
    expect(await readLeftWords(ben.db)).toMatchObject([{ body: 'First.', ticketHere: true }]);
    await windowOn(ben, `${id}:description`).type(`${office} Second.`, more);
    await leave();
    expect((await readLeftWords(ben.db)).map(({ body }) => body).sort()).toEqual([
      'First.',
      'Half a sentence',
      'Second.',
    ]);
  });
});

test('a merge whose conflict is settled is shown, unless it is what stands (D10)', async () => {
  const { devices } = await openDesk(fleet, 'ana', 'ben');
  const [ana, ben] = devices;
  const id = await ana.file('as filed');
  await rounds(devices);
  await title(ana, id, 'from Ana');
  await title(ben, id, 'from Ben');
  await rounds(devices);
  const [loser] = (
    await Promise.all(
      devices.map(async (device) => ((await readConflicts(device.db)).length ? [device] : [])),
    )
  ).flat();
  const device = must(loser, 'loser');
  const { db } = device;
  const [conflict] = await readConflicts(db);
  const { id: conflictId } = must(conflict, 'conflict');
  const merge = windowOn(device, `conflict:${conflictId}`);
  await merge.type('from both', { about: id, from: 'from Ben' });
  expect(await readLeftWords(db)).toEqual([]);
  const write = { name: 'ticket.set-title', args: { ticketId: id, title: 'from both' } } as const;
  await device.mutate('conflict.resolve', { conflictId, ticketId: id, choice: 'merge', write });
  expect(await readLeftWords(db)).toEqual([]);
  // Typed on in another window, it is nowhere else.
  await merge.type('from both, and more', { about: id, from: 'from Ben' });
  expect(await readLeftWords(db)).toMatchObject([
    { what: 'merge', body: 'from both, and more', ticketHere: true },
  ]);
});

test('what was typed into a custom field is shown without a place once that field is out of use, and not before (D10)', async () => {
  const { devices } = await openDesk(fleet, 'admin');
  const [admin] = devices;
  const id = await admin.file('as filed');
  const field = {
    id: randomUUID(),
    key: 'meter',
    label: 'Meter',
    type: 'number' as const,
    options: [],
    requiredIn: [],
    public: false,
  };
  await admin.mutate('field.define', { ...field, archived: false });
  await rounds(devices);
  await typeForm(admin, `fields:${id}:${field.id}`, id, { value: '' }, { value: '47' });
  expect(await readLeftWords(admin.db)).toEqual([]);
  await admin.mutate('field.define', { ...field, archived: true });
  await rounds(devices);
  expect(await readLeftWords(admin.db)).toMatchObject([
    { what: 'fields', body: '{"value":"47"}', ticketHere: true },
  ]);
});

test('what one’s own message was to say instead is shown without a place once nobody may change it any more (D10)', async () => {
  const { devices } = await openDesk(fleet, 'admin', 'ana');
  const [admin, ana] = devices;
  const id = await ana.file('Pump 4 leaks');
  await say(ana, id, 'The seal leaks');
  await rounds(devices);
  const [message] = must(await ana.db.threads.get(id), 'thread').messages;
  const messageId = must(message, 'message').id;
  await windowOn(ana, `${id}:message:${messageId}`).type('The seal leaks badly');
  expect(await readLeftWords(ana.db)).toEqual([]);
  await admin.mutate('message.redact', { ticketId: id, messageId });
  await rounds(devices);
  expect(await readLeftWords(ana.db)).toMatchObject([
    { what: 'reply', body: 'The seal leaks badly', ticketId: id, ticketHere: true },
  ]);
});

describe('two windows on one field', () => {
  const open = async () => {
    const { devices } = await openDesk(fleet, 'ana');
    const [ana] = devices;
    const field = randomUUID();
    return { ana, field, a: windowOn(ana, field), b: windowOn(ana, field) };
  };

  test('share one draft as long as they take turns (D10)', async () => {
    const { ana, field, a, b } = await open();
    await a.type('Good');
    expect(await b.follow()).toBe('Good');
    await b.type('Good morning');
    expect(await a.follow()).toBe('Good morning');
    await a.type('');
    expect(await bodies(ana, field)).toEqual([]);
  });

  test('typing at once they part, and each goes on with its own (D10)', async () => {
    const { ana, field, a, b } = await open();
    await a.type('from a');
    await b.type('from b');
    await a.type('from a, more');
    await b.type('from b, more');
    expect((await bodies(ana, field)).sort()).toEqual(['from a, more', 'from b, more']);
    await a.type('');
    expect(await bodies(ana, field)).toEqual(['from b, more']);
  });

  test('what one sends takes nothing that the other has typed since (D10)', async () => {
    const { ana, field, a, b } = await open();
    await a.type('Good');
    await b.follow();
    await b.type('Good morning');
    await a.type(''); // sent what it showed
    expect(await bodies(ana, field)).toEqual(['Good morning']);
    await b.type('Good morning, Ana');
    expect(await bodies(ana, field)).toEqual(['Good morning, Ana']);
  });

  test('saves that do not wait for each other are one draft, also where the first one parts (D10)', async () => {
    const { ana, field, a, b } = await open();
    await a.type('from a');
    await Promise.all(['b', 'b 2', 'b 3'].map((body) => b.type(body)));
    expect((await bodies(ana, field)).sort()).toEqual(['b 3', 'from a']);
  });

  test('a save that is done again because the connection died is done once (D10)', async () => {
    const { ana, field, a } = await open();
    await a.type('before');
    const place = { ...a.place };
    const again = () => keepDraft(ana.db, place, { body: 'after', internal: false }, 'the same', 1);
    expect(await again()).toBe(field);
    expect(await again()).toBe(field);
    expect(await bodies(ana, field)).toEqual(['after']);
    expect(must((await readDrafts(ana.db, field))[0], 'draft').rev).toBe('the same');
  });
});
