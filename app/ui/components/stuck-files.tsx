import { useId, type ReactNode } from 'react';
import type { ChosenFile } from '../../queries/files.ts';
import { useStuckFiles } from '../../queries/stuck-files.ts';
import { stuckWords } from '../words/file-words.ts';
import { countWords } from '../words/labels.ts';
import { sizeWords } from '../words/size-words.ts';
import { FileWays } from './file-ways.tsx';
import { Glyph } from './glyph.tsx';

/** On a ticket, what of one's own files there does not get to the office: why, what is safe, and what can be done. */
export function StuckFiles({ ticketId }: { ticketId: string }): ReactNode {
  const files = useStuckFiles()?.[ticketId] ?? [];
  if (!files.length) return null;
  const title = `${countWords(files.length, 'file')} of yours ${files.length === 1 ? 'is' : 'are'} not at the office`;
  return (
    <section className="stuck-files" aria-label={title} data-testid="stuck-files">
      <h2>
        <Glyph name="alert" /> {title}
      </h2>
      <ul>
        {files.map((file) => (
          <StuckFile key={file.id} file={file} />
        ))}
      </ul>
    </section>
  );
}

function StuckFile({ file }: { file: ChosenFile }): ReactNode {
  const id = useId();
  const { name, bytes, problem } = file;
  return (
    <li>
      <p id={id}>
        <strong dir="auto">{name}</strong> <span className="file-size">{sizeWords(bytes)}</span>
      </p>
      <p>{stuckWords(problem ?? '')}</p>
      <div className="conflict-actions">
        <FileWays file={file} describedBy={id} />
      </div>
    </li>
  );
}
