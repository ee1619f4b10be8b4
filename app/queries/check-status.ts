import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { readCheck } from '../store/meta.ts';
import type { CheckStatus } from './types.ts';
import { useLiveValue } from './use-live-value.ts';

/** When this device's rows were last compared with the server's, and what was found; null before the first time. */
export function useCheckStatus(): CheckStatus | null {
  const { key } = currentAccount();
  const check = useLiveValue(() => readCheck(openDatabase(key)), key);
  if (!check || check.at === null || check.found === null) return null;
  return { at: check.at, found: check.found };
}
