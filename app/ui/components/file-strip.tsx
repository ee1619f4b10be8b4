import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { Attachment } from '../../../shared/model/attachment.ts';
import { isShownPicture } from '../../../shared/rules/file-types.ts';
import {
  fetchFile,
  mayComeByItself,
  saveFile,
  sendAgain,
  useBytesHere,
  useFetching,
  useFilesHere,
  type ChosenFile,
} from '../../queries/files.ts';
import type { Fetched } from '../../queries/why-not.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { fetchedWords, fetchingWords, sendingWords } from '../words/file-words.ts';
import { sizeWords } from '../words/size-words.ts';
import { Glyph } from './glyph.tsx';
import { lazyPart, Part } from './part.tsx';
import { useTry } from './toasts.tsx';

const FileViewer = lazyPart(() => import('./file-viewer.tsx').then((module) => module.FileViewer));

/**
 * A picture up to this size comes by itself when it is scrolled into sight, or later, where the server wants to be left
 * alone; anything larger when it is asked for.
 */
const BY_ITSELF_BYTES = 1_200_000;

/** The files of a message or a ticket: pictures to look at, everything else to save, and where each of them is. */
export function FileStrip({ files }: { files: readonly Attachment[] }): ReactNode {
  const { reading } = useWorkspace();
  const here = useFilesHere(files.map(({ id }) => id));
  const coming = useFetching(files.map(({ id }) => id));
  const [viewed, setViewed] = useState<string | null>(null);
  if (!files.length) return null;
  const pictures = files.filter(isPicture);
  return (
    <>
      <ul className="file-strip" aria-label="Files" data-testid="file-strip">
        {files.map((file) =>
          // Pictures are shown from this device, and of what is read nothing stays here: they are saved, as any file.
          isPicture(file) && !reading ? (
            <PictureTile
              key={file.id}
              file={file}
              here={here.get(file.id)}
              got={coming.get(file.id)}
              onView={() => setViewed(file.id)}
            />
          ) : (
            <FileTile key={file.id} file={file} here={here.get(file.id)} got={coming.get(file.id)} />
          ),
        )}
      </ul>
      {viewed !== null && (
        <Part>
          <FileViewer files={pictures} first={viewed} onClose={() => setViewed(null)} />
        </Part>
      )}
    </>
  );
}

const isPicture = ({ type, width }: Attachment): boolean => width !== null && isShownPicture(type);

interface TileProps {
  file: Attachment;
  /** What this device has of it. */
  here: ChosenFile | undefined;
  /** How much of it has come, while it is being fetched. */
  got: number | undefined;
}

function PictureTile({ file, here, got, onView }: TileProps & { onView: () => void }): ReactNode {
  const { asked, ask } = useAsking(file);
  const url = useBytesHere(file.id, 'thumb', here !== undefined);
  const mayCome = file.storedAt !== null && file.bytes <= BY_ITSELF_BYTES && here === undefined;
  const tile = useSeen(mayCome, ask);
  const nameId = useId();
  return (
    <li className="file-tile" data-testid="file" data-state={stateOf(file, here)}>
      {url ? (
        <button type="button" className="file-picture" onClick={onView} aria-label={`Open ${file.name}`}>
          <img src={url} alt="" />
        </button>
      ) : (
        <button
          ref={tile}
          type="button"
          className="file-picture file-empty"
          disabled={file.storedAt === null}
          onClick={ask}
          aria-describedby={nameId}
        >
          <Glyph name="camera" />
          <span>
            {asked === 'asking'
              ? 'Loading…'
              : file.storedAt === null
                ? 'On its way'
                : `Show, ${sizeWords(file.bytes)}`}
          </span>
        </button>
      )}
      <span id={nameId} className="file-name" dir="auto">
        {file.name}
      </span>
      <Where file={file} here={here} got={got} asked={asked} />
    </li>
  );
}

function FileTile({ file, here, got }: TileProps): ReactNode {
  const { asked, ask } = useAsking(file, saveFile);
  const there = here !== undefined || file.storedAt !== null;
  return (
    <li className="file-tile file-tile-row" data-testid="file" data-state={stateOf(file, here)}>
      <Glyph name="file" />
      <span className="file-name" dir="auto">
        {file.name}
        <span className="file-size">{sizeWords(file.bytes)}</span>
      </span>
      {there && (
        <button type="button" className="button button-quiet" onClick={ask} aria-label={`Save ${file.name}`}>
          <Glyph name="install" /> Save
        </button>
      )}
      <Where file={file} here={here} got={got} asked={asked} />
    </li>
  );
}

const stateOf = ({ storedAt }: Attachment, here: ChosenFile | undefined): string => {
  if (storedAt === null && here?.problem) return 'trouble';
  if (storedAt === null) return here ? 'sending' : 'elsewhere';
  return here ? 'here' : 'office';
};

/** Where a file is while the office does not have it, or why it does not come. */
function Where({ file, here, got, asked }: TileProps & { asked: Asked }): ReactNode {
  const attempt = useTry();
  const { names, me } = useWorkspace();
  if (file.storedAt === null && here && here.state === 'queued') {
    return (
      <span className="file-where" role="status">
        {here.problem === null && here.sent > 0 && (
          <progress max={here.bytes} value={here.sent} aria-label={`Sending ${file.name}`} />
        )}
        {sendingWords(here)}
        {here.problem !== null && (
          <button
            type="button"
            className="button button-quiet"
            onClick={() => void attempt(sendAgain(file.id))}
          >
            Try again
          </button>
        )}
      </span>
    );
  }
  if (file.storedAt === null && !here) {
    const whose =
      file.authorId === me.id ? 'another device of yours' : `${names.person(file.authorId)}’s device`;
    return <span className="file-where">Still on {whose}</span>;
  }
  if (got !== undefined && !here) {
    return (
      <span className="file-where">
        <progress max={file.bytes} value={got} aria-label={`Fetching ${file.name}`} />
        {fetchingWords(got, file.bytes)}
      </span>
    );
  }
  if (asked === null || asked === 'asking' || asked === 'here') return null;
  return (
    <span className="file-where" role="status">
      {fetchedWords(asked)}
    </span>
  );
}

type Asked = Fetched | 'asking' | null;

/** Asks for a file; what came of it is known until it is asked for again. */
function useAsking(file: Attachment, by: (row: Attachment) => Promise<Fetched> = fetchFile) {
  const [asked, setAsked] = useState<Asked>(null);
  const asking = useRef(false);
  const ask = (): void => {
    if (asking.current) return;
    asking.current = true;
    setAsked('asking');
    void by(file)
      .then(setAsked, () => setAsked('away'))
      .finally(() => (asking.current = false));
  };
  return { asked, ask };
}

/**
 * Calls `seen` once the element has come into sight and the server may be asked, where it may and the person does not save
 * data.
 */
function useSeen(may: boolean, seen: () => void) {
  const element = useRef<HTMLButtonElement>(null);
  const latest = useRef(seen);
  useEffect(() => {
    latest.current = seen;
  });
  useEffect(() => {
    const { saveData = false } = (navigator as { connection?: { saveData?: boolean } }).connection ?? {};
    if (!may || saveData || !element.current) return undefined;
    const end = new AbortController();
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      void mayComeByItself(end.signal).then((may) => may && latest.current());
    });
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      end.abort();
    };
  }, [may]);
  return element;
}
