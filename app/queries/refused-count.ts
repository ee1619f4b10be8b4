import { readRefused } from '../store/refused.ts';
import { sharedLiveValue } from './shared-live-value.ts';

/** How many changes the office has refused, what builds on them not counted, live; undefined until the device has been asked. */
export const useRefusedCount = sharedLiveValue(async (db) => (await readRefused(db)).length);
