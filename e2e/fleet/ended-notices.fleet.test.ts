import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readNotices } from '../../app/store/notices.ts';
import type { NoticeKind } from '../../shared/model/notice.ts';
import { kindPreferenceId } from '../../shared/model/preference.ts';
import type { Priority } from '../../shared/model/ticket.ts';
import { mentionSign } from '../../shared/rules/mentions.ts';
import type { MutationArgs } from '../../shared/mutations/registry.ts';
import { keepPromises } from '../../sync-server/jobs/keep-promises.ts';
import { offline, online, openDesk, openStrict } from './desk.ts';
import { startFleet, type Device, type Fleet } from './fleet.ts';
import { expectAtRest, rounds } from './invariants.ts';

// S9: what people were told, and what has become of it.

const [HOUR, DAY] = [3_600_000, 86_400_000];
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** The entries of some kinds on a device: kind, who did it, whether it has ended and whether it was read. */
const told = async ({ db }: Device, ...kinds: NoticeKind[]) =>
  (await readNotices(db))
    .filter(({ what }) => kinds.includes(what))
    .sort((a, b) => a.at - b.at || (a.what < b.what ? -1 : 1))
    .map(({ what, byId, endedAt, readAt }) => [
      what,
      byId,
      typeof endedAt === 'number' ? 'ended' : 'stands',
      readAt === null ? 'unread' : 'read',
    ]);

describe('a request that is overtaken', () => {
  const give = (device: Device, ticketId: string, priority: Priority) =>
    device.mutate('ticket.set-priority', { ticketId, priority });
  async function decide(
    device: Device,
    ticketId: string,
    decision: MutationArgs<'approval.decide'>['decision'],
  ) {
    const more = (await device.db.tickets.get(ticketId))?.more?.approval ?? [];
    const approvalId = more.find(({ state }) => state === 'pending')?.id ?? randomUUID();
    return await device.mutate('approval.decide', { ticketId, approvalId, decision, word: null });
  }

  test('is told to whoever asked, and calls no admin any more; it waits anew where it can be granted again (S9)', async () => {
    const { tenant, people, devices, admin, ana, ben, ticketId } = await openStrict(fleet);
    offline(ana);
    await give(ana, ticketId, 'urgent');
    online(ana);
    await rounds(devices);
    expect(await told(admin, 'asked')).toEqual([['asked', people.ana.id, 'stands', 'unread']]);
    expect(await told(ana, 'overtaken')).toEqual([]);

    await give(ben, ticketId, 'low');
    await rounds(devices);
    expect(await told(admin, 'asked')).toEqual([['asked', people.ana.id, 'ended', 'read']]);
    expect(await told(ana, 'overtaken', 'answered')).toEqual([
      ['overtaken', people.ben.id, 'stands', 'unread'],
    ]);
    expect(await told(ben, 'overtaken', 'asked')).toEqual([]);
    await expectAtRest(fleet, tenant, devices);

    await give(ben, ticketId, 'medium');
    await rounds(devices);
    expect(await told(admin, 'asked')).toEqual([['asked', people.ana.id, 'stands', 'unread']]);
    expect(await told(ana, 'overtaken')).toEqual([['overtaken', people.ben.id, 'ended', 'unread']]);

    expect(await decide(admin, ticketId, 'approve')).not.toHaveProperty('refusal');
    await rounds(devices);
    expect(await told(admin, 'asked')).toEqual([['asked', people.ana.id, 'ended', 'read']]);
    expect(await told(ana, 'answered')).toEqual([['answered', people.admin.id, 'stands', 'unread']]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('by the server’s own work, and to a requester; who did it themselves, or does not want to know, is not told (S9)', async () => {
    const { tenant, people, devices, admin, ana, ben, rita, ticketId } = await openStrict(fleet);
    const ids = [ticketId, randomUUID(), await rita.file('Door sticks')] as const;
    await rita.mutate('ticket.create', {
      id: ids[1], number: null, title: 'The quay is flooded', description: '', priority: 'urgent', categoryId: null,
      requesterId: people.rita.id, assigneeId: null, teamId: null, place: null,
    }); // prettier-ignore
    await rounds(devices);
    await give(ana, ids[0], 'urgent');
    await give(ben, ids[2], 'urgent');
    const what = 'overtaken';
    await ben.mutate('notice.choose', { id: kindPreferenceId(people.ben.id, what), what, wanted: false });
    await rounds(devices);
    // Asked for and overtaken by the same hand.
    await give(ben, ids[1], 'low');
    await rounds(devices);
    await keepPromises(fleet.sql, tenant.id, Date.now() + 3 * DAY + HOUR);
    await rounds(devices);
    expect(await told(ana, what)).toEqual([[what, null, 'stands', 'unread']]);
    expect(await told(rita, what)).toEqual([[what, people.ben.id, 'stands', 'unread']]);
    expect(await told(ben, what)).toEqual([]);
    expect((await told(admin, 'asked')).map(([, , is]) => is)).toEqual(['ended', 'ended', 'ended']);
    await expectAtRest(fleet, tenant, devices);
  });

  test('what is asked for and taken back, or overtaken, without a network calls nobody (S9)', async () => {
    const { tenant, devices, admin, ana, rita, ticketId } = await openStrict(fleet);
    const other = await rita.file('Door sticks');
    await rounds(devices);
    offline(ana);
    for (const id of [ticketId, other]) await give(ana, id, 'urgent');
    expect(await decide(ana, ticketId, 'withdraw')).not.toHaveProperty('refusal');
    await give(ana, other, 'low');
    online(ana);
    await rounds(devices);
    expect(await told(admin, 'asked')).toEqual([]);
    expect(await told(ana, 'overtaken', 'answered')).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });
});

describe('words', () => {
  const say = async (device: Device, ticketId: string, body: string, internal = false) => {
    const id = randomUUID();
    expect(await device.mutate('message.add', { ticketId, id, body, internal })).not.toHaveProperty(
      'refusal',
    );
    return id;
  };
  async function openGiven() {
    const desk = await openDesk(fleet, 'admin', 'ana', 'ben', 'rita');
    const [admin, ana, ben, rita] = desk.devices;
    const ticketId = await rita.file('Pump 4 leaks');
    await rounds(desk.devices);
    await admin.mutate('ticket.assign', {
      ticketId,
      assigneeId: desk.people.ana.id,
      teamId: desk.tenant.teamId,
    });
    await rounds(desk.devices);
    return { ...desk, admin, ana, ben, rita, ticketId };
  }
  const splitOff = async (device: Device, ticketId: string, messageId: string) => {
    const id = randomUUID();
    const args = { ticketId, messageId, id, number: null, title: 'The gate' };
    expect(await device.mutate('ticket.split', args)).not.toHaveProperty('refusal');
    return id;
  };
  const splits = async ({ db }: Device) =>
    (await readNotices(db)).flatMap(({ what, ticketId, byId }) =>
      what === 'split' ? [[ticketId, byId]] : [],
    );

  test('that are made a ticket: whoever wrote them, and their requester, are led there; it is no reply, and calls nobody anew (S9)', async () => {
    const { tenant, people, devices, admin, ana, ben, rita, ticketId } = await openGiven();
    const hers = await say(rita, ticketId, 'And the gate is stuck');
    await rounds(devices);
    const reply = await say(ana, ticketId, `We will see to the gate. ${mentionSign(people.ben)}?`);
    const note = await say(ben, ticketId, 'The gate is ours', true);
    const own = await say(admin, ticketId, 'And the fence', true);
    await rounds(devices);
    offline(admin);
    const [first, second, third] = [
      await splitOff(admin, ticketId, hers),
      await splitOff(admin, ticketId, reply),
      await splitOff(admin, ticketId, note),
      await splitOff(admin, ticketId, own),
    ];
    expect(await splits(rita)).toEqual([]);
    online(admin);
    await rounds(devices);
    const by = people.admin.id;
    const sorted = async (device: Device) => (await splits(device)).map(String).sort();
    expect(await sorted(rita)).toEqual(
      [
        [first, by],
        [second, by],
      ]
        .map(String)
        .sort(),
    );
    expect(await sorted(ana)).toEqual([[second, by]].map(String));
    expect(await sorted(ben)).toEqual([[third, by]].map(String));
    expect(await splits(admin)).toEqual([]);
    // Nothing was said on the new tickets.
    expect((await told(rita, 'replied')).length).toBe(1);
    expect((await told(ben, 'mentioned')).length).toBe(1);
    // Where it went is a ticket that they have.
    for (const id of [first, second]) expect(await rita.db.tickets.get(id)).toBeDefined();
    await expectAtRest(fleet, tenant, devices);
  });

  test('that are made a ticket whose author would not see it: they are not told (S9, S1)', async () => {
    const { tenant, devices, admin, ben, ticketId } = await openGiven();
    const note = await say(ben, ticketId, 'The gate is ours', true);
    await rounds(devices);
    await admin.mutate('policy.set', { key: 'agents-see', value: 'own-teams' });
    await rounds(devices);
    await splitOff(admin, ticketId, note);
    await rounds(devices);
    expect(await splits(ben)).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('that are taken back: who was told of them reads that, and whoever wrote them is told who it was (S9)', async () => {
    const { tenant, people, devices, admin, ana, ben, rita, ticketId } = await openGiven();
    const hers = await say(rita, ticketId, 'My code is 1234');
    await rounds(devices);
    const reply = await say(ana, ticketId, `Thank you. ${mentionSign(people.ben)}, look`);
    await rounds(devices);
    expect(await told(ana, 'replied')).toEqual([['replied', people.rita.id, 'stands', 'unread']]);
    expect(await told(ben, 'mentioned')).toEqual([['mentioned', people.ana.id, 'stands', 'unread']]);
    offline(admin);
    await admin.mutate('message.redact', { ticketId, messageId: hers });
    online(admin);
    await ana.mutate('message.redact', { ticketId, messageId: reply });
    await rounds(devices);
    expect(await told(ana, 'replied', 'redacted')).toEqual([['replied', people.rita.id, 'ended', 'unread']]);
    expect(await told(ben, 'mentioned', 'redacted')).toEqual([
      ['mentioned', people.ana.id, 'ended', 'unread'],
    ]);
    expect(await told(rita, 'replied', 'redacted')).toEqual([
      ['replied', people.ana.id, 'ended', 'unread'],
      ['redacted', people.admin.id, 'stands', 'unread'],
    ]);
    expect(await told(admin, 'redacted')).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('that call somebody no more, or only since an edit: the entry follows the message (S9)', async () => {
    const { tenant, people, devices, admin, ana, ben, ticketId } = await openGiven();
    const id = await say(ana, ticketId, `${mentionSign(people.ben)} look`, true);
    await rounds(devices);
    const edit = (body: string) => ana.mutate('message.edit', { ticketId, messageId: id, body });
    await edit(`${mentionSign(people.admin)} look`);
    await rounds(devices);
    expect(await told(ben, 'mentioned')).toEqual([['mentioned', people.ana.id, 'ended', 'unread']]);
    expect(await told(admin, 'mentioned')).toEqual([['mentioned', people.ana.id, 'stands', 'unread']]);
    // Called again, by the same words: another entry.
    await edit(`${mentionSign(people.admin)} and ${mentionSign(people.ben)} look`);
    await rounds(devices);
    expect((await told(ben, 'mentioned')).map(([, , is]) => is)).toEqual(['ended', 'stands']);
    await admin.mutate('message.redact', { ticketId, messageId: id });
    await rounds(devices);
    for (const device of [ben, admin])
      expect(new Set((await told(device, 'mentioned')).map(([, , is]) => is))).toEqual(new Set(['ended']));
    expect(await told(ana, 'redacted')).toEqual([['redacted', people.admin.id, 'stands', 'unread']]);
    await expectAtRest(fleet, tenant, devices);
  });

  test('that are written and taken back without a network are told to nobody (S9)', async () => {
    const { tenant, people, devices, ana, ben, rita, ticketId } = await openGiven();
    offline(ana);
    const id = await say(ana, ticketId, `My code is 1234, ${mentionSign(people.ben)}`);
    await ana.mutate('message.redact', { ticketId, messageId: id });
    online(ana);
    await rounds(devices);
    for (const device of [ben, rita])
      expect(await told(device, 'replied', 'mentioned', 'redacted')).toEqual([]);
    await expectAtRest(fleet, tenant, devices);
  });
});
