import type { ReactNode } from 'react';
import type { TicketTemplate } from '../../../shared/model/ticket-template.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import { templateEntries } from '../words/setting-entries.ts';
import { fieldValueWords } from '../words/event-words.ts';
import { Pick } from './pick.tsx';

interface TemplatePickProps {
  templateId: string | null;
  onPick: (
    id: string | null,
    template: TicketTemplate | undefined,
    before: TicketTemplate | undefined,
  ) => void;
}

/** What a new ticket begins with, where the workspace has templates, and what comes with it. */
export function TemplatePick({ templateId, onPick }: TemplatePickProps): ReactNode {
  const { directory, names } = useWorkspace();
  const { used } = templateEntries(directory.settings);
  const chosen = used.find(({ id }) => id === templateId)?.value;
  if (used.length === 0) return null;
  const comes = chosen && [
    ...(chosen.tagIds.length ? [`Tags: ${chosen.tagIds.map(names.tag).join(', ')}`] : []),
    ...chosen.fields.map(({ fieldId, value }) => `${names.field(fieldId)}: ${fieldValueWords(value)}`),
    ...(chosen.checklist.length ? [`A checklist of ${countWords(chosen.checklist.length, 'item')}`] : []),
  ];
  const gone = chosen && [
    ...(chosen.categoryId && directory.categories.get(chosen.categoryId)?.archived
      ? [`its category “${names.category(chosen.categoryId)}”`]
      : []),
    ...(chosen.teamId && directory.teams.get(chosen.teamId)?.archived
      ? [`its team “${names.team(chosen.teamId)}”`]
      : []),
  ];
  return (
    <div className="template-pick">
      <Pick
        label="Template"
        value={chosen ? (templateId ?? '') : ''}
        testId="new-template"
        onPick={(id) => onPick(id || null, used.find((one) => one.id === id)?.value, chosen)}
      >
        <option value="">None</option>
        {used.map(({ id, value }) => (
          <option key={id} value={id}>
            {value.name}
          </option>
        ))}
      </Pick>
      {gone && gone.length > 0 && (
        <p className="field-hint" role="status" dir="auto">
          Left out, as out of use: {gone.join(' and ')}.
        </p>
      )}
      {comes && comes.length > 0 && (
        <p className="field-hint" role="status" dir="auto">
          It comes with: {comes.join(' · ')}
        </p>
      )}
    </div>
  );
}
