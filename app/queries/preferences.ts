import { aboutTicket } from '../../shared/model/preference.ts';
import { currentAccount } from '../session/session.ts';
import { openDatabase } from '../store/database.ts';
import { readUnwanted } from '../store/preferences.ts';
import { useLiveValue } from './use-live-value.ts';

/** What this person does not want to be told of, as `about` of a preference has it, live; undefined until it was looked up. */
export function useUnwanted(): ReadonlySet<string> | undefined {
  const { key } = currentAccount();
  const found = useLiveValue(async () => [...(await readUnwanted(openDatabase(key)))].sort(), key);
  return found && new Set(found);
}

/** Whether this person wants to hear of a ticket only where they are called by name. */
export function useMuted(ticketId: string): boolean | undefined {
  return useUnwanted()?.has(aboutTicket(ticketId));
}
