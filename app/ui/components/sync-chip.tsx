import { useEffect, useState, type ReactNode } from 'react';
import { useSyncStatus } from '../../queries/sync-status.ts';
import type { SyncState } from '../../queries/types.ts';
import { useBacklog } from '../hooks/use-backlog.ts';
import { useNow } from '../hooks/use-now.ts';
import { backlogSentence, chipDetail, stateLabels, stateSentence, toneOf } from '../words/sync-words.ts';
import { Glyph, type GlyphName } from './glyph.tsx';

const stateGlyphs: Readonly<Record<SyncState, GlyphName>> = {
  synced: 'check',
  sending: 'sending',
  filling: 'install',
  queued: 'waiting',
  offline: 'offline',
  'waiting-for-sign-in': 'key',
  trouble: 'alert',
  'too-old': 'reload',
};

/** Always in sight: what the device may honestly say of itself. Opens the panel with the whole story. */
export function SyncChip({ onOpen }: { onOpen: () => void }): ReactNode {
  const status = useSyncStatus();
  const now = useNow(15_000);
  const backlog = useBacklog(status, now);
  return (
    <>
      <button
        type="button"
        className={`sync-chip tone-${status.refused > 0 ? 'alert' : toneOf(status.state, backlog)}`}
        data-testid="sync-chip"
        data-state={status.state}
        data-waiting={status.waiting}
        title={backlog ? backlogSentence(backlog, status.state) : 'What has reached the office'}
        onClick={onOpen}
      >
        <Glyph name={status.refused > 0 ? 'alert' : stateGlyphs[status.state]} />
        <span className="sync-chip-words">
          <span className="unseen">Sync: </span>
          <strong>{stateLabels[status.state]}</strong> <span>{chipDetail(status, now, backlog)}</span>
        </span>
      </button>
      <Announcement sentence={stateSentence(status)} />
    </>
  );
}

const settleMs = 1_500;

/** Says a state aloud once it has lasted: "sending" for a blink is nobody's news. */
function Announcement({ sentence }: { sentence: string }): ReactNode {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(sentence), settleMs);
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <span className="unseen" role="status">
      {said}
    </span>
  );
}
