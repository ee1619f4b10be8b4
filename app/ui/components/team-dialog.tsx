import { useState, type ReactNode } from 'react';
import type { Team } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanLine } from '../words/clean-text.ts';
import { isOther, nameProblem } from '../words/list-entries.ts';
import { EntryForm } from './entry-form.tsx';
import { NameField } from './name-field.tsx';
import { useKeep } from './toasts.tsx';

interface TeamDialogProps {
  team: Team | 'new';
  onClose: () => void;
}

/** A team: made, or called something else. */
export function TeamDialog({ team, onClose }: TeamDialogProps): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const present = team === 'new' ? undefined : team;
  const live = present && directory.teams.get(present.id);
  const [id] = useState(() => present?.id ?? newId());
  const [typed, setTyped] = useState(present?.name ?? '');
  const check = (): Record<string, string> => {
    const problem = nameProblem(id, typed, directory.teams.values(), limits.name);
    return problem ? { name: problem } : {};
  };
  const save = () => {
    const name = cleanLine(typed);
    const { archived } = live ?? present ?? {};
    return keep(
      archived === undefined
        ? mutate('team.create', { id, name })
        : mutate('team.set', { id, name, archived }),
    );
  };
  return (
    <EntryForm
      title={present ? `Team “${present.name}”` : 'New team'}
      testId="team-dialog"
      check={check}
      meanwhile={isOther(present, live, ['name', 'archived'])}
      save={save}
      onClose={onClose}
    >
      {(problems) => <NameField name={typed} problem={problems['name']} onChange={setTyped} />}
    </EntryForm>
  );
}
