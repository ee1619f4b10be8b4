import type { ReactNode } from 'react';
import { ticketPreferenceId } from '../../../shared/model/preference.ts';
import { mutate } from '../../mutate.ts';
import { useMuted } from '../../queries/preferences.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { Glyph } from './glyph.tsx';
import { useKeep } from './toasts.tsx';

/** Tells a person of this ticket only where they are called by name, or again of everything. */
export function MuteButton({ ticketId }: { ticketId: string }): ReactNode {
  const { me } = useWorkspace();
  const muted = useMuted(ticketId);
  const keep = useKeep();
  if (muted === undefined) return null;
  const id = ticketPreferenceId(me.id, ticketId);
  return (
    <button
      type="button"
      className="button button-quiet mute-button"
      aria-pressed={muted}
      title="Be told only where you are mentioned"
      onClick={() => void keep(mutate('ticket.mute', { id, ticketId, muted: !muted }))}
    >
      <Glyph name="bell" />
      {muted ? 'Muted, but for mentions' : 'Mute this ticket'}
    </button>
  );
}
