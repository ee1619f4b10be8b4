import { useEffect, useRef } from 'react';
import { useRefusedCount } from '../../queries/refused-count.ts';
import { useToast } from './toasts.tsx';

interface RefusalWatchProps {
  /** Whether the list of them is what the page shows: then it says so itself. */
  shown: boolean;
  onOpen: () => void;
}

/** Tells the person when the office has refused something while they worked. What was refused earlier, the chip shows. */
export function RefusalWatch({ shown, onOpen }: RefusalWatchProps): null {
  const refused = useRefusedCount();
  const toast = useToast();
  const known = useRef(refused);
  useEffect(() => {
    if (!shown && known.current !== undefined && refused !== undefined && refused > known.current) {
      toast({
        text: 'The office refused a change. It is kept here with the reason.',
        action: { label: 'Show', run: onOpen },
      });
    }
    known.current = refused;
  }, [refused, shown, toast, onOpen]);
  return null;
}
