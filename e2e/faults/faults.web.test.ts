import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildInto } from '../../bench/lib/build.ts';
import { listenerCut } from './listener-cut.ts';
import { Office } from './office.ts';
import { copiedProfile, restoredProfile } from './profiles.ts';
import { restoredServer } from './restored-server.ts';
import { doRounds } from './run.ts';
import { serverKilled } from './server-killed.ts';
import { workerStopped } from './worker-stopped.ts';

// A few rounds of `npm run faults`, in one office: the faults that are found and not awaited. All of them, counted over
// many rounds, are in docs/reliability.md.

let dist: string;
let office: Office;
beforeAll(async () => {
  process.env['NODE_ENV'] = 'production'; // or Vite builds an app without its service worker
  dist = await mkdtemp(join(tmpdir(), 'waypost-faults-app-'));
  await buildInto(dist, join(import.meta.dirname, 'page', 'handle.ts'));
  office = await Office.open(dist, { servers: 2 });
});
afterAll(async () => {
  await office?.close();
  await rm(dist, { recursive: true, force: true });
});

test.each([
  [serverKilled, [0, 1]],
  [listenerCut, [1]],
  [workerStopped, [0]],
  [copiedProfile, [1]],
  [restoredProfile, [1]],
  [restoredServer, [0]],
])(
  '$name: nothing is lost, nothing done twice, every device is right again',
  async (fault, rounds) => {
    const outcome = await doRounds(office, fault, rounds);
    expect(outcome.wrong).toEqual([]);
    expect(outcome).toMatchObject({ rounds: rounds.length, lost: 0, doubled: 0 });
    expect(outcome.kept).toBeGreaterThan(0);
    for (const person of [...office.people]) await office.leave(person);
  },
  240_000,
); // a device that failed a few times in a row rests for up to a minute
