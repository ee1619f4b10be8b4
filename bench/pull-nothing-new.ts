import { randomUUID } from 'node:crypto';
import { must } from '../shared/lib/must.ts';
import { pull } from '../app/sync/pull.ts';
import { readIncarnation } from '../sync-server/db/sync/replicas.ts';
import { push } from '../sync-server/sync/push-batch.ts';
import { register } from '../sync-server/sync/register.ts';
import { Chance } from './data.ts';
import { openDevice, syncOnce } from './lib/device.ts';
import { startDevices } from './lib/devices.ts';
import { RawSender } from './lib/raw-sender.ts';
import { figure, percentile, type Result } from './lib/result.ts';
import { tokenFor } from './lib/tokens.ts';
import type { Copy, World } from './lib/world.ts';

/** A pull where nothing has happened, over HTTP, in a tenant whose every device has pushed. */
export async function pullNothingNew(world: World): Promise<Result[]> {
  const { desk, sizes } = world;
  const { server, copy, stop } = await world.serve();
  const devices = startDevices();
  try {
    const replicas = await introduceDevices(world, copy);
    const tokens = new Map<string, string>();
    for (const person of staffOf(world)) tokens.set(person.id, await tokenFor(server, desk, person));
    const probe = await captureOne(world, server.url, must(tokens.get(world.agent.id), 'token'));
    const requests = Array.from({ length: sizes.pulls + 50 }, (_, i) => {
      const { replica, person } = must(replicas[i % replicas.length], 'replica');
      const body = JSON.stringify({ ...probe.request, replica, sentAt: Date.now() });
      return { token: must(tokens.get(person), 'token'), body };
    });
    const times = (await devices.pulls({ url: `${server.url}/sync/pull`, requests })).slice(50);
    const spread: [number, number] = [Math.min(...times), Math.max(...times)];
    const rest = { runs: times.length, spread };
    return [
      figure('pull-nothing-new-p50', percentile(times, 0.5), 'ms', rest),
      figure('pull-nothing-new-p95', percentile(times, 0.95), 'ms', { ...rest, goal: { value: 5 } }),
      figure('pull-nothing-new-up', probe.up, 'bytes', { goal: { value: 200 } }),
      figure('pull-nothing-new-down', probe.down, 'bytes', { goal: { value: 200 } }),
    ];
  } finally {
    await devices.stop();
    await stop();
  }
}

const staffOf = ({ desk }: World) => desk.people.filter(({ role }) => role !== 'user');

/** Registers devices of all staff, each of which writes one message. */
async function introduceDevices(world: World, copy: Copy): Promise<{ replica: string; person: string }[]> {
  const { desk, sizes } = world;
  const staff = staffOf(world);
  const incarnation = await readIncarnation(copy.sql);
  const chance = new Chance(9);
  const tickets = await copy.sql.begin(async (tx) => {
    await tx`select set_config('app.tenant_id', ${desk.id}, true)`;
    return await tx<{ id: string }[]>`select id from tickets order by id`;
  });
  const one = async (i: number) => {
    const person = must(staff[i % staff.length], 'person');
    const sender = new RawSender({ tenant: desk.id, person: person.id, incarnation });
    const contact = { tenantId: desk.id, actor: person, incarnation, receivedAt: Date.now() };
    await register(copy.sql, contact, { ...sender.sender(), was: null });
    const args = {
      ticketId: chance.pick(tickets).id,
      id: randomUUID(),
      body: chance.words(8, 60),
      internal: true,
    };
    const reply = await push(
      copy.sql,
      { ...contact, request: sender.request('message.add', args) },
      (error) => {
        throw error;
      },
    );
    if (reply.verdicts[0]?.status !== 'applied') throw new Error(JSON.stringify(reply));
    return { replica: sender.replica, person: person.id };
  };
  const made: { replica: string; person: string }[] = [];
  for (let from = 0; from < sizes.devices; from += 8) {
    const some = Array.from({ length: Math.min(8, sizes.devices - from) }, (_, i) => one(from + i));
    made.push(...(await Promise.all(some)));
  }
  return made;
}

/** The bodies of a real device's pull that finds nothing. */
async function captureOne(world: World, origin: string, token: string) {
  let up = '';
  let down = '';
  const device = openDevice({
    origin,
    tenantId: world.desk.id,
    actor: world.agent,
    token,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (!(typeof input === 'string' && input.endsWith('/sync/pull'))) return response;
      up = typeof init?.body === 'string' ? init.body : '';
      down = await response.text();
      return new Response(down, response);
    },
  });
  await syncOnce(device);
  await pull(device, new AbortController().signal);
  if (!down.includes('"same":true')) throw new Error('there was something new');
  device.db.close();
  return { request: JSON.parse(up) as object, up: Buffer.byteLength(up), down: Buffer.byteLength(down) };
}
