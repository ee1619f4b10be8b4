import type { ReactNode } from 'react';
import { rowKey } from '../../../shared/model/rows.ts';
import { settingRef } from '../../../shared/model/setting.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { WaitingMark } from './marks.tsx';

/** Beside an entry's name: saved here and not sent yet, or typed and not saved. */
export function SettingMarks({ id, unsaved }: { id: string; unsaved: boolean }): ReactNode {
  const { directory } = useWorkspace();
  return (
    <>
      {directory.waiting.has(rowKey(settingRef(id))) && <WaitingMark />}
      {unsaved && <UnsavedMark />}
    </>
  );
}

/** Beside what was changed in its form and not saved. */
export function UnsavedMark(): ReactNode {
  return (
    <small className="setting-unsaved" data-testid="setting-unsaved">
      with changes you have not saved
    </small>
  );
}
