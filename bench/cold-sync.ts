import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { figure, median, type Result, result } from './lib/result.ts';
import { PASSWORD, type World } from './lib/world.ts';

/**
 * A new device in real Chromium: from the press of "Sign in" (password check included) to the first painted list, and
 * to everything stored. Then, in the same page, the floor: the same fill fetched and stored as bare chunks. The first
 * run warms the server up and is not counted; every run has a profile of its own on disk.
 */
export async function coldSync(world: World): Promise<Result[]> {
  const dist = await buildApp(world.folder);
  const { server, stop } = await world.serve({ dist });
  const visible: number[] = [];
  const complete: number[] = [];
  const floor: number[] = [];
  const text: number[] = [];
  try {
    for (let run = 0; run <= world.sizes.runs; run += 1) {
      const profile = await newProfile(world);
      const context = await profile.open();
      const page = await atTheDoor(context, world, server.url);
      const times = await signIn(page, world);
      await page.waitForTimeout(1_500);
      const bare = await page.evaluate((who) => window.benchTools.floor(who), {
        tenant: world.desk.slug,
        email: world.agent.email,
        password: PASSWORD,
      });
      await context.close();
      await profile.remove();
      if (run === 0) continue;
      visible.push(times.visible);
      complete.push(times.complete);
      floor.push(bare.parsed);
      text.push(bare.text);
    }
  } finally {
    await stop();
  }
  const goals = { visible: { value: 400, ratio: 0.6 }, complete: { value: 2_500, ratio: 3.5 } };
  return [
    result({ name: 'cold-sync-visible', unit: 'ms', samples: visible, floor, goal: goals.visible }),
    result({ name: 'cold-sync-complete', unit: 'ms', samples: complete, floor, goal: goals.complete }),
    figure('cold-sync-floor-unparsed', median(text), 'ms', {
      runs: text.length,
      spread: [Math.min(...text), Math.max(...text)],
    }),
  ];
}
