import { randomUUID } from 'node:crypto';
import { pull } from '../app/sync/pull.ts';
import { must } from '../shared/lib/must.ts';
import { openDevice, syncOnce } from './lib/device.ts';
import { introduce, introduceAll, staffOf, ticketsOf } from './lib/replicas.ts';
import { figure, type Result } from './lib/result.ts';
import { tokenFor } from './lib/tokens.ts';
import { countingWire } from './lib/wire.ts';
import type { World } from './lib/world.ts';

const GOAL_BYTES = 8_000;

/**
 * What a real device exchanges with the server, both ways and as it travels, to learn that one of the tenant's many
 * devices has moved: while the server knows its vector by the digest, and when it has forgotten it (it was restarted).
 */
export async function vectorExchange(world: World): Promise<Result[]> {
  const { smallDesk: desk, sizes } = world;
  const { server, copy, stop } = await world.serve();
  const restarted = await world.serve({ copy });
  const wires = [await countingWire(server.url), await countingWire(restarted.server.url)];
  const [known, forgotten] = wires as [(typeof wires)[0], (typeof wires)[0]];
  try {
    const person = must(staffOf(desk)[0], 'person');
    await introduceAll(copy, desk, sizes.devices);
    const mover = await introduce(copy, desk, person);
    const ticketId = must((await ticketsOf(copy, desk))[0], 'ticket');
    const move = () => mover.send('message.add', { ticketId, id: randomUUID(), body: 'ok', internal: false });
    const token = await tokenFor(server, desk, person);
    const device = openDevice({ origin: known.url, tenantId: desk.id, actor: person, token });
    await syncOnce(device);
    const exchange = async (wire: typeof known): Promise<number> => {
      await move();
      device.transport.origin = wire.url;
      wire.take();
      await pull(device, new AbortController().signal);
      return wire.take().reduce((sum, { up, down }) => sum + up + down, 0);
    };
    await exchange(known);
    const goal = { value: GOAL_BYTES };
    const note = `${sizes.devices} devices`;
    const results = [
      figure('vector-exchange', await exchange(known), 'bytes', { goal, note }),
      figure('vector-exchange-forgotten', await exchange(forgotten), 'bytes', { goal, note }),
    ];
    device.db.close();
    return results;
  } finally {
    for (const wire of wires) await wire.stop();
    await restarted.stop();
    await stop();
  }
}
