import { Fragment, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Link } from 'wouter';
import { useConflicts } from '../../queries/conflicts.ts';
import { useLeftWords } from '../../queries/drafts.ts';
import { useRefusals } from '../../queries/refusals.ts';
import type { LeftWords, LostValue, RefusedWork } from '../../queries/types.ts';
import { ConflictCard } from '../components/conflict-card.tsx';
import { Glyph } from '../components/glyph.tsx';
import { LeftWordsCard } from '../components/left-words-card.tsx';
import { RefusedStep } from '../components/refused-step.tsx';
import { RefusalCard } from '../components/refusal-card.tsx';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { ticketWords } from '../words/change-words.ts';
import { subjectLabel, subjectOfConflict } from '../words/conflict-words.ts';
import { countWords } from '../words/labels.ts';
import { stepsOf } from '../words/step-words.ts';
import { nearTime } from '../words/time-words.ts';
import '../styles/conflicts.css';

/** How many settled ones are worth a look back. */
const settledAtMost = 10;

/** What only this person can settle: changes the office refused, and values that somebody else's stand over. */
export function AttentionScreen(): ReactNode {
  const conflicts = useConflicts();
  const refusals = useRefusals();
  const leftWords = useLeftWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const [said, setSaid] = useState('');
  useFocusAfter(
    heading,
    (conflicts?.filter(isOpen).length ?? 0) + (refusals?.length ?? 0) + (leftWords?.length ?? 0),
  );
  if (!conflicts || !refusals || !leftWords) return <div className="pane" aria-busy="true" />;
  const open = conflicts.filter(isOpen);
  const asked = open.filter(({ conflict }) => !conflict.ruled);
  const ruled = open.filter(({ conflict }) => conflict.ruled);
  const settled = conflicts.filter(({ conflict }) => conflict.resolvedAt !== null);
  const left = asked.length + refusals.length;
  const settledBy = (words: string) => () => setSaid(words);
  return (
    <section className="pane attention" aria-labelledby="attention-title">
      <title>Needs attention – Waypost</title>
      <header className="attention-head">
        <h1 id="attention-title" ref={heading} tabIndex={-1}>
          Needs attention
        </h1>
        <p role="status">
          {said} {waitingSentence(left, ruled.length + leftWords.length)}
        </p>
      </header>
      {left + ruled.length + leftWords.length === 0 && <Empty />}
      <Refusals refusals={refusals} onSettled={settledBy('Done.')} />
      <Conflicts
        title="Changed by somebody else at the same time"
        conflicts={asked}
        onSettled={settledBy('Settled.')}
      />
      <Conflicts
        title="Settled by your workspace’s rule"
        conflicts={ruled}
        onSettled={settledBy('Put away.')}
      />
      <WordsWithoutTicket leftWords={leftWords} onDropped={settledBy('Dropped.')} />
      {settled.length > 0 && <Settled settled={settled.slice(0, settledAtMost)} />}
    </section>
  );
}

function waitingSentence(decisions: number, notes: number): string {
  const sentences = [
    ...(decisions > 0 ? [`${countWords(decisions, 'decision')} to make.`] : []),
    ...(notes > 0 ? [`${countWords(notes, 'thing')} to take note of.`] : []),
  ];
  return sentences.join(' ') || 'Nothing waits for you.';
}

const isOpen = ({ conflict }: LostValue): boolean => conflict.resolvedAt === null;

/** A card goes with its buttons, here or on another device: a focus that went with it returns to where the list begins. */
function useFocusAfter(heading: RefObject<HTMLElement | null>, cards: number): void {
  const known = useRef(cards);
  useEffect(() => {
    const fewer = cards < known.current;
    known.current = cards;
    if (fewer && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [heading, cards]);
}

function Empty(): ReactNode {
  return (
    <div className="empty">
      <Glyph name="check" />
      <h2>Nothing needs you here</h2>
      <p>
        When two people change the same thing at once, whoever’s value does not stand finds both here and
        decides. A change that the office refuses waits here with the reason. Neither holds up the rest of
        your work.
      </p>
      <Link href="/" className="button button-main">
        Go to the tickets
      </Link>
    </div>
  );
}

function Refusals({
  refusals,
  onSettled,
}: {
  refusals: readonly RefusedWork[];
  onSettled: () => void;
}): ReactNode {
  if (refusals.length === 0) return null;
  return (
    <section className="attention-list" aria-labelledby="attention-refused">
      <h2 id="attention-refused">Refused by the office</h2>
      {stepsOf(refusals.map(inStep)).map((step) => (
        <Fragment key={step[0]?.change.uid}>
          {step[0]?.step && <RefusedStep step={step[0].step} refused={step} onSettled={onSettled} />}
          {step.map((work) => (
            <RefusalCard key={work.change.uid} work={work} onSettled={onSettled} />
          ))}
        </Fragment>
      ))}
    </section>
  );
}

const inStep = (work: RefusedWork) => ({ ...work, step: work.change.step });

interface ConflictsProps {
  title: string;
  conflicts: readonly LostValue[];
  onSettled: () => void;
}

function Conflicts({ title, conflicts, onSettled }: ConflictsProps): ReactNode {
  if (conflicts.length === 0) return null;
  return (
    <section className="attention-list" aria-label={title}>
      <h2>{title}</h2>
      {conflicts.map((lost) => (
        <ConflictCard key={lost.conflict.id} lost={lost} onSettled={onSettled} />
      ))}
    </section>
  );
}

interface WordsWithoutTicketProps {
  leftWords: readonly LeftWords[];
  onDropped: () => void;
}

function WordsWithoutTicket({ leftWords, onDropped }: WordsWithoutTicketProps): ReactNode {
  if (leftWords.length === 0) return null;
  return (
    <section className="attention-list" aria-labelledby="attention-words">
      <h2 id="attention-words">Words without a ticket</h2>
      {leftWords.map((words) => (
        <LeftWordsCard key={words.id} words={words} onDropped={onDropped} />
      ))}
    </section>
  );
}

const chosen = { keep: 'kept theirs', restore: 'restored yours', merge: 'merged both' } as const;

function Settled({ settled }: { settled: readonly LostValue[] }): ReactNode {
  const { names } = useWorkspace();
  const now = useNow();
  return (
    <section className="attention-list" aria-labelledby="attention-settled">
      <h2 id="attention-settled">Settled lately</h2>
      <ul className="attention-settled">
        {settled.map((lost) => {
          const { conflict } = lost;
          return (
            <li key={conflict.id}>
              <span dir="auto">
                {subjectLabel(subjectOfConflict(conflict), names)} of {ticketWords(lost)}: you{' '}
                {chosen[conflict.resolution ?? 'keep']}
              </span>
              <time dateTime={new Date(conflict.resolvedAt ?? 0).toISOString()}>
                {nearTime(conflict.resolvedAt ?? 0, now)}
              </time>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
