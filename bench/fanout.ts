import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { must } from '../shared/lib/must.ts';
import { readIncarnation } from '../sync-server/db/sync/replicas.ts';
import type { RunningServer } from '../sync-server/server.ts';
import { Chance } from './data.ts';
import { onCommit } from './lib/commits.ts';
import { type Devices, type Heard, startDevices } from './lib/devices.ts';
import { RawSender } from './lib/raw-sender.ts';
import { figure, percentile, type Result } from './lib/result.ts';
import { tokenFor } from './lib/tokens.ts';
import type { World } from './lib/world.ts';

const GOAL_MS = 30;

interface Commit {
  committedAt: number;
  heard: Heard[];
}

/**
 * From a commit to its delta in the store of every device that listens. The devices are the product's code in another
 * process, each with a store and a stream of its own. Three figures: when the bytes reached each device; when each had
 * applied them while the 99 others did not compete for these two cores (as on a machine of its own, the devices taking
 * turns); and when all of them apply at once on this one machine.
 */
export async function fanout(world: World): Promise<Result[]> {
  const { server, copy, stop } = await world.serve();
  const devices = startDevices();
  try {
    const { smallDesk: desk, sizes } = world;
    const staff = desk.people.filter(({ role }) => role !== 'user');
    const people = [];
    for (const person of staff) {
      const token = await tokenFor(server, desk, person);
      people.push({ actor: { id: person.id, role: person.role }, token });
    }
    const { actor, token } = must(people[0], 'person');
    await devices.open({ origin: server.url, tenantId: desk.id, people, count: sizes.listeners });
    const incarnation = await readIncarnation(copy.sql);
    const sender = new RawSender({ tenant: desk.id, person: actor.id, incarnation });
    const post = async (path: string, body: unknown) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const reply = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!reply.ok) throw new Error(await reply.text());
      await reply.text();
    };
    await post('/sync/replicas', { ...sender.sender(), was: null });
    const tickets = await ticketIds(copy.sql, desk.id);
    const lastCommit = watchCommits(server);
    const chance = new Chance(5);
    const commit = async () => {
      const args = {
        ticketId: chance.pick(tickets),
        id: randomUUID(),
        body: chance.words(8, 60),
        internal: false,
      };
      const heard = devices.heard();
      await post('/sync/push', sender.request('message.add', args));
      return { committedAt: lastCommit(), heard: await heard };
    };
    const together = await repeat(commit, sizes.commits);
    await devices.takeTurns(true);
    const apart = await repeat(commit, sizes.commits);
    return results(together, apart);
  } finally {
    await stopAll(devices, stop);
  }
}

async function stopAll(devices: Devices, stop: () => Promise<void>): Promise<void> {
  await devices.stop();
  await stop();
}

async function repeat(commit: () => Promise<Commit>, times: number): Promise<Commit[]> {
  for (let i = 0; i < 5; i += 1) await commit();
  const commits: Commit[] = [];
  for (let i = 0; i < times; i += 1) {
    await delay(30);
    commits.push(await commit());
  }
  return commits;
}

function results(together: Commit[], apart: Commit[]): Result[] {
  const after = (
    commits: Commit[],
    pick: (heard: Heard) => number,
    only: (heard: Heard) => boolean = () => true,
  ) => commits.flatMap(({ committedAt, heard }) => heard.filter(only).map((one) => pick(one) - committedAt));
  const received = after([...together, ...apart], ({ receivedAt }) => receivedAt);
  const turns = after(
    apart,
    ({ appliedAt }) => appliedAt,
    ({ turn }) => turn,
  );
  const crowd = after(together, ({ appliedAt }) => appliedAt);
  const at = (name: string, samples: number[], share: number, goal?: { value: number }) =>
    figure(name, percentile(samples, share), 'ms', {
      runs: samples.length,
      spread: [Math.min(...samples), Math.max(...samples)],
      ...(goal && { goal }),
    });
  return [
    at('fanout-received-p50', received, 0.5),
    at('fanout-received-p95', received, 0.95),
    at('fanout-p50', turns, 0.5),
    at('fanout-p95', turns, 0.95, { value: GOAL_MS }),
    at('fanout-crowd-p50', crowd, 0.5),
    at('fanout-crowd-p95', crowd, 0.95),
  ];
}

/** When the last writing transaction of the server came back committed, on the system-wide monotonic clock. */
function watchCommits(server: RunningServer): () => number {
  let last = 0;
  onCommit(server, () => (last = Number(process.hrtime.bigint()) / 1e6));
  return () => last;
}

async function ticketIds(sql: RunningServer['parts']['sql'], tenantId: string): Promise<string[]> {
  const rows = await sql.begin(async (tx) => {
    await tx`select set_config('app.tenant_id', ${tenantId}, true)`;
    return await tx<{ id: string }[]>`select id from tickets order by id`;
  });
  return rows.map(({ id }) => id);
}
