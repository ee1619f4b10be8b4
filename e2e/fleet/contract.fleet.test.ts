import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonical } from '../../shared/lib/fingerprint.ts';
import { chosenLinkKinds } from '../../shared/model/link.ts';
import { childKinds } from '../../shared/model/rows.ts';
import { decisions } from '../../shared/mutations/approval.ts';
import { approvalId } from '../../shared/mutations/ask-approval.ts';
import { priorities, statuses } from '../../shared/model/ticket.ts';
import { currentVersion, mutationNames, type MutationName } from '../../shared/mutations/registry.ts';
import type { Refusal } from '../../shared/rules/refusal.ts';
import { fileFor } from './contract-files.ts';
import { openDesk, openDevice, seeded, title, type Who } from './desk.ts';
import { makersOfField, MadeInTheField } from './contract-field.ts';
import { makersOfSettings } from './contract-settings.ts';
import { makersOfNotices, toldLater, without } from './contract-told.ts';
import { startFleet, type Device, type Fleet, type TestTenant } from './fleet.ts';
import { asSuper, expectAtRest, projectionFor, rounds, serverRows, shownOn } from './invariants.ts';
import { RawClient, type Json } from './raw-client.ts';

// One contract, two stores: the same random mutations run on a device offline (Dexie) and on the server (PostgreSQL).
// What the screen shows before the device has spoken to anybody is what it holds afterwards, and what the server has.

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

/** What the rules let the server decide alone: numbers, and the marks of who wrote when. */
const decidedByServer = new Set(['receivedAt', 'number', 'alias', 'r', 'n', 's', 'over']);

function bare(row: object): string {
  return canonical(
    Object.fromEntries(Object.entries(row).filter(([column]) => !decidedByServer.has(column))),
  );
}

async function bareShown(device: Device): Promise<Record<string, string>> {
  return Object.fromEntries([...(await shownOn(device))].map(([key, row]) => [key, bare(row)]));
}

async function bareServer(tenant: TestTenant, device: Device): Promise<Record<string, string>> {
  const held = await asSuper(fleet, async (sql) =>
    projectionFor(await serverRows(sql, tenant.id), device.who),
  );
  const ofTickets = new Set<string>(['ticket', ...childKinds]);
  const inThreads = Object.entries(held).filter(([key]) => ofTickets.has(key.split('/')[0] ?? ''));
  return Object.fromEntries(inThreads.map(([key, text]) => [key, bare(JSON.parse(text) as object)]));
}

/** Makes arguments: mostly sensible, now and then wrong in a way that a plan must refuse. */
type Conflict = Record<'conflictId' | 'ticketId', string>;

class Generator {
  readonly tickets: string[] = [];
  readonly tags: string[];
  readonly categories: string[];
  /** One for each person in the second team: two rows for one membership cannot be. */
  readonly memberships: Map<string, string>;
  readonly conflicts: Conflict[] = [];
  readonly notices: string[] = [];
  readonly merges: Json[] = [];
  /** What may have been asked for; where no word was needed there is nothing. */
  readonly asked: Json[] = [];
  readonly said: Json[] = [];
  readonly field = new MadeInTheField();
  /** Moves that were made, to be taken back. */
  readonly moves: { ticketId: string; eventIds: string[] }[] = [];
  /** The entries of priorities that were set. */
  readonly slips: { takesBack: string }[] = [];
  readonly #random: () => number;
  readonly #tenant: TestTenant;
  readonly #calendarId = randomUUID();
  readonly #replyId = randomUUID();

  constructor(seed: number, tenant: TestTenant) {
    this.#random = seeded(seed);
    this.#tenant = tenant;
    this.tags = [tenant.tagId];
    this.categories = [tenant.categoryId];
    this.memberships = new Map(Object.values(tenant.people).map(({ id }) => [id, randomUUID()]));
  }

  chance(of: number): boolean {
    return this.#random() < of;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  text(): string {
    return this.pick([
      'The gate',
      'Ворота не открываются',
      '門が開かない',
      'بوابة',
      '🚪 does not open',
      `n° ${this.#random()}`,
    ]);
  }

  ticket(): string {
    return this.chance(0.03) ? randomUUID() : this.pick(this.tickets);
  }

  person(): string {
    return this.chance(0.05) ? randomUUID() : this.pick(Object.values(this.#tenant.people)).id;
  }

  maybe<T>(value: () => T): T | null {
    return this.chance(0.4) ? null : value();
  }

  next(among: readonly MutationName[] = mutationNames): { name: MutationName; args: Json } {
    const { teamId, fieldId, secretFieldId } = this.#tenant;
    const name = this.pick(among);
    const ticketId = this.ticket();
    const made: Record<MutationName, () => Json> = {
      'ticket.create': () => ({
        id: this.chance(0.05) ? ticketId : randomUUID(),
        number: null,
        title: this.text(),
        description: this.chance(0.5) ? '' : `${this.text()}\n${this.text()}`,
        priority: this.pick(priorities),
        categoryId: this.maybe(() => this.pick(this.categories)),
        requesterId: this.person(),
        assigneeId: this.maybe(() => this.person()),
        teamId: this.maybe(() => teamId),
        place: this.maybe(() => ({
          address: this.text(),
          latitude: 52.5,
          longitude: this.maybe(() => 13.4),
        })),
      }),
      'ticket.set-title': () => ({ ticketId, title: this.text() }),
      'ticket.set-description': () => ({ ticketId, description: this.chance(0.2) ? '' : this.text() }),
      'ticket.set-category': () => ({
        ticketId,
        categoryId: this.maybe(() => this.pick([...this.categories, randomUUID()])),
      }),
      'ticket.move': () => ({ ticketId, to: this.pick(statuses), reason: this.maybe(() => this.text()) }),
      'ticket.move-back': () => {
        const last = this.moves.at(-1);
        return last && this.chance(0.7) ? last : { ticketId, eventIds: [randomUUID()] };
      },
      'export.note': () => ({ what: this.pick(['people', 'tickets']), format: 'csv', count: 3 }),
      'ticket.restore': () => ({ ticketId, reason: this.text() }),
      'ticket.set-priority': () => ({ ticketId, priority: this.pick(priorities), ...this.slips.at(-1) }),
      'ticket.assign': () => ({
        ticketId,
        assigneeId: this.maybe(() => this.person()),
        teamId: this.maybe(() => teamId),
      }),
      'ticket.take': () => ({ ticketId }),
      'ticket.set-requester': () => ({ ticketId, requesterId: this.person() }),
      'ticket.set-place': () => ({
        ticketId,
        address: this.maybe(() => this.text()),
        latitude: 52.5,
        longitude: this.pick([13.4, 13.4, null]),
      }),
      'ticket.set-appointment': () => ({
        ticketId,
        startsAt: this.maybe(() => 1_800_000_000_000),
        endsAt: this.pick([1_800_003_600_000, null]),
      }),
      'ticket.import': () => ({
        id: randomUUID(),
        external: { source: 'old', id: randomUUID() },
        title: this.text(),
        description: '',
        status: this.pick(['new', 'open', 'pending', 'escalated']),
        priority: this.pick(priorities),
        categoryId: null,
        requesterId: this.pick(Object.values(this.#tenant.people)).id,
        assigneeId: null,
        teamId: null,
        place: null,
        createdAt: 1_700_000_000_000,
        deadline: null,
        resolvedAt: null,
        closedAt: null,
        tagIds: this.chance(0.5) ? [] : [this.#tenant.tagId, this.#tenant.tagId],
        messages: [this.message(1_700_000_050_000), this.message(1_700_000_010_000)],
      }),
      'ticket.merge': () => ({ ticketId, intoId: this.ticket() }),
      'ticket.unmerge': () =>
        this.pick([...this.merges, { ticketId, intoId: this.ticket(), mergedBy: randomUUID() }]),
      'ticket.split': () => ({
        ...this.pick([...this.said, { ticketId, messageId: randomUUID() }]),
        id: this.chance(0.05) ? ticketId : randomUUID(),
        number: null,
        title: this.text(),
      }),
      'message.edit': () => ({
        ...this.pick([...this.said, { ticketId, messageId: randomUUID() }]),
        body: this.chance(0.1) ? ' ' : this.text(),
      }),
      'message.redact': () => this.pick([...this.said, { ticketId, messageId: randomUUID() }]),
      'link.add': () => ({ ticketId, otherId: this.ticket(), what: this.pick(chosenLinkKinds) }),
      'link.remove': () => ({ ticketId, otherId: this.ticket() }),
      'message.add': () => ({
        ticketId,
        id: randomUUID(),
        body: this.chance(0.05) ? '  ' : this.text(),
        internal: this.chance(0.4),
      }),
      'attachment.add': () => fileFor(this, ticketId, this.said),
      'tag.add': () => ({ ticketId, tagId: this.pick(this.tags) }),
      'tag.remove': () => ({ ticketId, tagId: this.pick(this.tags) }),
      'field.set': () => ({
        ticketId,
        fieldId: this.pick([
          fieldId,
          secretFieldId,
          ...Array<string>(2).fill(this.field.severalId),
          randomUUID(),
        ]),
        value: this.pick(['A-1', '', 17, -0.5, true, null, 'gas', 'gas\npower', 'power\ngas']),
      }),
      ...makersOfField(this, this.#tenant, ticketId),
      ...makersOfSettings(this, this.#tenant, { calendarId: this.#calendarId, replyId: this.#replyId }),
      'membership.set': () => {
        const personId = this.person();
        const other = this.chance(0.1) ? this.person() : personId;
        return {
          id: this.memberships.get(other) ?? randomUUID(),
          teamId: this.chance(0.1) ? randomUUID() : this.#tenant.otherTeamId,
          personId,
          lead: this.chance(0.5),
          removed: this.chance(0.5),
        };
      },
      'person.set-role': () => {
        const { id, role } = this.pick(Object.values(this.#tenant.people));
        return { personId: id, role: this.chance(0.1) ? 'owner' : role };
      },
      'approval.decide': () => ({
        ...this.pick([...this.asked, { ticketId, approvalId: randomUUID() }]),
        decision: this.pick(decisions),
        word: this.maybe(() => this.text()),
      }),
      ...makersOfNotices(this, this.#tenant, ticketId),
      'person.set-active': () => ({ personId: this.person(), active: true }),
      'conflict.resolve': () => ({
        ...this.pick([...this.conflicts, { conflictId: randomUUID(), ticketId }]),
        ...this.pick([
          { choice: 'keep', write: null },
          { choice: 'restore', write: { name: 'ticket.set-title', args: { ticketId, title: this.text() } } },
        ]),
      }),
    };
    return { name, args: made[name]() };
  }

  message(createdAt: number): Json {
    return {
      id: randomUUID(),
      authorId: this.pick(Object.values(this.#tenant.people)).id,
      body: this.text(),
      internal: this.chance(0.5),
      createdAt,
    };
  }
}

/** The request that raising a ticket to urgent makes, where it makes one. */
const urgent = (ticketId: string): Json => ({ ticketId, approvalId: approvalId(ticketId, 'urgent') });

interface Tried {
  name: MutationName;
  args: Json;
  refusal: Refusal | undefined;
}

/** Makes changes on a device that has no network. */
async function work(
  device: Device,
  generator: Generator,
  count: number,
  among: readonly MutationName[] = mutationNames,
): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (let i = 0; i < count; i += 1) {
    const { name, args } = generator.next(among);
    const { refusal, uid } = await device.mutate(name, args as never);
    tried.push({ name, args, refusal });
    if (refusal) continue;
    if (args['priority'] === 'urgent')
      generator.asked.push(urgent((args['ticketId'] ?? args['id']) as string));
    if (name === 'ticket.merge') generator.merges.push({ ...args, mergedBy: uid });
    if (name === 'message.add') generator.said.push({ ticketId: args['ticketId'], messageId: args['id'] });
    generator.field.note(name, args);
    if (name === 'ticket.split') generator.tickets.push(args['id'] as string);
    if (name === 'ticket.create' || name === 'ticket.import') generator.tickets.push(args['id'] as string);
    if (name === 'ticket.set-priority' && uid) generator.slips.push({ takesBack: uid });
    if (name === 'ticket.move' && uid)
      generator.moves.push({ ticketId: args['ticketId'] as string, eventIds: [uid] });
  }
  return tried;
}

const isSameThing = (id: unknown, args: Json): boolean =>
  typeof id === 'string' && ['ticketId', 'id', 'otherId', 'intoId'].some((key) => args[key] === id);

async function expectContract(tenant: TestTenant, device: Device, generator: Generator): Promise<void> {
  await device.sync();
  const tried = await work(device, generator, 14);
  const accepted = tried.filter(({ refusal }) => !refusal);
  expect(await device.db.outbox.count(), 'what was refused is not in the outbox').toBe(accepted.length);
  const before = await bareShown(device);
  await device.sync();
  expect(await device.db.outbox.toArray(), 'what the device took, the server takes').toEqual([]);
  const after = await bareShown(device);
  const told = device.who.role === 'user' ? toldLater(before, after) : [];
  expect(without(after, told), 'the same before and after').toEqual(without(before, told));
  expect(await bareServer(tenant, device), 'the same on the server').toEqual(after);

  // What the device refused the server refuses too, for the same reason where both see the same rows.
  const raw = await RawClient.open(fleet, tenant, device.who);
  const staff = device.who.role !== 'user';
  for (const [i, { name, args, refusal }] of tried.entries()) {
    // A policy names its calendar inside its value.
    const ids = [...Object.values(args), (args['value'] as Json | undefined)?.['calendarId']];
    // What was done to the same thing afterwards may have made it possible.
    const changed = tried
      .slice(i)
      .some((later) => !later.refusal && ids.some((id) => isSameThing(id, later.args)));
    if (!refusal || changed) continue;
    const { status, code } = await raw.do(name, args, { version: currentVersion(name) });
    expect([name, args, status, staff && code]).toEqual([name, args, 'refused', staff && refusal.code]);
  }
}

/** Has Ben rename tickets over somebody who had just renamed them. */
async function loseTitles(tenant: TestTenant, device: Device, count: number): Promise<Conflict[]> {
  const ben = await openDevice(fleet, tenant, 'ben');
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push(await device.file('lost soon'));
  await rounds([device, ben]);
  for (const id of ids) await title(device, id, 'mine');
  for (const id of ids) await title(ben, id, 'theirs');
  await rounds([device, ben]);
  const lost = await device.db.directory.where('kind').equals('conflict').toArray();
  return lost.map(({ id, row }) => ({ conflictId: id, ticketId: (row as { ticketId: string }).ticketId }));
}

/** What a device's person was told, once a colleague has given them something. */
async function toldOn(device: Device): Promise<string[]> {
  const told = await device.db.directory.where('kind').equals('notice').toArray();
  return told.map(({ id }) => id);
}

describe('one contract for both stores', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('random changes by every role (seed %i)', async (seed) => {
    expect.hasAssertions();
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'ana', 'rita');
    const [admin, ana, rita] = devices;
    const generator = new Generator(seed, tenant);
    for (const requester of [people.rita, people.rita, people.rolf])
      generator.tickets.push(await ana.file(generator.text(), requester));
    await rounds(devices);
    const order: Device[] = [ana, rita, admin, rita, ana, admin];
    for (const device of order) await expectContract(tenant, device, generator);
    await rounds(devices);
    await expectAtRest(fleet, tenant, devices);
  });

  test('every mutation is met, done and refused, by these seeds', async () => {
    const { tenant, people, devices } = await openDesk(fleet, 'admin', 'rita');
    const [admin] = devices;
    const conflicts = await loseTitles(tenant, admin, 5);
    const ben = await openDevice(fleet, tenant, 'ben');
    const given = await ben.file('yours');
    await ben.mutate('ticket.assign', { ticketId: given, assigneeId: people.admin.id, teamId: null });
    await admin.mutate('policy.set', { key: 'approve-urgent', value: 'yes' });
    await rounds([ben, ...devices]);
    await ben.mutate('ticket.set-priority', { ticketId: given, priority: 'urgent' });
    await rounds([ben, ...devices]);
    const generators: [Device, Generator][] = [];
    for (const [i, device] of devices.entries()) {
      const generator = new Generator(120 + i, tenant);
      generator.tickets.push(await device.file('one', people.rita));
      generator.conflicts.push(...conflicts);
      generator.asked.push(urgent(given));
      generator.notices.push(...(await toldOn(device)));
      generators.push([device, generator]);
    }
    const met = new Set<string>();
    let missing: string[] = [];
    // First all of them, then again those of which one or the other has not come up: chance alone takes long to find the last.
    for (let round = 0; round < 20; round += 1) {
      missing = mutationNames.flatMap((name) =>
        [`${name} done`, `${name} refused`].filter((way) => !met.has(way)),
      );
      const among = [...new Set(missing.map((way) => way.split(' ')[0] as MutationName))];
      if (!among.length) break;
      // What goes back is the last move alone: where something came after it, there has to be a new one.
      if (among.includes('ticket.move-back')) among.push('ticket.move');
      for (const [device, generator] of generators) {
        for (const { name, refusal } of await work(device, generator, 3 * among.length, among))
          met.add(`${name} ${refusal ? 'refused' : 'done'}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test.each<[Who]>([['admin'], ['ana'], ['rita']])(
    '%s: leased numbers stand as the device showed them (N1)',
    async (who) => {
      const { tenant, devices } = await openDesk(fleet, who);
      const [device] = devices;
      if (!device) throw new Error('no device');
      const leased = await device.db.numbers.orderBy('number').toArray();
      expect(leased.length).toBeGreaterThanOrEqual(3);
      for (const { number } of leased.slice(0, 3)) {
        await device.db.numbers.delete(number);
        const id = randomUUID();
        await device.mutate('ticket.create', {
          id,
          number,
          title: 'Numbered offline',
          description: '',
          priority: 'low',
          categoryId: null,
          requesterId: device.who.id,
          assigneeId: null,
          teamId: null,
          place: null,
        });
        await device.sync();
        expect((await device.db.tickets.get(id))?.ticket).toMatchObject({ number, alias: null });
      }
      await rounds([device]);
      await expectAtRest(fleet, tenant, [device]);
    },
  );
});
