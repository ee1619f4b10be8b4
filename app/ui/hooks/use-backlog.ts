import type { SyncStatus } from '../../queries/types.ts';
import { backlogOf, type Backlog } from '../words/sync-words.ts';
import { useClockJump } from './use-now.ts';

/** Whether more waits here, or for longer, than usual. By a clock that has obviously jumped nothing has an age. */
export function useBacklog(status: SyncStatus, now: number): Backlog | null {
  const isKnown = useClockJump() === null;
  return backlogOf(isKnown ? status : { ...status, oldestAt: null, oldestFileAt: null }, now);
}
