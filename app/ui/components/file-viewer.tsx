import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Attachment } from '../../../shared/model/attachment.ts';
import { fetchFile, saveFile, useBytesHere, useFilesHere } from '../../queries/files.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { fetchedWords } from '../words/file-words.ts';
import { sizeWords } from '../words/size-words.ts';
import { Glyph } from './glyph.tsx';

interface FileViewerProps {
  /** Pictures, in their order. */
  files: readonly Attachment[];
  /** The one to begin with. */
  first: string;
  onClose: () => void;
}

/** One picture over the whole page; the arrow keys lead to the others, Escape back to where one was. */
export function FileViewer({ files, first, onClose }: FileViewerProps): ReactNode {
  const { names } = useWorkspace();
  const dialog = useRef<HTMLDialogElement>(null);
  const [id, setId] = useState(first);
  const [said, setSaid] = useState('');
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const at = Math.max(
    0,
    files.findIndex((file) => file.id === id),
  );
  const file = files[at];
  const here = useFilesHere([id]).has(id);
  const url = useBytesHere(id, 'content', here);
  const asked = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (!file || here || asked.current === file.id || file.storedAt === null) return;
    asked.current = file.id;
    void fetchFile(file).then((fetched) => setSaid(fetched === 'here' ? '' : fetchedWords(fetched)));
  }, [file, here]);
  if (!file) return null;
  const go = (by: number): void => {
    const next = files[(at + by + files.length) % files.length];
    if (next) setId(next.id);
    setSaid('');
  };
  const save = (): void => {
    void saveFile(file).then((saved) => setSaid(saved === 'here' ? '' : fetchedWords(saved)));
  };
  // Out of the message it belongs to, whose looks are none of a page of its own.
  return createPortal(
    <dialog
      ref={dialog}
      className="viewer"
      aria-label={`Picture ${file.name}`}
      data-testid="viewer"
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') go(1);
        if (event.key === 'ArrowLeft') go(-1);
      }}
    >
      <header>
        <p>
          <strong dir="auto">{file.name}</strong>
          <span>
            {names.person(file.authorId)}, {sizeWords(file.bytes)}
            {files.length > 1 && `, ${at + 1} of ${files.length}`}
          </span>
        </p>
        <button type="button" className="icon-button" aria-label="Save" title="Save" onClick={save}>
          <Glyph name="install" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Close"
          onClick={() => dialog.current?.close()}
        >
          <Glyph name="close" />
        </button>
      </header>
      <div className="viewer-picture">
        {url ? <img src={url} alt={file.name} /> : <p role="status">{said || 'Loading…'}</p>}
      </div>
      {files.length > 1 && (
        <footer>
          <button type="button" className="button" onClick={() => go(-1)}>
            <Glyph name="back" /> Previous
          </button>
          <button type="button" className="button" onClick={() => go(1)}>
            Next
          </button>
        </footer>
      )}
      <p className="unseen" role="status">
        {`${file.name}, ${at + 1} of ${files.length}. ${said}`}
      </p>
    </dialog>,
    document.body,
  );
}
