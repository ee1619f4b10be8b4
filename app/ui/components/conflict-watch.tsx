import { useEffect, useRef } from 'react';
import { useConflicts } from '../../queries/conflicts.ts';
import { useSyncStatus } from '../../queries/sync-status.ts';
import { useToast } from './toasts.tsx';

interface ConflictWatchProps {
  /** Whether the list of them is what the page shows: then it says so itself. */
  shown: boolean;
  onOpen: () => void;
}

/**
 * Tells the person when a change of theirs has come not to stand while they worked. What was lost earlier, or comes with
 * a fill, the badge shows.
 */
export function ConflictWatch({ shown, onOpen }: ConflictWatchProps): null {
  const conflicts = useConflicts();
  const quiet = useSyncStatus().state === 'filling' || shown;
  const toast = useToast();
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    if (!conflicts) return;
    const before = known.current;
    known.current = new Set([...(before ?? []), ...conflicts.map(({ conflict }) => conflict.id)]);
    if (!before || quiet) return;
    const fresh = conflicts.filter(
      ({ conflict: { id, resolvedAt } }) => resolvedAt === null && !before.has(id),
    );
    if (fresh.length === 0) return;
    const ruled = fresh.every(({ conflict }) => conflict.ruled);
    toast({
      text: ruled
        ? 'Somebody else’s change came first, and your workspace keeps the first. Yours is kept for you to see.'
        : 'Somebody else changed the same thing at the same time as you. Both values are kept.',
      action: { label: 'Show', run: onOpen },
    });
  }, [conflicts, quiet, toast, onOpen]);
  return null;
}
