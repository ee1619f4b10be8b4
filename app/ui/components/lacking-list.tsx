import type { ReactNode } from 'react';
import { lackingWords, type Lacking } from '../words/lacking.ts';
import { KnownTicketLink } from './ticket-link.tsx';

interface LackingListProps {
  lacking: readonly Lacking[];
  /** Of how many tickets. */
  of: number;
}

/** So many are shown by name: the list is to be seen whole. */
const SHOWN_MAX = 5;

/** Which tickets lack what they need to go there, with the way to each. */
export function LackingList({ lacking, of }: LackingListProps): ReactNode {
  const more = lacking.length - SHOWN_MAX;
  return (
    <section aria-label="What is lacking" data-testid="lacking">
      <p dir="auto">
        {lackingWords(lacking, of)} What is lacking is filled in first: without it there is no way there.
      </p>
      {of > 1 && (
        <ul className="left-out">
          {lacking.slice(0, SHOWN_MAX).map(({ ticket, fields }) => (
            <li key={ticket.id}>
              <KnownTicketLink ticket={ticket} />
              <p dir="auto">{fields.map(({ label }) => label).join(', ')}</p>
            </li>
          ))}
          {more > 0 && <li>And {more.toLocaleString('en')} more</li>}
        </ul>
      )}
    </section>
  );
}
