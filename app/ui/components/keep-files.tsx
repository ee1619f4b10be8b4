import { useState, type ReactNode } from 'react';
import { keepFilesOf, useKeptFiles, type TooLittleRoom } from '../../queries/files.ts';
import { failureWords } from '../words/failure-words.ts';
import { keptFilesWords, tooLittleRoomWords } from '../words/file-words.ts';
import { KeptShares } from './kept-shares.tsx';
import { useToast } from './toasts.tsx';

/** Has the files of a ticket at hand where there will be no network: before the way into the basement. */
export function KeepFiles({ ticketId }: { ticketId: string }): ReactNode {
  const found = useKeptFiles(ticketId);
  const toast = useToast();
  const [lacking, setLacking] = useState<TooLittleRoom | null>(null);
  if (!found || (!found.kept && found.files === 0)) return null;
  const { kept } = found;
  const keep = (to: boolean) =>
    void keepFilesOf(ticketId, to).then(setLacking, (error: unknown) => toast({ text: failureWords(error) }));
  return (
    <div className="keep-files" data-testid="keep-files">
      <label>
        <input type="checkbox" checked={kept} onChange={({ currentTarget }) => keep(currentTarget.checked)} />
        Keep its files on this device
      </label>
      <p role="status">{lacking ? tooLittleRoomWords(lacking) : keptFilesWords(found)}</p>
      {lacking && (
        <>
          <KeptShares shares={lacking.shares} onGone={() => keep(true)} />
          <button type="button" className="button" onClick={() => setLacking(null)}>
            Leave it
          </button>
        </>
      )}
      {found.lacks === 'device' && (
        <button type="button" className="button" onClick={() => keep(true)}>
          Fetch them again
        </button>
      )}
    </div>
  );
}
