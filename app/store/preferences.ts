import { aboutKind, aboutTicket, type Preference } from '../../shared/model/preference.ts';
import type { MutationArgs } from '../../shared/mutations/registry.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';
import { ownChanges } from './own-changes.ts';

/**
 * What this person does not want to be told of, as the server confirmed it, with what they have chosen here since on top
 * (SPEC D4).
 */
export async function readUnwanted(db: DeviceDatabase): Promise<Set<string>> {
  const [records, entries] = await Promise.all([
    db.directory.where('kind').equals('preference').toArray(),
    ownChanges(db, 'notice.choose', 'ticket.mute'),
  ]);
  const wanted = new Map(
    records.map(({ row }) => [(row as Preference).about, (row as Preference).wanted] as const),
  );
  for (const entry of entries) wanted.set(...chosenBy(entry));
  return new Set([...wanted].flatMap(([about, is]) => (is ? [] : about)));
}

function chosenBy({ name, args }: OutboxEntry): [about: string, wanted: boolean] {
  if (name === 'notice.choose') {
    const { what, wanted } = args as MutationArgs<'notice.choose'>;
    return [aboutKind(what), wanted];
  }
  const { ticketId, muted } = args as MutationArgs<'ticket.mute'>;
  return [aboutTicket(ticketId), !muted];
}
