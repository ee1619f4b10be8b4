import type { ReactNode } from 'react';
import { useCheckStatus } from '../../queries/check-status.ts';
import { checkSentence } from '../words/check-words.ts';

/** The line that says whether what is here is what the office has; nothing before the first comparison. */
export function SyncCheck({ now }: { now: number }): ReactNode {
  const check = useCheckStatus();
  if (!check) return null;
  return (
    <p className="sync-last" data-testid="sync-check">
      {checkSentence(check, now)}
    </p>
  );
}
