import type { MutationName } from '../../shared/mutations/registry.ts';
import type { DeviceDatabase, OutboxEntry } from './database.ts';

/**
 * Changes of these kinds that were made here and not refused, in the order they were made. Looked up by name: what a screen
 * shows of them is read again with each of them only, and not with every change behind a long outbox.
 */
export async function ownChanges(db: DeviceDatabase, ...names: MutationName[]): Promise<OutboxEntry[]> {
  const entries = await db.outbox.where('name').anyOf(names).sortBy('seq');
  return entries.filter(({ state }) => state !== 'refused');
}
