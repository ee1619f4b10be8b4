import { scopesHeldBy } from '../../shared/rules/scopes.ts';
import { grantsOn } from '../store/meta.ts';
import { sharedLiveValue } from './shared-live-value.ts';

/**
 * What this person is granted as the server last said, role and scopes in one text, live (SPEC S1); undefined until it was
 * looked up.
 */
export const useGranted = sharedLiveValue(async (db, { person }) => {
  const grants = await grantsOn(db, person);
  return [grants.role, ...scopesHeldBy(grants)].join(' ');
});
