import { useState, type ReactNode } from 'react';
import type { Team } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId } from '../../mutate.ts';
import { useListForm } from '../hooks/use-list-form.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanLine } from '../words/clean-text.ts';
import { nameFormSchema, nameProblem } from '../words/list-entries.ts';
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
  const live = present && (directory.teams.get(present.id) ?? present);
  const [id] = useState(() => present?.id ?? newId());
  const standing = { name: live?.name ?? '', archived: live?.archived ?? false };
  const { form, change, overtaken, leave } = useListForm(
    { what: 'team', id: present?.id, standing, schema: nameFormSchema },
    onClose,
  );
  const check = (): Record<string, string> => {
    const problem = nameProblem(id, form.name, directory.teams.values(), limits.name);
    return problem ? { name: problem } : {};
  };
  const save = () => {
    const name = cleanLine(form.name);
    return keep(
      live ? mutate('team.set', { id, name, archived: live.archived }) : mutate('team.create', { id, name }),
    );
  };
  return (
    <EntryForm
      title={present ? `Team “${present.name}”` : 'New team'}
      testId="team-dialog"
      check={check}
      meanwhile={overtaken}
      save={save}
      onClose={onClose}
      onDone={leave}
    >
      {(problems) => (
        <NameField name={form.name} problem={problems['name']} onChange={(name) => change({ name })} />
      )}
    </EntryForm>
  );
}
