import type { MutationArgs } from '../../shared/mutations/registry.ts';
import type { Mirror } from './mirror.ts';

/** What is done about tickets that are done with: those on the screen are closed, those in the archive brought back. */
export const archiveEdits = ['close', 'bring-back'] as const;

/** A ticket of the archive brought back, as it is found there by a search at the server: no device holds it. */
export function bringingBack(mirror: Mirror, b: number): MutationArgs<'ticket.restore'> | undefined {
  const archived = [...mirror.rows]
    .filter(([key, row]) => key.startsWith('ticket/') && row['archivedAt'] !== null)
    .map(([, row]) => String(row['id']));
  const ticketId = archived[b % Math.max(1, archived.length)];
  return ticketId === undefined ? undefined : { ticketId, reason: 'because' };
}
