import { useState, type ReactNode } from 'react';
import { tagColors, type Tag, type TagColor } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanLine } from '../words/clean-text.ts';
import { isOther, nameProblem, tagColorLabels } from '../words/list-entries.ts';
import { EntryForm } from './entry-form.tsx';
import { Field } from './field.tsx';
import { NameField } from './name-field.tsx';
import { useKeep } from './toasts.tsx';

/** A tag: made, or called, coloured and explained otherwise. */
export function TagDialog({ tag, onClose }: { tag: Tag | 'new'; onClose: () => void }): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const present = tag === 'new' ? undefined : tag;
  const live = present && directory.tags.get(present.id);
  const [id] = useState(() => present?.id ?? newId());
  const [name, setName] = useState(present?.name ?? '');
  const [color, setColor] = useState<TagColor>(present?.color ?? 'grey');
  const [description, setDescription] = useState(present?.description ?? '');
  const check = (): Record<string, string> => {
    const problem = nameProblem(id, name, directory.tags.values(), limits.tagName);
    return problem ? { name: problem } : {};
  };
  const save = () => {
    const content = { name: cleanLine(name), color, description: cleanLine(description) };
    return keep(mutate('tag.set', { id, ...content, archived: live?.archived ?? false }));
  };
  return (
    <EntryForm
      title={present ? `Tag “${present.name}”` : 'New tag'}
      testId="tag-dialog"
      check={check}
      meanwhile={isOther(present, live, ['name', 'color', 'description', 'archived'])}
      save={save}
      onClose={onClose}
    >
      {(problems) => (
        <>
          <NameField name={name} problem={problems['name']} max={limits.tagName} onChange={setName} />
          <fieldset className="tag-colors">
            <legend>Colour</legend>
            {tagColors.map((one) => (
              <label key={one} className="tag-swatch" data-color={one}>
                <input type="radio" name="color" checked={color === one} onChange={() => setColor(one)} />
                {tagColorLabels[one]}
              </label>
            ))}
          </fieldset>
          <Field label="Description" hint="When to use it; shown with the tag." optional>
            {(own) => (
              <input
                {...own}
                dir="auto"
                maxLength={limits.tagDescription}
                value={description}
                onChange={(event) => setDescription(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
    </EntryForm>
  );
}
