import type { ReactNode } from 'react';
import { rowKey } from '../../../shared/model/rows.ts';
import { settingRef, type SettingKind } from '../../../shared/model/setting.ts';
import { settingDraftKey, useUnsavedSettings } from '../../queries/setting-drafts.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { WaitingMark } from './marks.tsx';

/** Beside an entry's name: saved here and not sent yet, or typed and not saved. */
export function SettingMarks({ what, id }: { what: SettingKind; id: string }): ReactNode {
  const { directory } = useWorkspace();
  const unsaved = useUnsavedSettings().has(settingDraftKey(what, id));
  return (
    <>
      {directory.waiting.has(rowKey(settingRef(id))) && <WaitingMark />}
      {unsaved && (
        <small className="setting-unsaved" data-testid="setting-unsaved">
          with changes you have not saved
        </small>
      )}
    </>
  );
}
