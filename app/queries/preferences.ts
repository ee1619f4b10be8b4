import { aboutTicket } from '../../shared/model/preference.ts';
import { readUnwanted } from '../store/preferences.ts';
import { sharedLiveValue } from './shared-live-value.ts';

/** What this person does not want to be told of, as `about` of a preference has it, live; undefined until it was looked up. */
export function useUnwanted(): ReadonlySet<string> | undefined {
  const found = useFound();
  return found && new Set(found);
}
const useFound = sharedLiveValue(async (db) => [...(await readUnwanted(db))].sort());

/** Whether this person wants to hear of a ticket only where they are called by name. */
export function useMuted(ticketId: string): boolean | undefined {
  return useUnwanted()?.has(aboutTicket(ticketId));
}
