import { useId, useState, type ReactNode } from 'react';
import { mutate } from '../../mutate.ts';
import { Link } from 'wouter';
import { drop, tryAgain } from '../../queries/refusal-work.ts';
import type { RefusedChange, RefusedWork } from '../../queries/types.ts';
import { useFocusBack } from '../hooks/use-focus-back.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { adviceWords } from '../words/advice-words.ts';
import { changeWords, typedText } from '../words/change-words.ts';
import { countWords } from '../words/labels.ts';
import { presentWords } from '../words/present-words.ts';
import { exportOf } from '../words/refusal-export.ts';
import { retryFields } from '../words/retry-fields.ts';
import { nearTime } from '../words/time-words.ts';
import { Glyph } from './glyph.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { useKeep, useTry } from './toasts.tsx';

interface RefusalCardProps {
  work: RefusedWork;
  onSettled: () => void;
}

/** A refused change: why, what it was, what stands instead, what hangs on it, and what can be done. */
export function RefusalCard({ work, onSettled }: RefusalCardProps): ReactNode {
  const { change, dependants, present } = work;
  const { names, me } = useWorkspace();
  const now = useNow();
  const id = useId();
  const { ticket } = present;
  const there = presentWords(change, present, { names, now });
  return (
    <article className="attention-card attention-refused" data-testid="refusal" aria-labelledby={id}>
      <h3 id={id} dir="auto">
        {ticket === null ? (
          changeWords(change, names)
        ) : (
          <>
            <Link href={`/tickets/${ticket.ticket.id}`}>{changeWords(change, names)}</Link>{' '}
            <span className="attention-ticket" dir="auto">
              {ticket.ticket.title}
            </span>
          </>
        )}
      </h3>
      <p className="attention-facts">
        {me.name}, <time dateTime={new Date(change.at).toISOString()}>{nearTime(change.at, now)}</time>
      </p>
      <p className="attention-reason">
        <Glyph name="alert" /> {change.reason.message}
      </p>
      <Typed change={change} />
      {change.ownOnly && (
        <p className="attention-advice">
          Only your own words of it are kept, without the text that you wrote them into.
        </p>
      )}
      {there && (
        <p className="attention-present" dir="auto">
          {there}
        </p>
      )}
      {dependants.length > 0 && (
        <section aria-label="Builds on it">
          <h4>{`${countWords(dependants.length, 'change')} of yours ${dependants.length === 1 ? 'builds' : 'build'} on it`}</h4>
          <ul className="attention-dependants">
            {dependants.map((dependant) => (
              <li key={dependant.uid} dir="auto">
                {changeWords(dependant, names)}
                <Typed change={dependant} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Actions work={work} describedBy={id} onSettled={onSettled} />
    </article>
  );
}

function Typed({ change }: { change: RefusedChange }): ReactNode {
  const typed = typedText(change);
  return (
    typed && (
      <blockquote className="attention-typed" dir="auto">
        {typed}
      </blockquote>
    )
  );
}

function Actions({ work, describedBy, onSettled }: RefusalCardProps & { describedBy: string }): ReactNode {
  const { change, dependants } = work;
  const { directory, me } = useWorkspace();
  const keep = useKeep();
  const attempt = useTry();
  const [asking, setAsking] = useState<'edit' | 'drop' | null>(null);
  const toDrop = useFocusBack<HTMLButtonElement>(asking === 'drop');
  const fields = retryFields(change, directory, me);
  const advice = adviceWords(change, fields.length > 0);
  const begin = change.again;
  const again = async (args: Record<string, unknown>): Promise<boolean> => {
    const made = tryAgain(change.seq, args).then((refusal) => ({ refusal }));
    if (!(await keep(made))) return false;
    setAsking(null);
    onSettled();
    return true;
  };
  const letGo = async () => {
    if (await attempt(drop(work))) onSettled();
  };
  if (asking === 'drop') {
    return (
      <p className="conflict-actions" role="group" aria-label="Drop it for good?">
        {dependants.length > 0 ? 'Drop it with all that builds on it, for good?' : 'Drop it for good?'}
        <button type="button" className="button button-danger" autoFocus onClick={() => void letGo()}>
          Yes, drop
        </button>
        <button type="button" className="button" onClick={() => setAsking(null)}>
          Keep
        </button>
      </p>
    );
  }
  return (
    <div className="conflict-actions">
      {advice && <p className="attention-advice">{advice}</p>}
      {begin && (
        <button
          type="button"
          className="button button-main"
          aria-describedby={describedBy}
          onClick={() => (fields.length ? setAsking('edit') : void again(begin))}
        >
          {fields.length ? 'Edit and try again' : 'Try again'}
        </button>
      )}
      <a
        className="button"
        download={`waypost-refused-${change.uid}.json`}
        href={`data:application/json;charset=utf-8,${encodeURIComponent(exportOf(work))}`}
        aria-describedby={describedBy}
        onClick={() => void mutate('export.note', { what: 'refused', format: 'json', count: 1 })}
      >
        Export
      </a>
      <button
        ref={toDrop}
        type="button"
        className="button button-danger"
        aria-describedby={describedBy}
        onClick={() => setAsking('drop')}
      >
        Drop
      </button>
      {asking === 'edit' && begin && (
        <RetryDialog
          change={{ ...change, args: begin }}
          fields={fields}
          onClose={() => setAsking(null)}
          onAgain={again}
        />
      )}
    </div>
  );
}
