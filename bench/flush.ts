import { measureFlush } from './flush-server.ts';
import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { type Result, result } from './lib/result.ts';
import type { World } from './lib/world.ts';

const RUNS_MAX = 3;

/**
 * A device that worked without a network: from the moment the browser says it is back until every mutation has its
 * verdict on the device, through the app's own loop, worker and locks. The floor is that of flush-1000-server.
 */
export async function flush(world: World): Promise<Result[]> {
  const { floor } = await measureFlush(world);
  const dist = await buildApp(world.folder, { handle: true });
  const { server, stop } = await world.serve({ dist });
  const profile = await newProfile(world);
  const context = await profile.open();
  const answered: number[] = [];
  const settled: number[] = [];
  try {
    const { mutations, mutatedTickets } = world.sizes;
    // Making a thousand mutations takes far longer than sending them.
    const runs = Math.min(RUNS_MAX, world.sizes.runs);
    const page = await atTheDoor(context, world, server.url);
    await signIn(page, world);
    for (let run = 0; run <= runs; run += 1) {
      await page.evaluate(() => window.benchHandle.quiet());
      await context.setOffline(true);
      const sizes = [mutations, mutatedTickets, 100 + run];
      const ms = await page.evaluate(
        ([m, t, seed]) => window.benchHandle.work(m ?? 0, t ?? 0, seed ?? 0),
        sizes,
      );
      world.say(`  ${mutations} mutations made in ${(ms / 1000).toFixed(1)} s`);
      await page.waitForTimeout(1_000);
      const times = page.evaluate(() => window.benchHandle.watchFlush());
      await page.waitForTimeout(100);
      await context.setOffline(false);
      const one = await times;
      if (run === 0) continue;
      answered.push(one.answered);
      settled.push(one.settled);
    }
  } finally {
    await context.close();
    await profile.remove();
    await stop();
  }
  return [
    result({ name: 'flush-1000', unit: 'ms', samples: answered, floor, goal: { ratio: 10 } }),
    result({ name: 'flush-1000-settled', unit: 'ms', samples: settled, floor }),
  ];
}
