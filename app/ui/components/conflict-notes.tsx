import { useId, type ReactNode } from 'react';
import type { LostValue } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { conflictSentence } from '../words/conflict-words.ts';
import { ConflictActions } from './conflict-actions.tsx';
import { Glyph } from './glyph.tsx';
import '../styles/conflicts.css';

interface ConflictNotesProps {
  conflicts: readonly LostValue[];
  /** Which conflicts belong at this place. */
  at: (register: string) => boolean;
}

/** Calm notes at a field: somebody else changed it in the same moment, and what can be done about it. */
export function ConflictNotes({ conflicts, at }: ConflictNotesProps): ReactNode {
  const here = conflicts.filter(({ conflict }) => at(conflict.register));
  if (here.length === 0) return null;
  return (
    <div className="conflict-notes">
      {here.map((lost) => (
        <ConflictNote key={lost.conflict.id} lost={lost} />
      ))}
    </div>
  );
}

function ConflictNote({ lost }: { lost: LostValue }): ReactNode {
  const { me, names } = useWorkspace();
  const now = useNow();
  const id = useId();
  return (
    <section
      className="conflict-note"
      data-testid="conflict-note"
      data-register={lost.conflict.register}
      aria-labelledby={id}
    >
      <Glyph name="fork" />
      <p id={id} dir="auto">
        {conflictSentence(lost.conflict, me.id, names, now, lost.list)}
      </p>
      <ConflictActions lost={lost} describedBy={id} />
    </section>
  );
}
