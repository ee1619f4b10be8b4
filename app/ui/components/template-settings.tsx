import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { mutate } from '../../mutate.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import { templateEntries, type Entry } from '../words/setting-entries.ts';
import { ArchivedSettings, UnreadableSettings } from './archived-settings.tsx';
import { NewSettingLink } from './new-setting-link.tsx';
import { SettingMarks } from './setting-marks.tsx';
import { useKeep } from './toasts.tsx';

/** What tickets of recurring jobs begin with. */
export function TemplateSettings(): ReactNode {
  const { directory } = useWorkspace();
  const keep = useKeep();
  const { used, archived, unreadable } = templateEntries(directory.settings);
  const unsaved = useUnsavedSettings();
  const write = ({ id, value }: Entry<'ticket-template'>, out: boolean) =>
    void keep(mutate('ticket-template.set', { id, value, archived: out }));
  return (
    <section id="templates" aria-labelledby="templates-title" data-testid="template-settings">
      <h2 id="templates-title">Ticket templates</h2>
      <p className="field-hint">
        Offered to staff for a new ticket, with a network or without. What is changed here holds for tickets
        that are made from then on.
      </p>
      {used.length === 0 && (
        <p>
          There is none yet. A template fills in what every inspection needs: its words, its tags, its
          checklist.
        </p>
      )}
      <ul className="settings-cards">
        {used.map((template) => (
          <TemplateCard
            key={template.id}
            template={template}
            unsaved={unsaved.has(settingDraftKey('ticket-template', template.id))}
            onArchive={() => write(template, true)}
          />
        ))}
      </ul>
      <UnreadableSettings count={unreadable} one="template" many="templates" />
      <NewSettingLink
        href="/settings/templates/new"
        label="New template"
        begun={unsaved.has(settingDraftKey('ticket-template', 'new'))}
      />
      <ArchivedSettings
        title="Templates out of use"
        entries={archived}
        editAt="/settings/templates"
        onRestore={(template) => write(template, false)}
      />
    </section>
  );
}

interface TemplateCardProps {
  template: Entry<'ticket-template'>;
  /** Whether something was typed into its form and not saved. */
  unsaved: boolean;
  onArchive: () => void;
}

function TemplateCard({ template: { id, value }, unsaved, onArchive }: TemplateCardProps): ReactNode {
  const { names } = useWorkspace();
  const { name, title, tagIds, fields, checklist } = value;
  const adds = [
    ...(tagIds.length ? [`tags ${tagIds.map(names.tag).join(', ')}`] : []),
    ...(fields.length ? [countWords(fields.length, 'field')] : []),
    ...(checklist.length ? [`a checklist of ${countWords(checklist.length, 'item')}`] : []),
  ];
  return (
    <li className="settings-card" data-testid="template-card">
      <div className="setting-head">
        <h3 dir="auto">{name}</h3>
        <SettingMarks id={id} unsaved={unsaved} />
      </div>
      {title && <p dir="auto">{title}</p>}
      <p className="field-hint" dir="auto">
        {adds.length ? `Adds ${adds.join('; ')}` : 'Adds nothing beside its words'}
      </p>
      <div className="sla-actions">
        <Link href={`/settings/templates/${id}`} className="button button-small">
          Edit<span className="unseen"> {name}</span>
        </Link>
        <button type="button" className="button button-small" onClick={onArchive}>
          Take out of use<span className="unseen"> {name}</span>
        </button>
      </div>
    </li>
  );
}
