import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { figure, type Result } from './lib/result.ts';
import { countingWire, type Traffic } from './lib/wire.ts';
import type { World } from './lib/world.ts';

/**
 * What travels, compressed, counted between Chromium and the server (bodies; headers are not counted): of a cold sync
 * from the press of sign-in until it is complete; of a flush until its own rows have come back; and the scripts that
 * the first screen asks for.
 */
export async function bytes(world: World): Promise<Result[]> {
  const scripts = await firstScreen(world);
  const dist = await buildApp(world.folder, { handle: true });
  const { server, stop } = await world.serve({ dist });
  const wire = await countingWire(server.url);
  const profile = await newProfile(world);
  const context = await profile.open();
  try {
    const { mutations, mutatedTickets } = world.sizes;
    const page = await atTheDoor(context, world, wire.url);
    wire.take();
    await signIn(page, world);
    const cold = dataOf(wire.take());
    await page.evaluate(() => window.benchHandle.quiet());
    await context.setOffline(true);
    await page.evaluate(
      ([m, t]) => window.benchHandle.work(m ?? 0, t ?? 0, 100),
      [mutations, mutatedTickets],
    );
    await page.waitForTimeout(1_000);
    wire.take();
    const settled = page.evaluate(() => window.benchHandle.watchFlush());
    await page.waitForTimeout(100);
    await context.setOffline(false);
    await settled;
    const flushed = dataOf(wire.take());
    for (const { path, up, down } of flushed) world.say(`  ${path}: ${up} up, ${down} down`);
    return [
      figure('bytes-cold', total(cold, 'down') + total(cold, 'up'), 'bytes', { goal: { value: 4_800_000 } }),
      figure('bytes-flush-up', total(flushed, 'up'), 'bytes', { goal: { value: 350_000 } }),
      figure('bytes-flush-down', total(flushed, 'down'), 'bytes', { goal: { value: 150_000 } }),
      scripts,
    ];
  } finally {
    await context.close();
    await profile.remove();
    await wire.stop();
    await stop();
  }
}

/** Not the app's files, which the service worker may fetch at any time. */
const dataOf = (traffic: Traffic[]): Traffic[] => traffic.filter(({ path }) => /^\/(sync|auth)\//.test(path));

const total = (traffic: Traffic[], direction: 'up' | 'down'): number =>
  traffic.reduce((sum, one) => sum + one[direction], 0);

/** The product's own build, without the benchmark's handle. */
async function firstScreen(world: World): Promise<Result> {
  const dist = await buildApp(world.folder);
  const { server, stop } = await world.serve({ dist });
  const profile = await newProfile(world);
  const context = await profile.open();
  try {
    const page = await atTheDoor(context, world, server.url);
    await signIn(page, world);
    const paths = await page.evaluate(() => window.benchTools.firstScripts());
    if (paths.length === 0) throw new Error('the first screen has no scripts');
    // As they lie there compressed: of what came from the service worker the browser knows the plain size only.
    const sizes = await Promise.all(paths.map(async (path) => (await stat(join(dist, `${path}.br`))).size));
    const size = sizes.reduce((sum, one) => sum + one, 0);
    return figure('first-screen-js', size, 'bytes', {
      goal: { value: 180_000 },
      note: `${paths.length} files`,
    });
  } finally {
    await context.close();
    await profile.remove();
    await stop();
  }
}
