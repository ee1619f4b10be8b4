import type { ReactNode } from 'react';
import { When } from './when.tsx';

interface ArrivedProps {
  /** When the office got what was done earlier; absent or null where it was there at once (SPEC M7). */
  receivedAt: number | null | undefined;
  now: number;
}

/** Says of what stands in its own time's place that nobody in the office could read it then. */
export function Arrived({ receivedAt, now }: ArrivedProps): ReactNode {
  if (receivedAt == null) return null;
  return (
    <span className="arrived" data-testid="arrived">
      reached the office <When at={receivedAt} now={now} />
    </span>
  );
}
