import type { ReactNode } from 'react';
import { fullTime, momentWords } from '../words/time-words.ts';

/** When something happened: near at hand in words, in full where one points. */
export function When({ at, now }: { at: number; now: number }): ReactNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {momentWords(at, now)}
    </time>
  );
}
