import { useState, type ReactNode } from 'react';
import { diagnosisText, useDiagnosis } from '../../queries/diagnosis.ts';
import { diagnosisRows } from '../words/diagnosis-words.ts';
import { CopyButton } from './copy-button.tsx';

/** Everything a support person asks for, and one button that copies it. */
export function SyncDetails(): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="sync-details"
      data-testid="sync-details"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Details for support</summary>
      <CopyButton label="Copy all of it" read={diagnosisText} />
      {open && <Facts />}
    </details>
  );
}

function Facts(): ReactNode {
  const diagnosis = useDiagnosis();
  if (!diagnosis) return <p>Looking …</p>;
  return (
    <>
      {diagnosis.unanswered.length > 0 && (
        <p role="status">
          The storage of this device does not answer. Here, and in what you copy, is what is known without it.
        </p>
      )}
      <dl className="sync-facts">
        {diagnosisRows(diagnosis).map(([term, ...facts]) => (
          <div key={term}>
            <dt>{term}</dt>
            {facts.map((fact, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- a list of lines that have no names
              <dd key={i}>{fact}</dd>
            ))}
          </div>
        ))}
      </dl>
    </>
  );
}
