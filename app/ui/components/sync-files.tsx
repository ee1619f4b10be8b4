import type { ReactNode } from 'react';
import { useUnsentFiles, type ChosenFile } from '../../queries/files.ts';
import { countWords } from '../words/labels.ts';
import { sendingWords } from '../words/file-words.ts';
import { sizeWords } from '../words/size-words.ts';
import { nearTime } from '../words/time-words.ts';
import { FileWays } from './file-ways.tsx';

/** Files that are only on this device: since when, what becomes of each, and what can be done where one does not get on. */
export function SyncFiles({ now }: { now: number }): ReactNode {
  const files = useUnsentFiles() ?? [];
  if (!files.length) return null;
  const title = `${countWords(files.length, 'file')} only here`;
  return (
    <section className="sync-changes" aria-label={title} data-testid="sync-files">
      <h3>{title}</h3>
      <ol>
        {files.map((file) => (
          <UnsentFile key={file.id} file={file} now={now} />
        ))}
      </ol>
    </section>
  );
}

function UnsentFile({ file, now }: { file: ChosenFile; now: number }): ReactNode {
  const words = `unsent-${file.id}`;
  const sending = file.state === 'queued';
  return (
    <li className="change">
      <p id={words} className="change-words" dir="auto">
        {file.name}
      </p>
      <p className="change-facts">
        <time dateTime={new Date(file.at).toISOString()}>{nearTime(file.at, now)}</time>
        <span>{sizeWords(file.bytes)}</span>
        <span>{sending ? sendingWords(file) : 'Chosen, and not sent with anything yet'}</span>
      </p>
      {sending && file.problem === null && file.sent > 0 && (
        <progress max={file.bytes} value={file.sent} aria-labelledby={words} />
      )}
      <div className="sync-space">
        <FileWays file={file} describedBy={words} />
      </div>
    </li>
  );
}
