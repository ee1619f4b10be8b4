import { readIncarnation } from '../sync-server/db/sync/replicas.ts';
import { scopeOrdinals } from '../sync-server/db/sync/scopes.ts';
import { readSum } from '../sync-server/db/sync/sums.ts';
import { inTenant } from '../sync-server/db/tenant.ts';
import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { figure, result, type Result } from './lib/result.ts';
import type { World } from './lib/world.ts';

const SCOPES = ['tenant', 'desk'] as const;

/**
 * What it costs to compare a device with the server: the sum over the whole desk in PostgreSQL (made once for all devices
 * that stand at the same heads), and the sum of the same rows in the browser, in many short reads. And whether they agree.
 */
export async function check(world: World): Promise<Result[]> {
  const { desk, sizes } = world;
  const dist = await buildApp(world.folder, { handle: true });
  const { server, copy, stop } = await world.serve({ dist });
  const profile = await newProfile(world);
  const context = await profile.open();
  try {
    const onServer: number[] = [];
    const ofServer = new Map<string, string | null>();
    for (let i = 0; i <= sizes.runs; i += 1) {
      const startedAt = performance.now();
      await inTenant(copy.sql, desk.id, async (tx) => {
        const ordinals = await scopeOrdinals(tx, desk.id, await readIncarnation(tx), [...SCOPES]);
        for (const [key, ord] of ordinals) ofServer.set(key, await readSum(tx, key, ord));
      });
      if (i > 0) onServer.push(performance.now() - startedAt);
    }
    const page = await atTheDoor(context, world, server.url);
    await signIn(page, world);
    await page.evaluate(() => window.benchHandle.quiet());
    const onDevice: number[] = [];
    let differing: string[] = [];
    for (let i = 0; i <= sizes.runs; i += 1) {
      const { ms, sums } = await page.evaluate(() => window.benchHandle.sum());
      if (i > 0) onDevice.push(ms);
      differing = SCOPES.filter((key) => !sums[key] || sums[key] !== ofServer.get(key));
    }
    return [
      result({ name: 'check-server', unit: 'ms', samples: onServer }),
      result({ name: 'check-device', unit: 'ms', samples: onDevice }),
      figure('check-differing', differing.length, 'count', {
        goal: { exactly: 0 },
        note: differing.join(', ') || [...ofServer].map(([key, sum]) => `${key} ${sum}`).join(', '),
      }),
    ];
  } finally {
    await context.close();
    await profile.remove();
    await stop();
  }
}
