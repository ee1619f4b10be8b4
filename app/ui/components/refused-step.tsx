import { useState, type ReactNode } from 'react';
import { drop } from '../../queries/refusal-work.ts';
import type { RefusedWork, StepName } from '../../queries/types.ts';
import { useFocusBack } from '../hooks/use-focus-back.ts';
import { countWords } from '../words/labels.ts';
import { refusedStepWords } from '../words/step-words.ts';
import { useTry } from './toasts.tsx';

interface RefusedStepProps {
  step: StepName;
  /** What of it was refused, each on a card of its own after this. */
  refused: readonly RefusedWork[];
  onSettled: () => void;
}

/** How many changes of the step these are, with those that build on them. */
function sizeOf(refused: readonly RefusedWork[], step: StepName): number {
  return refused
    .flatMap(({ change, dependants }) => [change, ...dependants])
    .filter((change) => change.step?.id === step.id).length;
}

/** Over the cards of one step: how much of it was refused, and the way to be done with all of them at once. */
export function RefusedStep({ step, refused, onSettled }: RefusedStepProps): ReactNode {
  const attempt = useTry();
  const [asking, setAsking] = useState(false);
  const toDrop = useFocusBack<HTMLButtonElement>(asking);
  const dropAll = async (): Promise<void> => {
    if (await attempt(drop(...refused))) onSettled();
  };
  return (
    <div className="refused-step" data-testid="refused-step">
      <p>{refusedStepWords(step, sizeOf(refused, step))}</p>
      {refused.length > 1 && !asking && (
        <button ref={toDrop} type="button" className="button button-danger" onClick={() => setAsking(true)}>
          Drop all {refused.length.toLocaleString('en')}
        </button>
      )}
      {asking && (
        <p className="conflict-actions" role="group" aria-label="Drop all of them for good?">
          {`Drop ${countWords(refused.length, 'change')} with all that builds on them, for good?`}
          <button type="button" className="button button-danger" autoFocus onClick={() => void dropAll()}>
            Yes, drop
          </button>
          <button type="button" className="button" onClick={() => setAsking(false)}>
            Keep
          </button>
        </p>
      )}
    </div>
  );
}
