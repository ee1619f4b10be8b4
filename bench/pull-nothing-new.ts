import { must } from '../shared/lib/must.ts';
import { pull } from '../app/sync/pull.ts';
import { openDevice, syncOnce } from './lib/device.ts';
import { startDevices } from './lib/devices.ts';
import { introduceAll, staffOf } from './lib/replicas.ts';
import { figure, percentile, type Result } from './lib/result.ts';
import { tokenFor } from './lib/tokens.ts';
import type { World } from './lib/world.ts';

/**
 * A pull where nothing has happened, over HTTP, in a tenant whose every device has pushed; one in five is written down for
 * the list of devices.
 */
export async function pullNothingNew(world: World): Promise<Result[]> {
  const { desk, sizes } = world;
  const { server, copy, stop } = await world.serve();
  const devices = startDevices();
  try {
    const replicas = await introduceAll(copy, desk, sizes.devices);
    const tokens = new Map<string, string>();
    for (const person of staffOf(desk)) tokens.set(person.id, await tokenFor(server, desk, person));
    const probe = await captureOne(world, server.url, must(tokens.get(world.agent.id), 'token'));
    const requests = Array.from({ length: sizes.pulls + 50 }, (_, i) => {
      const { replica, person } = must(replicas[i % replicas.length], 'replica');
      const body = JSON.stringify({ ...probe.request, replica, sentAt: Date.now() });
      return { token: must(tokens.get(person), 'token'), body };
    });
    const url = `${server.url}/sync/pull`;
    // Of a quiet device's knocks one in five is written down (devices/report.ts); as many here are a device's first.
    await devices.pulls({ url, requests: requests.slice(0, sizes.pulls).filter((_, i) => i % 5 > 0) });
    const times = (await devices.pulls({ url, requests })).slice(50);
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
