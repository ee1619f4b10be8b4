import type { ReactNode } from 'react';
import { dropFile, saveUnsent, sendAgain, type ChosenFile } from '../../queries/files.ts';
import { DropButton } from './drop-button.tsx';
import { useTry } from './toasts.tsx';

/** What can be done with an own file that the office does not have. What has lost its content can only go. */
export function FileWays({ file, describedBy }: { file: ChosenFile; describedBy: string }): ReactNode {
  const attempt = useTry();
  const { id, problem } = file;
  const lost = problem === 'bytes-gone';
  return (
    <>
      {problem !== null && !lost && (
        <button
          type="button"
          className="button"
          aria-describedby={describedBy}
          onClick={() => void attempt(sendAgain(id))}
        >
          Try again
        </button>
      )}
      {!lost && (
        <button
          type="button"
          className="button"
          aria-describedby={describedBy}
          onClick={() => void attempt(saveUnsent(file))}
        >
          Save a copy
        </button>
      )}
      <DropButton drop={() => dropFile(id)} describedBy={describedBy} />
    </>
  );
}
