import { useEffect, useRef } from 'react';
import { useSyncStatus } from '../../queries/sync-status.ts';
import { useToast } from './toasts.tsx';

/** Tells the person when the office has refused something while they worked. What was refused earlier, the chip shows. */
export function RefusalWatch({ onOpen }: { onOpen: () => void }): null {
  const { refused } = useSyncStatus();
  const toast = useToast();
  const known = useRef(refused);
  useEffect(() => {
    if (refused > known.current) {
      toast({
        text: 'The office refused a change. It is kept here with the reason.',
        action: { label: 'Show', run: onOpen },
      });
    }
    known.current = refused;
  }, [refused, toast, onOpen]);
  return null;
}
