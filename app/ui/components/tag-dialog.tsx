import * as z from 'zod/mini';
import { useState, type ReactNode } from 'react';
import { tagColors, type Tag } from '../../../shared/model/directory.ts';
import { limits } from '../../../shared/model/limits.ts';
import { mutate, newId } from '../../mutate.ts';
import { useListForm } from '../hooks/use-list-form.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanLine } from '../words/clean-text.ts';
import { nameProblem, tagColorLabels } from '../words/list-entries.ts';
import { EntryForm } from './entry-form.tsx';
import { Field } from './field.tsx';
import { NameField } from './name-field.tsx';
import { useKeep } from './toasts.tsx';

const formSchema = z.object({
  name: z.string(),
  color: z.enum(tagColors),
  description: z.string(),
  archived: z.boolean(),
});

/** A tag: made, or called, coloured and explained otherwise. */
export function TagDialog({ tag, onClose }: { tag: Tag | 'new'; onClose: () => void }): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const present = tag === 'new' ? undefined : tag;
  const live = present && (directory.tags.get(present.id) ?? present);
  const [id] = useState(() => present?.id ?? newId());
  const standing = {
    name: live?.name ?? '',
    color: live?.color ?? 'grey',
    description: live?.description ?? '',
    archived: live?.archived ?? false,
  };
  const typing = useListForm({ what: 'tag', id: present?.id, standing, schema: formSchema }, onClose);
  const { form, change, overtaken, leave } = typing;
  const { name, color, description } = form;
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
      meanwhile={overtaken}
      save={save}
      onClose={onClose}
      onDone={leave}
    >
      {(problems) => (
        <>
          <NameField
            name={name}
            problem={problems['name']}
            max={limits.tagName}
            onChange={(next) => change({ name: next })}
          />
          <fieldset className="tag-colors">
            <legend>Colour</legend>
            {tagColors.map((one) => (
              <label key={one} className="tag-swatch" data-color={one}>
                <input
                  type="radio"
                  name="color"
                  checked={color === one}
                  onChange={() => change({ color: one })}
                />
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
                onChange={(event) => change({ description: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </EntryForm>
  );
}
