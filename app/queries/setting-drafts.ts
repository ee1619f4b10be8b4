import type { SettingKind } from '../../shared/model/setting.ts';
import { overConnection } from '../store/connection.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { fieldOf } from '../store/drafts.ts';
import { sharedLiveValue } from './shared-live-value.ts';

const PREFIX = 'setting:';

/** The lists that admins keep, and their rules by key. */
export type ListKind = SettingKind | 'category' | 'tag' | 'field' | 'team' | 'policy';

/** Under which what is typed into an entry of a list is kept until it is saved; `new` is the one not made yet. */
export const settingDraftKey = (what: ListKind, id: string): string => `${PREFIX}${what}:${id}`;

/** The entries with something typed that was not saved, as draft keys, live. */
export function useUnsavedSettings(): ReadonlySet<string> {
  return new Set(useFields());
}
const useFields = sharedLiveValue(readFields);

async function readFields(db: DeviceDatabase): Promise<string[]> {
  const drafts = await overConnection(db, () => db.drafts.where('ticketId').startsWith(PREFIX).toArray());
  return [...new Set(drafts.map(fieldOf))].sort();
}
