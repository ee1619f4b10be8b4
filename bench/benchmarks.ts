import { archive } from './archive.ts';
import { bytes } from './bytes.ts';
import { catchUp } from './catch-up.ts';
import { check } from './check.ts';
import { coldSync } from './cold-sync.ts';
import { crowd } from './crowd.ts';
import { fanout } from './fanout.ts';
import { flushServer } from './flush-server.ts';
import { flush } from './flush.ts';
import type { Result } from './lib/result.ts';
import type { World } from './lib/world.ts';
import { longThread } from './long-thread.ts';
import { offlineBoot } from './offline-boot.ts';
import { promises } from './promises.ts';
import { pullNothingNew } from './pull-nothing-new.ts';
import { step } from './step.ts';
import { vectorExchange } from './vector-exchange.ts';
import { write } from './write.ts';

/** Every benchmark by its name, in the order they run. */
export const benchmarks: Record<string, (world: World) => Promise<Result[]>> = {
  'cold-sync': coldSync,
  'offline-boot': offlineBoot,
  write,
  step,
  'long-thread': longThread,
  'flush-1000': flush,
  'flush-1000-server': flushServer,
  fanout,
  'pull-nothing-new': pullNothingNew,
  bytes,
  crowd,
  'vector-exchange': vectorExchange,
  'catch-up': catchUp,
  check,
  promises,
  archive,
};
