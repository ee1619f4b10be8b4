import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { figure, percentile, type Result } from './lib/result.ts';
import type { World } from './lib/world.ts';
import type { StepTimes } from './page/handle.ts';

const RUNS = 5;

/**
 * Many tickets changed in one step, and put back, on a device with the whole desk and no network: how long until it is on
 * disk, and how long the page does not answer meanwhile. Then single writes, behind all that has been left waiting.
 */
export async function step(world: World): Promise<Result[]> {
  const dist = await buildApp(world.folder, { handle: true });
  const { server, stop } = await world.serve({ dist });
  const profile = await newProfile(world);
  const context = await profile.open();
  try {
    const page = await atTheDoor(context, world, server.url);
    await signIn(page, world);
    await page.evaluate(() => window.benchHandle.quiet());
    await context.setOffline(true);
    await page.waitForTimeout(500);
    const steps: StepTimes[] = [];
    const undone: StepTimes[] = [];
    for (let i = 0; i < RUNS; i += 1) {
      steps.push(await page.evaluate((tickets) => window.benchHandle.step(tickets), world.sizes.stepTickets));
      undone.push(await page.evaluate(() => window.benchHandle.undo()));
    }
    const behind = await page.evaluate((count) => window.benchHandle.write(count, 150), world.sizes.writes);
    const writes = behind.map(({ durable, painted }) => Math.max(durable, painted));
    const longest = [...steps, ...undone].map((one) => one.longest);
    return [
      figure('step-500', percentile(durables(steps), 0.5), 'ms', { runs: RUNS, goal: { value: 1_500 } }),
      figure('step-500-undo', percentile(durables(undone), 0.5), 'ms', {
        runs: RUNS,
        goal: { value: 2_000 },
      }),
      figure('step-500-longest', Math.max(...longest), 'ms', { runs: longest.length }),
      figure('write-behind-p50', percentile(writes, 0.5), 'ms', { runs: writes.length }),
    ];
  } finally {
    await context.close();
    await profile.remove();
    await stop();
  }
}

const durables = (times: readonly StepTimes[]): number[] => times.map(({ durable }) => durable);
