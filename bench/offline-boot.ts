import { buildApp } from './lib/build.ts';
import { atTheDoor, listPainted, newProfile, signIn } from './lib/browser.ts';
import { type Result, result } from './lib/result.ts';
import type { World } from './lib/world.ts';

/**
 * The server is gone and the network cut: from the navigation to the painted list, on a device that holds the whole
 * desk. Once in a browser that has just been started, and once more in a second window of it.
 */
export async function offlineBoot(world: World): Promise<Result[]> {
  const dist = await buildApp(world.folder);
  const profile = await newProfile(world);
  const { server, stop } = await world.serve({ dist });
  const { url } = server;
  const first = await profile.open();
  await signIn(await atTheDoor(first, world, url), world);
  await first.pages()[0]?.waitForTimeout(2_000);
  await first.close();
  await stop();
  const started: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < world.sizes.runs; run += 1) {
    const context = await profile.open();
    await context.setOffline(true);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(url);
    started.push(await listPainted(page));
    await page.waitForTimeout(1_000);
    const second = await context.newPage();
    await second.goto(url);
    again.push(await listPainted(second));
    await context.close();
  }
  await profile.remove();
  return [
    result({ name: 'offline-boot', unit: 'ms', samples: started, goal: { value: 800 } }),
    result({ name: 'offline-boot-again', unit: 'ms', samples: again, goal: { value: 800 } }),
  ];
}
