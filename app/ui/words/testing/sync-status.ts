import type { SyncStatus } from '../../../queries/types.ts';

export const now = 1_800_000_000_000;

/** A device that has sent all it had two minutes ago. */
export const base: SyncStatus = {
  state: 'synced',
  waiting: 0,
  refused: 0,
  files: 0,
  filesStuck: 0,
  oldestAt: null,
  oldestFileAt: null,
  lastSyncAt: now - 120_000,
  offlineSince: null,
  skewMs: 0,
  notice: null,
  nextTryAt: null,
  paused: false,
  stuck: null,
};
