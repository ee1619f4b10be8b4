import type { ReactNode } from 'react';
import { dismissNotice, useSyncStatus } from '../../queries/sync-status.ts';
import { useAppUpdate } from '../../session/update.ts';
import { clockSentence } from '../words/sync-words.ts';
import { countWords } from '../words/labels.ts';
import { Glyph } from './glyph.tsx';

/** What asks something of the person, above every screen. */
export function Banners({
  needsSignIn,
  onSignIn,
}: {
  needsSignIn: boolean;
  onSignIn: () => void;
}): ReactNode {
  const { skewMs, notice, waiting } = useSyncStatus();
  const update = useAppUpdate();
  const clock = clockSentence(skewMs);
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
      {update.ready && (
        <div className="banner" role="status" data-testid="update-banner">
          <Glyph name="reload" />
          <p>A new version of Waypost is here.</p>
          <button type="button" className="button" onClick={() => update.apply()}>
            Reload
          </button>
        </div>
      )}
      {notice && (
        <div className="banner banner-alert" role="status">
          <Glyph name="alert" />
          <p>{notice}</p>
          <button type="button" className="button" onClick={() => void dismissNotice()}>
            Understood
          </button>
        </div>
      )}
      {clock && (
        <div className="banner" role="status">
          <Glyph name="clock" />
          <p>{clock}</p>
        </div>
      )}
    </div>
  );
}
