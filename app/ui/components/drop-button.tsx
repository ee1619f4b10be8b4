import { useState, type ReactNode } from 'react';
import { useFocusBack } from '../hooks/use-focus-back.ts';
import { failureWords } from '../words/failure-words.ts';
import { useToast } from './toasts.tsx';

/** Lets go of something for good, asking once; where it could not be done it says so. */
export function DropButton({
  drop,
  describedBy,
}: {
  drop: () => Promise<void>;
  describedBy: string;
}): ReactNode {
  const [asking, setAsking] = useState(false);
  const opener = useFocusBack<HTMLButtonElement>(asking);
  const toast = useToast();
  const letGo = () => {
    setAsking(false);
    drop().catch((error: unknown) => toast({ text: failureWords(error) }));
  };
  if (!asking) {
    return (
      <button
        ref={opener}
        type="button"
        className="button button-danger"
        aria-describedby={describedBy}
        onClick={() => setAsking(true)}
      >
        Drop
      </button>
    );
  }
  return (
    <span className="conflict-actions" role="group" aria-label="Drop it for good?">
      Drop it for good?
      <button type="button" className="button button-danger" autoFocus onClick={letGo}>
        Yes, drop
      </button>
      <button type="button" className="button" onClick={() => setAsking(false)}>
        Keep
      </button>
    </span>
  );
}
