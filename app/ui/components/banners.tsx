import type { ReactNode } from 'react';
import { useStorageCondition } from '../../queries/storage-condition.ts';
import { dismissNotice, dismissStuck, useSyncStatus } from '../../queries/sync-status.ts';
import { updateNow, useAppUpdate } from '../../session/update.ts';
import { useClockJump } from '../hooks/use-now.ts';
import { clockSentence, jumpSentence, stuckSentence } from '../words/sync-words.ts';
import { countWords } from '../words/labels.ts';
import { CopyButton } from './copy-button.tsx';
import { Glyph } from './glyph.tsx';
import { useTry } from './toasts.tsx';

/** What asks something of the person, above every screen. */
export function Banners({
  needsSignIn,
  onSignIn,
  onSync,
}: {
  needsSignIn: boolean;
  onSignIn: () => void;
  onSync: () => void;
}): ReactNode {
  const attempt = useTry();
  const { state, skewMs, notice, waiting, stuck } = useSyncStatus();
  const { full, silent } = useStorageCondition();
  const update = useAppUpdate();
  const jumpMs = useClockJump();
  const clock = jumpMs === null ? clockSentence(skewMs) : jumpSentence(jumpMs);
  return (
    <div className="banners">
      {needsSignIn && (
        <div className="banner banner-alert" role="status">
          <Glyph name="key" />
          <p>
            Your session has ended. Everything you do is kept on this device
            {waiting > 0 ? `; ${countWords(waiting, 'change')} will be sent when you sign in again.` : '.'}
          </p>
          <button type="button" className="button" onClick={onSignIn}>
            Sign in
          </button>
        </div>
      )}
      {update.held && (
        <div className="banner banner-alert" role="status" data-testid="held-banner">
          <Glyph name="alert" />
          <p>
            The new version of Waypost waits: what you typed in this window could not be kept on this device
            yet. Make room, or copy your words elsewhere and empty the field. It goes on by itself then.
          </p>
          <button type="button" className="button" onClick={onSync}>
            What takes space
          </button>
        </div>
      )}
      {update.ready && !update.held && (
        <div className="banner" role="status" data-testid="update-banner">
          <Glyph name="reload" />
          <p>A new version of Waypost is here.</p>
          <button type="button" className="button" onClick={() => update.apply()}>
            Reload
          </button>
        </div>
      )}
      {state === 'too-old' && (
        <div className="banner banner-alert" role="status" data-testid="too-old-banner">
          <Glyph name="reload" />
          <p>
            This version of Waypost is too old to show what others do. What you do is still sent. Update when
            it suits you: nothing you wrote is lost by it.
          </p>
          <button type="button" className="button" onClick={() => void updateNow()}>
            Update
          </button>
        </div>
      )}
      {silent && (
        <div className="banner banner-alert" role="status" data-testid="silent-banner">
          <Glyph name="alert" />
          <p>
            The storage of this device does not answer. What is saved is safe; what you write now may not be
            kept. Another window of Waypost may be stuck: close the others, or this one, and open it again.
          </p>
        </div>
      )}
      {full && (
        <div className="banner banner-alert" role="status" data-testid="full-banner">
          <Glyph name="alert" />
          <p>This device is full. Your own words come first; news from the office has to wait for room.</p>
          <button type="button" className="button" onClick={onSync}>
            What takes space
          </button>
        </div>
      )}
      {stuck && (
        <div className="banner banner-alert" role="status" data-testid="stuck-banner">
          <Glyph name="alert" />
          <p>{stuckSentence(stuck)}</p>
          <CopyButton label="Copy the diagnosis" read={() => Promise.resolve(stuck.diagnosis)} />
          <button type="button" className="button" onClick={() => void attempt(dismissStuck())}>
            Understood
          </button>
        </div>
      )}
      {notice && (
        <div className="banner banner-alert" role="status">
          <Glyph name="alert" />
          <p>{notice}</p>
          <button type="button" className="button" onClick={() => void attempt(dismissNotice())}>
            Understood
          </button>
        </div>
      )}
      {clock && (
        <div className="banner" role="status" data-testid="clock-banner">
          <Glyph name="clock" />
          <p>{clock}</p>
        </div>
      )}
    </div>
  );
}
