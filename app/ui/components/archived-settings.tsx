import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { rowKey } from '../../../shared/model/rows.ts';
import { settingRef, type SettingKind } from '../../../shared/model/setting.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { countWords } from '../words/labels.ts';
import type { Entry } from '../words/setting-entries.ts';
import { WaitingMark } from './marks.tsx';

interface ArchivedSettingsProps<K extends SettingKind> {
  title: string;
  entries: readonly Entry<K>[];
  editAt: string;
  onRestore: (entry: Entry<K>) => void;
}

/** What is out of use, folded away: to be read, changed or used again. */
export function ArchivedSettings<K extends SettingKind>({
  title,
  entries,
  editAt,
  onRestore,
}: ArchivedSettingsProps<K>): ReactNode {
  const { directory } = useWorkspace();
  if (entries.length === 0) return null;
  return (
    <details className="setting-archived">
      <summary>
        {title}: {entries.length}
      </summary>
      <ul className="settings-rows">
        {entries.map((entry) => (
          <li key={entry.id} data-testid="archived-setting">
            <span className="settings-name" dir="auto">
              {entry.value.name}
            </span>
            {directory.waiting.has(rowKey(settingRef(entry.id))) && <WaitingMark />}
            <Link href={`${editAt}/${entry.id}`} className="button button-small">
              Look at it<span className="unseen"> {entry.value.name}</span>
            </Link>
            <button type="button" className="button button-small" onClick={() => onRestore(entry)}>
              Use again<span className="unseen"> {entry.value.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Says that there is more than is shown, where a newer version of the app has written it. */
export function UnreadableSettings({
  count,
  one,
  many,
}: {
  count: number;
  one: string;
  many: string;
}): ReactNode {
  if (count === 0) return null;
  return (
    <p className="field-hint">
      {countWords(count, one, many)} of a newer version of Waypost cannot be shown here. Update to see{' '}
      {count === 1 ? 'it' : 'them'}.
    </p>
  );
}
