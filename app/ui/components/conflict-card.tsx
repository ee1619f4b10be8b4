import { useId, type ReactNode } from 'react';
import { Link } from 'wouter';
import { timeOf } from '../../../shared/clock/stamp.ts';
import { sameJson } from '../../../shared/lib/fingerprint.ts';
import { isGone } from '../../../shared/model/conflict.ts';
import type { LostValue } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { ticketWords } from '../words/change-words.ts';
import {
  conflictSentence,
  isLongText,
  sideWords,
  subjectLabel,
  subjectOfConflict,
} from '../words/conflict-words.ts';
import { fullTime } from '../words/time-words.ts';
import { ConflictActions } from './conflict-actions.tsx';

/** One value that was lost: both sides beside each other, who and when, and the choice. */
export function ConflictCard({ lost, onSettled }: { lost: LostValue; onSettled: () => void }): ReactNode {
  const { me, names } = useWorkspace();
  const now = useNow();
  const id = useId();
  const { conflict, present, ticketTitle, list } = lost;
  const subject = subjectOfConflict(conflict);
  const gone = isGone(conflict) || conflict.keptValue === null;
  const said = (value: LostValue['conflict']['lostValue'], other: typeof value) =>
    sideWords(subject, value, names, { other, list });
  const elsewhere = present !== null && !gone && !sameJson(present, conflict.keptValue);
  return (
    <article
      className="attention-card"
      data-testid="conflict"
      data-register={conflict.register}
      aria-labelledby={id}
    >
      <h3 id={id} dir="auto">
        {subjectLabel(subject, names)} of{' '}
        {ticketTitle === null ? (
          'a ticket that is not on this device'
        ) : (
          <>
            <Link href={`/tickets/${conflict.ticketId}`}>{ticketWords(lost)}</Link>
            {lost.ticketNumber !== null && <span className="attention-ticket">{ticketTitle}</span>}
          </>
        )}
      </h3>
      <p className="attention-what" dir="auto">
        {conflictSentence(conflict, me.id, names, now, list)}
      </p>
      <dl className="attention-sides">
        <Side title="Yours" who={me.name} at={timeOf(conflict.lostS)} long={isLongText(subject)}>
          {said(conflict.lostValue, conflict.keptValue ?? conflict.lostValue)}
        </Side>
        {!gone && conflict.keptValue && (
          <Side
            title="Theirs"
            who={
              conflict.keptBy === me.id
                ? `${me.name}, on another device`
                : conflict.keptBy === null
                  ? 'Waypost'
                  : names.person(conflict.keptBy)
            }
            at={timeOf(conflict.keptS)}
            long={isLongText(subject)}
          >
            {said(conflict.keptValue, conflict.lostValue)}
          </Side>
        )}
        {elsewhere && (
          <div>
            <dt>Stands now</dt>
            <dd dir="auto">{said(present, conflict.lostValue)}</dd>
          </div>
        )}
      </dl>
      <ConflictActions lost={lost} describedBy={id} onSettled={onSettled} />
    </article>
  );
}

interface SideProps {
  title: string;
  who: string;
  at: number;
  long: boolean;
  children: ReactNode;
}

function Side({ title, who, at, long, children }: SideProps): ReactNode {
  return (
    <div>
      <dt>{title}</dt>
      <dd className={`attention-value${long ? ' attention-value-long' : ''}`} dir="auto">
        {children}
      </dd>
      <dd className="attention-facts">
        <span dir="auto">{who}</span>, <time dateTime={new Date(at).toISOString()}>{fullTime(at)}</time>
      </dd>
    </div>
  );
}
