import { useId, type ReactNode } from 'react';
import type { DraftHandle, OtherDraft } from '../hooks/use-draft.ts';
import { useNow } from '../hooks/use-now.ts';
import { nearTime } from '../words/time-words.ts';
import { DropButton } from './drop-button.tsx';
import '../styles/drafts.css';

interface OtherDraftsProps {
  handle: Pick<DraftHandle, 'others' | 'switchTo' | 'drop'>;
  /** What of a draft is shown; its text unless said otherwise. */
  words?: (other: OtherDraft) => string;
}

/** What was typed here in another window at the same time: nothing of either is lost, and the person says which goes on. */
export function OtherDrafts({ handle, words = ({ body }) => body }: OtherDraftsProps): ReactNode {
  const now = useNow();
  const id = useId();
  const typed = handle.others.filter((other) => words(other).trim() !== '');
  if (typed.length === 0) return null;
  return (
    <ul className="other-drafts" aria-label="Also written here" data-testid="other-drafts">
      {typed.map((other, i) => (
        <li key={other.id}>
          <p className="faint">
            You also wrote this here, in another window, <OtherTime of={other} now={now} />
          </p>
          <blockquote className="left-words" id={`${id}-${i}`} dir="auto">
            {words(other)}
          </blockquote>
          <div className="conflict-actions">
            <button
              type="button"
              className="button"
              aria-describedby={`${id}-${i}`}
              onClick={() => handle.switchTo(other)}
            >
              Go on with this
            </button>
            <DropButton describedBy={`${id}-${i}`} drop={() => handle.drop(other)} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function OtherTime({ of, now }: { of: OtherDraft; now: number }): ReactNode {
  return (
    <>
      <time dateTime={new Date(of.at).toISOString()}>{nearTime(of.at, now)}</time>:
    </>
  );
}
