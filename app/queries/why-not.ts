import { isBusy, ServerError } from '../sync/http.ts';

/**
 * What is asked of the server because no device has it. `offline`: nothing of it was heard. `busy`: it has answered that it
 * cannot just now. `refused`: it said no, and why.
 */
export type AskState = 'asking' | 'here' | 'offline' | 'busy' | 'refused';

export interface Failure {
  state: Extract<AskState, 'offline' | 'busy' | 'refused'>;
  /** What the server said where it refused. */
  problem: string | null;
}

/** Why there was no answer: whatever is no coded answer of the server is the network's doing. */
export function failure(error: unknown): Failure {
  if (isBusy(error)) return { state: 'busy', problem: null };
  if (error instanceof ServerError) return { state: 'refused', problem: error.message };
  return { state: 'offline', problem: null };
}

/** What came of asking for a file: it is here now, or why it is not. */
export type Fetched = 'here' | 'not-yet' | 'gone' | 'busy' | 'away';

/** Why a file did not come. */
export function whyNotFetched(error: unknown): Exclude<Fetched, 'here'> {
  if (isBusy(error)) return 'busy';
  if (!(error instanceof ServerError)) return 'away';
  if (error.code === 'not-yet-here') return 'not-yet';
  return error.status === 404 ? 'gone' : 'away';
}
