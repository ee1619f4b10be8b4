import { randomUUID } from 'node:crypto';
import { must } from '../../shared/lib/must.ts';
import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import { readIncarnation } from '../../sync-server/db/sync/replicas.ts';
import { push } from '../../sync-server/sync/push-batch.ts';
import { register } from '../../sync-server/sync/register.ts';
import { Chance } from '../data.ts';
import { RawSender } from './raw-sender.ts';
import type { Copy, Desk, Person } from './world.ts';

export const staffOf = (desk: Desk): Person[] => desk.people.filter(({ role }) => role !== 'user');

/** A registered replica without a store, in this process: each call is one push of one mutation. */
export async function introduce(copy: Copy, desk: Desk, person: Person) {
  const incarnation = await readIncarnation(copy.sql);
  const sender = new RawSender({ tenant: desk.id, person: person.id, incarnation });
  const contact = { tenantId: desk.id, actor: person, incarnation, receivedAt: Date.now() };
  await register(copy.sql, contact, { ...sender.sender(), was: null });
  const send = async <N extends MutationName>(name: N, args: MutationArgs<N>): Promise<void> => {
    const request = sender.request(name, args);
    const reply = await push(copy.sql, { ...contact, receivedAt: Date.now(), request }, (error) => {
      throw error;
    });
    if (reply.verdicts[0]?.status !== 'applied') throw new Error(JSON.stringify(reply));
  };
  return { replica: sender.replica, person: person.id, send };
}

/** Replicas of all staff in turn, each of which writes one message: a tenant of so many devices. */
export async function introduceAll(
  copy: Copy,
  desk: Desk,
  count: number,
): Promise<{ replica: string; person: string }[]> {
  const staff = staffOf(desk);
  const chance = new Chance(9);
  const tickets = await ticketsOf(copy, desk);
  const one = async (i: number) => {
    const made = await introduce(copy, desk, must(staff[i % staff.length], 'person'));
    const body = chance.words(8, 60);
    await made.send('message.add', {
      ticketId: chance.pick(tickets),
      id: randomUUID(),
      body,
      internal: true,
    });
    return { replica: made.replica, person: made.person };
  };
  const made: { replica: string; person: string }[] = [];
  for (let from = 0; from < count; from += 8) {
    const some = Array.from({ length: Math.min(8, count - from) }, (_, i) => one(from + i));
    made.push(...(await Promise.all(some)));
  }
  return made;
}

export async function ticketsOf(copy: Copy, desk: Desk): Promise<string[]> {
  const rows = await copy.sql.begin(async (tx) => {
    await tx`select set_config('app.tenant_id', ${desk.id}, true)`;
    return await tx<{ id: string }[]>`select id from tickets order by id`;
  });
  return rows.map((row) => row.id);
}
