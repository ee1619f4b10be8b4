import { readIncarnation } from '../sync-server/db/sync/replicas.ts';
import { scopeOrdinals } from '../sync-server/db/sync/scopes.ts';
import { readSum } from '../sync-server/db/sync/sums.ts';
import { inTenant } from '../sync-server/db/tenant.ts';
import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { result, type Result } from './lib/result.ts';
import type { World } from './lib/world.ts';

/**
 * What it costs to compare a device with the server: the sum over the whole desk in PostgreSQL (made once for all devices
 * that stand at the same heads), and the sum of the same rows in the browser, in many short reads.
 */
export async function check(world: World): Promise<Result[]> {
  const { desk, sizes } = world;
  const dist = await buildApp(world.folder, { handle: true });
  const { server, copy, stop } = await world.serve({ dist });
  const profile = await newProfile(world);
  const context = await profile.open();
  try {
    const onServer: number[] = [];
    for (let i = 0; i <= sizes.runs; i += 1) {
      const startedAt = performance.now();
      await inTenant(copy.sql, desk.id, async (tx) => {
        const ordinals = await scopeOrdinals(tx, desk.id, await readIncarnation(tx), ['tenant', 'desk']);
        for (const [key, ord] of ordinals) await readSum(tx, key, ord);
      });
      if (i > 0) onServer.push(performance.now() - startedAt);
    }
    const page = await atTheDoor(context, world, server.url);
    await signIn(page, world);
    await page.evaluate(() => window.benchHandle.quiet());
    const onDevice: number[] = [];
    for (let i = 0; i <= sizes.runs; i += 1) {
      const took = await page.evaluate(() => window.benchHandle.sum());
      if (i > 0) onDevice.push(took);
    }
    return [
      result({ name: 'check-server', unit: 'ms', samples: onServer }),
      result({ name: 'check-device', unit: 'ms', samples: onDevice }),
    ];
  } finally {
    await context.close();
    await profile.remove();
    await stop();
  }
}
