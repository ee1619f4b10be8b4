import { useState, type ReactNode } from 'react';
import type { Category } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId } from '../../mutate.ts';
import { useListForm } from '../hooks/use-list-form.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanLine } from '../words/clean-text.ts';
import { nameFormSchema, nameProblem } from '../words/list-entries.ts';
import { EntryForm } from './entry-form.tsx';
import { NameField } from './name-field.tsx';
import { useKeep } from './toasts.tsx';

interface CategoryDialogProps {
  category: Category | 'new';
  onClose: () => void;
}

/** A category: made, or called something else. */
export function CategoryDialog({ category, onClose }: CategoryDialogProps): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const present = category === 'new' ? undefined : category;
  const live = present && (directory.categories.get(present.id) ?? present);
  const [id] = useState(() => present?.id ?? newId());
  const standing = { name: live?.name ?? '', archived: live?.archived ?? false };
  const { form, change, overtaken, leave } = useListForm(
    { what: 'category', id: present?.id, standing, schema: nameFormSchema },
    onClose,
  );
  const { name } = form;
  const check = (): Record<string, string> => {
    const problem = nameProblem(id, name, directory.categories.values(), limits.name);
    return problem ? { name: problem } : {};
  };
  return (
    <EntryForm
      title={present ? `Category “${present.name}”` : 'New category'}
      testId="category-dialog"
      check={check}
      meanwhile={overtaken}
      save={() =>
        keep(mutate('category.set', { id, name: cleanLine(name), archived: live?.archived ?? false }))
      }
      onClose={onClose}
      onDone={leave}
    >
      {(problems) => (
        <NameField name={name} problem={problems['name']} onChange={(next) => change({ name: next })} />
      )}
    </EntryForm>
  );
}
