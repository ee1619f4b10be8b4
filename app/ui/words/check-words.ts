import type { CheckStatus } from '../../queries/types.ts';
import { nearTime } from './time-words.ts';

/** What the last comparison with the office has found, and whether the person need do anything. */
export function checkSentence({ at, found }: CheckStatus, now: number): string {
  const when = nearTime(at, now);
  switch (found) {
    case 'same':
      return `Checked ${when}: all the same as at the office.`;
    case 'healed':
      return `Checked ${when}: a difference was found earlier and has been healed. Nothing of yours was touched.`;
    case 'healing':
      return `Checked ${when}: a difference was found. What differs is being fetched again; your own changes are kept.`;
    case 'differing':
      return `Checked ${when}: a difference is still there after fetching again. Your own changes are safe; please tell your admin.`;
  }
}
