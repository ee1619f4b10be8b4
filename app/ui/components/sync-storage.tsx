import { useState, type ReactNode } from 'react';
import { dropFileCopies, useFileSpace } from '../../queries/files.ts';
import { dropCopies, dropOther, useStorage } from '../../queries/storage.ts';
import type { OtherAccount } from '../../queries/types.ts';
import { useFocusBack } from '../hooks/use-focus-back.ts';
import { persistenceWords } from '../words/diagnosis-words.ts';
import { countWords } from '../words/labels.ts';
import { sizeWords } from '../words/size-words.ts';
import { KeptShares } from './kept-shares.tsx';
import { useTry } from './toasts.tsx';

/** What takes space on this device, what of it could go, and what is only here and must stay. */
export function SyncStorage(): ReactNode {
  const { storage, again } = useStorage();
  const attempt = useTry();
  if (!storage) return null;
  const { usedBytes, quotaBytes, persistent, tickets, drafts, unsent, copies, others } = storage;
  const { ticketBytes, copyBytes } = storage;
  return (
    <section className="sync-changes" aria-label="Space on this device" data-testid="sync-storage">
      <h3>Space on this device</h3>
      {storage.full && (
        <p role="status">
          <strong>This device is full.</strong> What you write is still kept for as long as the last reserve
          lasts; news from the office is not. Make room below, or on the device itself.
        </p>
      )}
      <p>
        {sizeWords(usedBytes)} of {sizeWords(quotaBytes)}, {persistenceWords(persistent)}:{' '}
        {countWords(tickets, 'ticket')} (about {sizeWords(ticketBytes)}), {countWords(drafts, 'draft')}.
        {unsent > 0 && ` ${countWords(unsent, 'thing')} of yours ${unsent === 1 ? 'is' : 'are'} only here.`}
      </p>
      <Files again={again} />
      {copies > 0 && (
        <p className="sync-space">
          {countWords(copies, 'copy', 'copies')} (about {sizeWords(copyBytes)}) of work the office has
          confirmed, kept in case it must be restored from a backup.
          <button type="button" className="button" onClick={() => void attempt(dropCopies()).then(again)}>
            Let go of {copies === 1 ? 'it' : 'them'}
          </button>
        </p>
      )}
      {others.map((other) => (
        <Other key={other.key} other={other} again={again} />
      ))}
    </section>
  );
}

/** Photos and files: those that are only here stay, copies of what the office has may go, what is kept when it is said. */
function Files({ again }: { again: () => void }): ReactNode {
  const space = useFileSpace();
  const attempt = useTry();
  if (!space || (space.own === 0 && space.copyCount === 0 && space.shares.length === 0)) return null;
  const { own, copies, copyCount, copiesMax, kept, keptMax, shares } = space;
  return (
    <div className="sync-files-space" data-testid="file-space">
      {(own > 0 || copyCount > 0) && (
        <p className="sync-space">
          <span>
            {own > 0 && `Photos and files of yours that are only here take ${sizeWords(own)}, and stay. `}
            {copyCount > 0 &&
              `${countWords(copyCount, 'copy', 'copies')} of photos and files that the office has take ${sizeWords(copies)} of at most ${sizeWords(copiesMax)}.`}
          </span>
          {copyCount > 0 && (
            <button
              type="button"
              className="button"
              onClick={() => void attempt(dropFileCopies()).then(again)}
            >
              Let go of {copyCount === 1 ? 'it' : 'them'}
            </button>
          )}
        </p>
      )}
      {shares.length > 0 && (
        <>
          <p>
            Kept for when there is no network: the files of {countWords(shares.length, 'ticket')},{' '}
            {sizeWords(kept)} here of at most {sizeWords(keptMax)}.
          </p>
          <KeptShares shares={shares} onGone={again} />
        </>
      )}
    </div>
  );
}

function Other({ other, again }: { other: OtherAccount; again: () => void }): ReactNode {
  const attempt = useTry();
  const [sure, setSure] = useState(false);
  const toRemove = useFocusBack<HTMLButtonElement>(sure);
  const { name, tenant, unsent, bytes } = other;
  if (unsent > 0) {
    return (
      <p className="sync-space">
        <span>
          <span dir="auto">{name}</span> ({tenant}) has {countWords(unsent, 'thing')} in this browser that{' '}
          {unsent === 1 ? 'is' : 'are'} nowhere else: it stays until they have signed in and sent it.
        </span>
      </p>
    );
  }
  return (
    <p className="sync-space">
      <span>
        What <span dir="auto">{name}</span> ({tenant}) has in this browser (about {sizeWords(bytes)}) is all
        at the office.
      </span>
      {sure ? (
        <>
          <button
            type="button"
            className="button button-danger"
            autoFocus
            onClick={() => void attempt(dropOther(other.key)).then(again)}
          >
            Yes, remove it here
          </button>
          <button type="button" className="button" onClick={() => setSure(false)}>
            Keep
          </button>
        </>
      ) : (
        <button ref={toRemove} type="button" className="button" onClick={() => setSure(true)}>
          Remove from this device
        </button>
      )}
    </p>
  );
}
