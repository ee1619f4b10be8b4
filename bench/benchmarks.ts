import { fanout } from './fanout.ts';
import { flushServer } from './flush-server.ts';
import type { Result } from './lib/result.ts';
import type { World } from './lib/world.ts';
import { pullNothingNew } from './pull-nothing-new.ts';

/** Every benchmark by its name, in the order they run. */
export const benchmarks: Record<string, (world: World) => Promise<Result[]>> = {
  'flush-1000-server': flushServer,
  fanout,
  'pull-nothing-new': pullNothingNew,
};
