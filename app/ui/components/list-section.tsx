import type { ReactNode } from 'react';
import { rowKey } from '../../../shared/model/rows.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { newLabelWords } from '../words/setting-words.ts';
import { Glyph } from './glyph.tsx';
import { WaitingMark } from './marks.tsx';
import { UnsavedMark } from './setting-marks.tsx';

interface Entry {
  id: string;
  name: string;
}

interface ListSectionProps<E extends Entry> {
  /** For the address within the page. */
  anchor: string;
  title: string;
  hint: string;
  /** Said while there is none: what such a thing is good for. */
  none: string;
  kind: 'category' | 'tag' | 'field';
  used: readonly E[];
  archived: readonly E[];
  /** `New tag` */
  newLabel: string;
  /** What stands beside a name. */
  aboutOf: (entry: E) => ReactNode;
  onNew: () => void;
  onEdit: (entry: E) => void;
  onArchive: (entry: E, archived: boolean) => void;
}

/** One of the tenant's lists: what is in use, what is not any more, and the ways to change it. */
export function ListSection<E extends Entry>(props: ListSectionProps<E>): ReactNode {
  const { anchor, title, hint, none, kind, used, archived, newLabel } = props;
  const unsaved = useUnsavedSettings();
  return (
    <section id={anchor} aria-labelledby={`${anchor}-title`} data-testid={`${anchor}-settings`}>
      <h2 id={`${anchor}-title`}>{title}</h2>
      <p className="field-hint">{hint}</p>
      {used.length === 0 && <p>{none}</p>}
      <ul className="settings-rows settings-list">
        {used.map((entry) => (
          <Row key={entry.id} {...props} entry={entry}>
            {unsaved.has(settingDraftKey(kind, entry.id)) && <UnsavedMark />}
            <button type="button" className="button button-small" onClick={() => props.onEdit(entry)}>
              Edit<span className="unseen"> {entry.name}</span>
            </button>
            <button
              type="button"
              className="button button-small"
              onClick={() => props.onArchive(entry, true)}
            >
              Take out of use<span className="unseen"> {entry.name}</span>
            </button>
          </Row>
        ))}
      </ul>
      <button type="button" className="button settings-new" onClick={props.onNew}>
        <Glyph name="plus" />
        {newLabelWords(newLabel, unsaved.has(settingDraftKey(kind, 'new')))}
      </button>
      {archived.length > 0 && (
        <details className="setting-archived">
          <summary>
            {title} out of use: {archived.length}
          </summary>
          <ul className="settings-rows">
            {archived.map((entry) => (
              <Row key={entry.id} {...props} entry={entry}>
                <button
                  type="button"
                  className="button button-small"
                  onClick={() => props.onArchive(entry, false)}
                >
                  Use again<span className="unseen"> {entry.name}</span>
                </button>
              </Row>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Row<E extends Entry>({
  entry,
  kind,
  aboutOf,
  children,
}: Pick<ListSectionProps<E>, 'kind' | 'aboutOf'> & { entry: E; children: ReactNode }): ReactNode {
  const { directory } = useWorkspace();
  return (
    <li data-testid={`${kind}-row`}>
      <span className="settings-name" dir="auto">
        <span>{entry.name}</span>
        {aboutOf(entry)}
      </span>
      {directory.waiting.has(rowKey({ kind, id: entry.id })) && <WaitingMark />}
      {children}
    </li>
  );
}
