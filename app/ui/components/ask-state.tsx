import type { ReactNode } from 'react';
import type { Listed } from '../../queries/asked.ts';
import { busyWords, notAskedHeading } from '../words/ask-words.ts';
import { Glyph } from './glyph.tsx';

interface AskStateProps {
  asked: Pick<Listed<unknown>, 'state' | 'problem' | 'again'>;
  /** What cannot be shown without a network, as a heading. */
  away: string;
  /** What is still possible then. */
  children: ReactNode;
}

/** Why nothing came of a question to the server, and what can be done; nothing while it is answered. */
export function AskState({ asked, away, children }: AskStateProps): ReactNode {
  const { state, problem, again } = asked;
  if (state === 'asking') return <p role="status" className="ask-waiting">Asking the office…</p>; // prettier-ignore
  if (state === 'here') return null;
  return (
    <div className="ask-failed" role="status" data-testid="ask-failed">
      <Glyph name={state === 'offline' ? 'offline' : 'alert'} />
      <div>
        <h2>{notAskedHeading(state, away)}</h2>
        <p>{state === 'offline' ? children : state === 'busy' ? busyWords : problem}</p>
        <button type="button" className="button" onClick={again}>
          Try again
        </button>
      </div>
    </div>
  );
}
