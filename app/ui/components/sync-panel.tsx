import { useState, type ReactNode } from 'react';
import { useAttentionCount } from '../../queries/conflicts.ts';
import { syncNow, useSyncStatus, useWaitingChanges } from '../../queries/sync-status.ts';
import type { WaitingChange } from '../../queries/types.ts';
import { useBacklog } from '../hooks/use-backlog.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { changeWords } from '../words/change-words.ts';
import { attentionWords, countWords } from '../words/labels.ts';
import { stepsOf, stepWords } from '../words/step-words.ts';
import { safetySentences } from '../words/safety-words.ts';
import { backlogSentence, stateLabels, stateSentence, toneOf } from '../words/sync-words.ts';
import { agoWords, fullTime, nearTime } from '../words/time-words.ts';
import { Dialog } from './dialog.tsx';
import { Glyph } from './glyph.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { SyncCheck } from './sync-check.tsx';
import { SyncDetails } from './sync-details.tsx';
import { SyncFiles } from './sync-files.tsx';
import { SyncStorage } from './sync-storage.tsx';
import '../styles/sync-panel.css';

/** What waits on this device, what was refused and why, and what the person may rely on. */
export function SyncPanel({
  onClose,
  onAttention,
}: {
  onClose: () => void;
  onAttention: () => void;
}): ReactNode {
  const status = useSyncStatus();
  const changes = useWaitingChanges();
  const now = useNow(5_000);
  const attention = useAttentionCount();
  const backlog = useBacklog(status, now);
  return (
    <Dialog title="Sync" shape="drawer" testId="sync-panel" onClose={onClose}>
      <div className={`sync-head tone-${toneOf(status.state, backlog)}`}>
        <strong>{stateLabels[status.state]}</strong>
        <p>{stateSentence(status)}</p>
        {backlog && <p data-testid="backlog">{backlogSentence(backlog, status.state)}</p>}
        {status.notice && <p>{status.notice}</p>}
        <p className="sync-last">
          {status.lastSyncAt === null ? (
            'Not synced on this device yet.'
          ) : (
            <>
              Last synced{' '}
              <time dateTime={new Date(status.lastSyncAt).toISOString()}>
                {agoWords(status.lastSyncAt, now)}
              </time>{' '}
              ({fullTime(status.lastSyncAt)}).
            </>
          )}
        </p>
        <SyncCheck now={now} />
        <button type="button" className="button" disabled={status.paused} onClick={() => syncNow()}>
          <Glyph name="reload" />
          Sync now
        </button>
      </div>
      {status.state === 'waiting-for-sign-in' && (
        <section className="sync-changes" aria-label="Sign in again">
          <h3>Sign in again</h3>
          <SignInAgain />
        </section>
      )}
      {attention > 0 && (
        <section className="sync-changes" aria-label="Needs attention">
          <h3>Needs attention</h3>
          <p>{attentionWords(attention)}</p>
          <button type="button" className="button" onClick={onAttention}>
            <Glyph name="fork" />
            Show
          </button>
        </section>
      )}
      <ChangeList title={waitingTitle(status.waiting)} changes={changes ?? []} now={now} />
      <SyncFiles now={now} />
      <section className="sync-safe" aria-label="What is safe">
        <h3>What is safe</h3>
        <ul>
          {safetySentences(status, now).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
      <SyncStorage />
      <SyncDetails />
    </Dialog>
  );
}

function waitingTitle(waiting: number): string {
  return waiting === 0 ? 'Nothing waits' : `${countWords(waiting, 'change')} waiting`;
}

function ChangeList({
  title,
  changes,
  now,
}: {
  title: string;
  changes: readonly WaitingChange[];
  now: number;
}): ReactNode {
  return (
    <section className="sync-changes" aria-label={title}>
      <h3>{title}</h3>
      {changes.length > 0 && (
        <ol>
          {stepsOf(changes).map((step) => {
            const [change] = step;
            if (!change) return null;
            return step.length > 1 ? (
              <StepRow key={change.uid} changes={step} now={now} />
            ) : (
              <ChangeRow key={change.uid} change={change} now={now} />
            );
          })}
        </ol>
      )}
    </section>
  );
}

/** Many changes that were one step of their person: one entry, which opens on all of them. */
function StepRow({ changes, now }: { changes: readonly WaitingChange[]; now: number }): ReactNode {
  const { names } = useWorkspace();
  const [open, setOpen] = useState(false);
  const [first] = changes;
  if (!first) return null;
  return (
    <li className="change" data-testid="waiting-step">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="change-words" dir="auto">
            {stepWords(changes, names)}
          </span>
          <span className="change-facts">
            <time dateTime={new Date(first.at).toISOString()}>{nearTime(first.at, now)}</time>
            <span>{countWords(changes.length, 'change')} on this device</span>
          </span>
        </summary>
        {open && (
          <ol>
            {changes.map((change) => (
              <ChangeRow key={change.uid} change={change} now={now} />
            ))}
          </ol>
        )}
      </details>
    </li>
  );
}

const stateWords: Readonly<Record<WaitingChange['state'], string>> = {
  queued: 'on this device',
  sending: 'sending',
  answered: 'arrived, coming back',
  refused: 'refused',
};

function ChangeRow({ change, now }: { change: WaitingChange; now: number }): ReactNode {
  const { names } = useWorkspace();
  return (
    <li className={`change change-${change.state}`}>
      <p className="change-words" dir="auto">
        {changeWords(change, names)}
      </p>
      <p className="change-facts">
        <time dateTime={new Date(change.at).toISOString()}>{nearTime(change.at, now)}</time>
        <span>{stateWords[change.state]}</span>
      </p>
    </li>
  );
}
