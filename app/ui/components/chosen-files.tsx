import type { ReactNode } from 'react';
import { useBytesHere, type ChosenFile } from '../../queries/files.ts';
import type { Attaching } from '../hooks/use-attaching.ts';
import { sizeWords } from '../words/size-words.ts';
import { Glyph } from './glyph.tsx';

/** What will go with what is being written, each to be taken away again. */
export function ChosenFiles({ files, busy, drop }: Attaching): ReactNode {
  if (!files.length && !busy) return null;
  return (
    <div className="chosen-files" data-testid="chosen-files">
      <ul aria-label="Files that go with it">
        {files.map((file) => (
          <Chosen key={file.id} file={file} onDrop={() => drop(file.id)} />
        ))}
      </ul>
      <p className="faint" role="status">
        {busy > 0 ? `Preparing ${busy === 1 ? 'a file' : `${busy} files`}…` : ''}
      </p>
    </div>
  );
}

function Chosen({ file, onDrop }: { file: ChosenFile; onDrop: () => void }): ReactNode {
  const url = useBytesHere(file.id, 'thumb', file.width !== null);
  return (
    <li className="chosen-file">
      {url ? <img src={url} alt="" /> : <Glyph name="file" />}
      <span className="file-name" dir="auto">
        {file.name}
      </span>
      <span className="faint">{sizeWords(file.bytes)}</span>
      <button type="button" className="icon-button" aria-label={`Take ${file.name} away`} onClick={onDrop}>
        <Glyph name="close" />
      </button>
    </li>
  );
}
