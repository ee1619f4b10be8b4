import { buildApp } from './lib/build.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
import { figure, percentile, type Result } from './lib/result.ts';
import type { World } from './lib/world.ts';
import type { WriteTimes } from './page/handle.ts';

/** A pause between writes, so that each meets a device at rest. */
const REST_MS = 150;

/**
 * The app's own `mutate` on a device with the whole desk, from the call until it is on disk and a frame shows it:
 * without a network, and with one (each write is then sent and comes back while the next waits its turn).
 */
export async function write(world: World): Promise<Result[]> {
  const dist = await buildApp(world.folder, { handle: true });
  const { server, stop } = await world.serve({ dist });
  const profile = await newProfile(world);
  const context = await profile.open();
  try {
    const page = await atTheDoor(context, world, server.url);
    await signIn(page, world);
    await page.evaluate(() => window.benchHandle.quiet());
    const run = (count: number) =>
      page.evaluate(([n, rest]) => window.benchHandle.write(n ?? 0, rest ?? 0), [count, REST_MS]);
    await run(Math.min(10, world.sizes.writes));
    const online = await run(world.sizes.writes);
    await context.setOffline(true);
    await page.waitForTimeout(500);
    const offline = await run(world.sizes.writes);
    return [...figures('write', offline), ...figures('write-online', online)];
  } finally {
    await context.close();
    await profile.remove();
    await stop();
  }
}

function figures(name: string, times: WriteTimes[]): Result[] {
  const both = times.map(({ durable, painted }) => Math.max(durable, painted));
  const durable = times.map((one) => one.durable);
  const spread = (samples: number[]): [number, number] => [Math.min(...samples), Math.max(...samples)];
  const rest = { runs: times.length, spread: spread(both) };
  return [
    figure(`${name}-p50`, percentile(both, 0.5), 'ms', { ...rest, goal: { value: 25 } }),
    figure(`${name}-p95`, percentile(both, 0.95), 'ms', { ...rest, goal: { value: 50 } }),
    figure(`${name}-durable-p50`, percentile(durable, 0.5), 'ms', {
      runs: times.length,
      spread: spread(durable),
    }),
  ];
}
