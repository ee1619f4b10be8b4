import { stuckFiles } from '../store/files.ts';
import { sharedLiveValue } from './shared-live-value.ts';

/** Own files that do not get to the office, by the ticket that they stand on, live; undefined until they were looked up. */
export const useStuckFiles = sharedLiveValue(stuckFiles);
