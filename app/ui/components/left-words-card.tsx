import { useId, type ReactNode } from 'react';
import { mutate } from '../../mutate.ts';
import { Link } from 'wouter';
import { dropDraft } from '../../queries/drafts.ts';
import type { LeftWords } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import {
  leftDrawing,
  leftFieldId,
  leftWordsExport,
  leftWordsReason,
  leftWordsText,
  leftWordsTitles,
} from '../words/left-words.ts';
import { nearTime } from '../words/time-words.ts';
import { CopyButton } from './copy-button.tsx';
import { DropButton } from './drop-button.tsx';
import { SignatureView } from './signature-view.tsx';
import '../styles/drafts.css';

/** What somebody was writing when its ticket left this device: theirs, to be read, copied, exported or dropped. */
export function LeftWordsCard({ words, onDropped }: { words: LeftWords; onDropped: () => void }): ReactNode {
  const now = useNow();
  const id = useId();
  const { at, ticketId, ticketHere, what } = words;
  const { names } = useWorkspace();
  const fieldId = leftFieldId(words);
  const called = fieldId === null ? undefined : names.field(fieldId);
  const text = leftWordsText(words, called);
  const drawing = leftDrawing(words);
  return (
    <article className="attention-card" data-testid="left-words" aria-labelledby={id}>
      <h3 id={id}>{leftWordsTitles[what]}</h3>
      <p className="attention-facts">
        <time dateTime={new Date(at).toISOString()}>{nearTime(at, now)}</time>
      </p>
      <p>
        {leftWordsReason(words)}{' '}
        {ticketHere && ticketId !== null && <Link href={`/tickets/${ticketId}`}>Go to the ticket</Link>}
      </p>
      <blockquote className="left-words" dir="auto">
        {text}
      </blockquote>
      {drawing !== null && <SignatureView path={drawing} label="What was drawn" />}
      <div className="conflict-actions">
        <CopyButton label="Copy" said="Copied." read={() => Promise.resolve(text)} />
        <a
          className="button"
          download={`waypost-words-${at}.json`}
          href={`data:application/json;charset=utf-8,${encodeURIComponent(leftWordsExport(words, called))}`}
          aria-describedby={id}
          onClick={() => void mutate('export.note', { what: 'words', format: 'json', count: 1 })}
        >
          Export
        </a>
        <DropButton
          describedBy={id}
          drop={async () => {
            await dropDraft(words.id);
            onDropped();
          }}
        />
      </div>
    </article>
  );
}
