import { must } from '../../shared/lib/must.ts';
import type { SentMutation } from '../../shared/protocol/push.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';
import type { OutboxEntry } from '../../app/store/database.ts';
import { readReplica } from '../../app/store/meta.ts';
import { isActive } from '../../shared/model/ticket.ts';
import { readIncarnation } from '../../sync-server/db/sync/replicas.ts';
import { numbers, register } from '../../sync-server/sync/register.ts';
import { make, openDevice, syncOnce } from './device.ts';
import { makeMix, type Supplies } from './mix.ts';
import { tokenFor } from './tokens.ts';
import type { Copy, Desk, World } from './world.ts';

/** A device's outbox, ready to be pushed to any fresh copy of the database. */
export interface Prepared {
  replicaId: string;
  ord: number;
  /** When the device first met the server: its work is claimed for later than that. */
  registeredAt: number;
  months: number[];
  entries: OutboxEntry[];
}

/** People, teams and tags a mix draws from. */
export function suppliesOf(desk: Desk, tickets: Supplies['tickets']): Supplies {
  return {
    tickets,
    staffIds: desk.people.filter(({ role }) => role !== 'user').map(({ id }) => id),
    requesterIds: desk.people.filter(({ role }) => role === 'user').map(({ id }) => id),
    teamIds: (desk.teams ?? []).map(({ id }) => id),
    tagIds: (desk.tags ?? []).map(({ id }) => id),
  };
}

/**
 * Works offline on a device that holds the whole desk: `warmUp` mutations on some tickets, then `count` on others.
 * The real device code makes them, so bases, needs and fingerprints are those of the product.
 */
export async function prepareOutbox(world: World, warmUp: number, count: number): Promise<Prepared> {
  const { desk, agent, sizes } = world;
  const { server, stop } = await world.serve();
  const registeredAt = Date.now();
  const token = await tokenFor(server, desk, agent);
  const device = openDevice({ origin: server.url, tenantId: desk.id, actor: agent, token });
  await syncOnce(device);
  await stop();
  const held = (await device.db.tickets.toArray()).map(({ ticket: { id, status } }) => ({ id, status }));
  const open = held.filter(({ status }) => isActive(status));
  const cut = Math.ceil(sizes.mutatedTickets / 4);
  const mixes = [
    ...makeMix(warmUp, suppliesOf(desk, open.slice(0, cut)), 21),
    ...makeMix(count, suppliesOf(desk, open.slice(cut, cut + sizes.mutatedTickets)), 22),
  ];
  for (const planned of mixes) await make(device, planned);
  const me = must(await readReplica(device.db), 'replica');
  const leased = await device.db.numbers.toArray();
  const entries = await device.db.outbox.orderBy('seq').toArray();
  device.db.close();
  return {
    replicaId: me.id,
    ord: must(me.ord, 'ordinal'),
    registeredAt,
    months: [...new Set(leased.map(({ month }) => month))].toSorted((a, b) => a - b),
    entries,
  };
}

/** Makes the prepared device known to a copy, under the ordinal and with the numbers it had when it worked. */
export async function introduce(world: World, copy: Copy, prepared: Prepared) {
  const { desk, agent } = world;
  const incarnation = await readIncarnation(copy.sql);
  const sender = (left: number) => ({
    protocol: PROTOCOL,
    tenant: desk.id,
    person: agent.id,
    replica: prepared.replicaId,
    incarnation,
    sentAt: Date.now(),
    left,
    app: 'bench',
  });
  const contact = { tenantId: desk.id, actor: agent, incarnation, receivedAt: prepared.registeredAt };
  const { ord } = await register(copy.sql, contact, { ...sender(0), was: null });
  if (ord !== prepared.ord) throw new Error('the copy gives other ordinals');
  const months = prepared.months.map((month) => ({ month, held: 0 }));
  await numbers(copy.sql, contact, { ...sender(0), months });
  return (mutations: SentMutation[], left: number) => ({
    tenantId: desk.id,
    actor: agent,
    incarnation,
    receivedAt: Date.now(),
    request: { ...sender(left), mutations },
  });
}

/** The entry as it travels. */
export function asSent(entry: OutboxEntry): SentMutation {
  const { n, uid, prev, name, version, args, at, s, base, needs, echo } = entry;
  return { n, uid, prev, name, version, args, at, s, base, needs, echo };
}
