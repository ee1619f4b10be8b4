import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { mutate } from '../../mutate.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { macroWords } from '../words/macro-words.ts';
import { macroEntries, type Entry } from '../words/setting-entries.ts';
import { ArchivedSettings, UnreadableSettings } from './archived-settings.tsx';
import { NewSettingLink } from './new-setting-link.tsx';
import { SettingMarks } from './setting-marks.tsx';
import { useKeep } from './toasts.tsx';

/** What the desk does often, all of it in one step. */
export function MacroSettings(): ReactNode {
  const { directory, names } = useWorkspace();
  const keep = useKeep();
  const { used, archived, unreadable } = macroEntries(directory.settings);
  const unsaved = useUnsavedSettings();
  const write = ({ id, value }: Entry<'macro'>, out: boolean) =>
    void keep(mutate('macro.set', { id, value, archived: out }));
  return (
    <section id="macros" aria-labelledby="macros-title" data-testid="macro-settings">
      <h2 id="macros-title">Macros</h2>
      <p className="field-hint">
        What the desk does often, in one step: a reply, and the fields that change with it. Staff run one with{' '}
        <kbd>y</kbd> on a ticket, or on many that they have selected.
      </p>
      {used.length === 0 && (
        <p>There is none yet. “Parts ordered: reply, tag, pending” is a good first one.</p>
      )}
      <ul className="settings-rows">
        {used.map((macro) => (
          <li key={macro.id} data-testid="macro-row">
            <span className="settings-name">
              <span className="setting-head">
                <span dir="auto">{macro.value.name}</span>
                <SettingMarks id={macro.id} unsaved={unsaved.has(settingDraftKey('macro', macro.id))} />
              </span>
              <small className="reply-excerpt" dir="auto">
                {macroWords(macro.value, names).join(' · ')}
              </small>
            </span>
            <Link href={`/settings/macros/${macro.id}`} className="button button-small">
              Edit<span className="unseen"> {macro.value.name}</span>
            </Link>
            <button type="button" className="button button-small" onClick={() => write(macro, true)}>
              Take out of use<span className="unseen"> {macro.value.name}</span>
            </button>
          </li>
        ))}
      </ul>
      <UnreadableSettings count={unreadable} one="macro" many="macros" />
      <NewSettingLink
        href="/settings/macros/new"
        label="New macro"
        begun={unsaved.has(settingDraftKey('macro', 'new'))}
      />
      <ArchivedSettings
        title="Macros out of use"
        entries={archived}
        editAt="/settings/macros"
        onRestore={(macro) => write(macro, false)}
      />
    </section>
  );
}
