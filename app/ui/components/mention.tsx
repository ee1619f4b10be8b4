import type { ReactNode } from 'react';
import { useWorkspace } from '../hooks/workspace-context.tsx';

/** Somebody who is called, by the name they have now; where it is not known here, by the one that was written. */
export function Mention({ personId, children }: { personId: string; children: ReactNode }): ReactNode {
  const { directory, me } = useWorkspace();
  const name = directory.people.get(personId)?.name;
  return (
    <bdi className={`mention${personId === me.id ? ' mention-me' : ''}`} data-testid="mention">
      {name === undefined ? children : `@${name}`}
    </bdi>
  );
}
