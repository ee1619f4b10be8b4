import { useState, type ReactNode } from 'react';
import type { Category, Field, Tag } from '../../../shared/model/directory.ts';
import { mutate } from '../../mutate.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { archivedOf, byName } from '../words/choices.ts';
import { statusLabels } from '../words/labels.ts';
import { fieldTypeLabels } from '../words/list-entries.ts';
import { CategoryDialog } from './category-dialog.tsx';
import { FieldDialog } from './field-dialog.tsx';
import { ListSection } from './list-section.tsx';
import { TagDialog } from './tag-dialog.tsx';
import { useKeep } from './toasts.tsx';

/** The lists that tickets are sorted by and filled in with. */
export function ListSettings(): ReactNode {
  return (
    <>
      <CategorySettings />
      <TagSettings />
      <FieldSettings />
    </>
  );
}

function CategorySettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const [editing, setEditing] = useState<Category | 'new' | null>(null);
  const all = [...directory.categories.values()];
  return (
    <>
      <ListSection
        anchor="categories"
        title="Categories"
        hint="What a ticket is about: each has one at most. Requesters choose one as well."
        none="There is none yet. With categories, promises and lists can tell a leaking pump from a lost key."
        kind="category"
        used={byName(all)}
        archived={archivedOf(all)}
        newLabel="New category"
        aboutOf={nothing}
        onNew={() => setEditing('new')}
        onEdit={setEditing}
        onArchive={({ id, name }, archived) => void keep(mutate('category.set', { id, name, archived }))}
      />
      {editing && <CategoryDialog category={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function TagSettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const [editing, setEditing] = useState<Tag | 'new' | null>(null);
  const all = [...directory.tags.values()];
  return (
    <>
      <ListSection
        anchor="tags"
        title="Tags"
        hint="Marks that staff put on tickets, several on one. Requesters do not see them."
        none="There is none yet. Tags mark what cuts across categories: safety, warranty, waiting for parts."
        kind="tag"
        used={byName(all)}
        archived={archivedOf(all)}
        newLabel="New tag"
        aboutOf={aboutTag}
        onNew={() => setEditing('new')}
        onEdit={setEditing}
        onArchive={({ id, name, color = 'grey', description = '' }, archived) =>
          void keep(mutate('tag.set', { id, name, color, description, archived }))
        }
      />
      {editing && <TagDialog tag={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

const nothing = (): null => null;
const aboutTag = ({ color = 'grey', description = '' }: Tag): ReactNode => (
  <small className="tag-swatch" data-color={color}>
    {description || 'No description'}
  </small>
);
const aboutField = (field: Field): ReactNode => <small>{fieldWords(field)}</small>;

type NamedField = Field & { name: string };

function FieldSettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const [editing, setEditing] = useState<Field | 'new' | null>(null);
  const all = [...directory.fields.values()].map((field): NamedField => ({ ...field, name: field.label }));
  return (
    <>
      <ListSection
        anchor="fields"
        title="Custom fields"
        hint="What tickets of yours say beside the usual. Staff fill them in; you decide whether requesters see them."
        none="There is none yet. A field holds what you ask on every job: a meter reading, a serial number, a date."
        kind="field"
        used={byName(all)}
        archived={archivedOf(all)}
        newLabel="New field"
        aboutOf={aboutField}
        onNew={() => setEditing('new')}
        onEdit={setEditing}
        onArchive={(field, archived) => {
          const { id, key, label, type, options, requiredIn = [] } = field;
          const definition = { id, key, label, type, options, requiredIn: [...requiredIn] as 'open'[] };
          void keep(mutate('field.define', { ...definition, public: field.public, archived }));
        }}
      />
      {editing && <FieldDialog field={editing} onClose={() => setEditing(null)} />}
    </>
  );
}

/** `Date · requesters see it · required for Resolved` */
function fieldWords(field: Field): string {
  const { type, options, requiredIn = [] } = field;
  const choices = options.length ? `: ${options.join(', ')}` : '';
  return [
    `${fieldTypeLabels[type]}${choices}`,
    ...(field.public ? ['requesters see it'] : []),
    ...(requiredIn.length
      ? [`required for ${requiredIn.map((status) => statusLabels[status]).join(', ')}`]
      : []),
  ].join(' · ');
}
