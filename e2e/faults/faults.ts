import { browserKilled } from './browser-killed.ts';
import { diskFull } from './disk-full.ts';
import { eightTabs } from './eight-tabs.ts';
import { embeddedKilled } from './embedded-killed.ts';
import { listenerCut } from './listener-cut.ts';
import { networkCut } from './network-cut.ts';
import { postgresKilled } from './postgres-killed.ts';
import { copiedProfile, restoredProfile } from './profiles.ts';
import { restoredServer, restoredSilently } from './restored-server.ts';
import type { Fault } from './run.ts';
import { serverKilled } from './server-killed.ts';
import { workerStopped } from './worker-stopped.ts';

/** All of them, in the order of the table. */
export const faults: readonly Fault[] = [
  browserKilled,
  serverKilled,
  postgresKilled,
  embeddedKilled,
  listenerCut,
  networkCut,
  diskFull,
  workerStopped,
  eightTabs,
  copiedProfile,
  restoredProfile,
  restoredServer,
  restoredSilently,
];
