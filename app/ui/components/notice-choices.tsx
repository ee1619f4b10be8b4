import type { ReactNode } from 'react';
import type { NoticeKind } from '../../../shared/model/notice.ts';
import { aboutKind, kindPreferenceId } from '../../../shared/model/preference.ts';
import { isStaff } from '../../../shared/rules/permissions.ts';
import { mutate } from '../../mutate.ts';
import { useUnwanted } from '../../queries/preferences.ts';
import { useWish } from '../hooks/use-wish.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { choiceWords, kindsFor } from '../words/notice-words.ts';
import { useKeep } from './toasts.tsx';

/** What a person wants to be told of, by kind; the same on all of their devices. */
export function NoticeChoices(): ReactNode {
  const { me } = useWorkspace();
  const unwanted = useUnwanted();
  if (!unwanted) return null;
  return (
    <details className="notice-choices">
      <summary>What you are told of</summary>
      <ul>
        {kindsFor(me.role).map((what) => (
          <Choice key={what} what={what} stands={!unwanted.has(aboutKind(what))} />
        ))}
      </ul>
      <p className="field-hint">
        For one ticket alone, mute it there: you are then told{' '}
        {isStaff(me.role) ? 'only where you are mentioned' : 'nothing of it'}.
      </p>
    </details>
  );
}

function Choice({ what, stands }: { what: NoticeKind; stands: boolean }): ReactNode {
  const { me } = useWorkspace();
  const keep = useKeep();
  const [shown, wish] = useWish(stands);
  const choose = async (wanted: boolean) => {
    wish(wanted);
    if (!(await keep(mutate('notice.choose', { id: kindPreferenceId(me.id, what), what, wanted }))))
      wish(null);
  };
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={shown}
          onChange={({ currentTarget }) => void choose(currentTarget.checked)}
        />
        {choiceWords[what]}
      </label>
    </li>
  );
}
