import { useRef, type ReactNode } from 'react';
import { ticketPreferenceId } from '../../../shared/model/preference.ts';
import { isStaff } from '../../../shared/rules/permissions.ts';
import { mutate } from '../../mutate.ts';
import { useMuted } from '../../queries/preferences.ts';
import { useKeys } from '../hooks/use-keys.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { Glyph } from './glyph.tsx';
import { useKeep } from './toasts.tsx';

/** Tells a person of this ticket only where they are called by name, or again of everything. */
export function MuteButton({ ticketId }: { ticketId: string }): ReactNode {
  const { me } = useWorkspace();
  const muted = useMuted(ticketId);
  const keep = useKeep();
  const button = useRef<HTMLButtonElement>(null);
  const turn = (): void => {
    const id = ticketPreferenceId(me.id, ticketId);
    if (muted !== undefined) void keep(mutate('ticket.mute', { id, ticketId, muted: !muted }));
  };
  useKeys({
    s: () => {
      // What became of it is seen, and heard, where the focus is.
      button.current?.focus();
      turn();
    },
  });
  if (muted === undefined) return null;
  return (
    <button
      ref={button}
      type="button"
      className="button button-quiet mute-button"
      aria-pressed={muted}
      title={isStaff(me.role) ? 'Be told only where you are mentioned (s)' : 'Be told nothing of it (s)'}
      onClick={turn}
    >
      <Glyph name="bell" />
      {muted ? (isStaff(me.role) ? 'Muted, but for mentions' : 'Muted') : 'Mute this ticket'}
    </button>
  );
}
