import type { ReactNode } from 'react';
import { keepFilesOf, useKeptFiles } from '../../queries/files.ts';
import { failureWords } from '../words/failure-words.ts';
import { countWords } from '../words/labels.ts';
import { useToast } from './toasts.tsx';

/** Has the files of a ticket at hand where there will be no network: before the way into the basement. */
export function KeepFiles({ ticketId }: { ticketId: string }): ReactNode {
  const found = useKeptFiles(ticketId);
  const toast = useToast();
  if (!found || (!found.kept && found.files === 0)) return null;
  const { kept, files, here } = found;
  return (
    <div className="keep-files" data-testid="keep-files">
      <label>
        <input
          type="checkbox"
          checked={kept}
          onChange={({ currentTarget }) =>
            void keepFilesOf(ticketId, currentTarget.checked).catch((error: unknown) =>
              toast({ text: failureWords(error) }),
            )
          }
        />
        Keep its files on this device
      </label>
      <p role="status">
        {here === files
          ? `${countWords(files, 'file')}, all here`
          : `${here} of ${countWords(files, 'file')} here`}
      </p>
    </div>
  );
}
