import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { readRefused } from '../store/refused.ts';
import { useLiveValue } from './use-live-value.ts';

/** How many changes the office has refused, what builds on them not counted, live; undefined until the device has been asked. */
export function useRefusedCount(): number | undefined {
  const { key } = currentAccount();
  return useLiveValue(async () => (await readRefused(openDatabase(key))).length, key);
}
