import { attachmentRef, type Attachment } from '../../shared/model/attachment.ts';
import { isRedacted, type Message } from '../../shared/model/conversation.ts';
import { rowKey, type RowRef } from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import { ticketRef } from '../../shared/mutations/ticket-access.ts';
import { scopesHeldBy, scopesOf } from '../../shared/rules/scopes.ts';
import type { Tx } from '../db/connect.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { readRows } from '../db/sync/read-rows.ts';

/**
 * An attachment, where this person may see it: by the same scopes in which its row reaches their devices, and by the
 * grants of this very transaction (SPEC F3, S2). To everybody else there is none.
 */
export async function attachmentSeenBy(
  tx: Tx,
  personId: string,
  ticketId: string,
  id: string,
): Promise<Attachment | undefined> {
  const [ticketKey, key] = [ticketRef(ticketId), attachmentRef(ticketId, id)];
  const grants = await grantsOf(tx, personId);
  if (!grants) return undefined;
  const rows = await readRows(tx, [ticketKey, key]);
  const row = rows.get(rowKey(key))?.row as Attachment | undefined;
  const known = rows.get(rowKey(ticketKey))?.row as Ticket | undefined;
  if (!row) return undefined;
  // In the archive it is seen by those who would hold it on their devices (SPEC A1).
  const ticket = known && { ...known, archivedAt: null };
  if (row.messageId !== null) {
    // What somebody took back they took back with all that came with it.
    const messageKey: RowRef<'message'> = { kind: 'message', id: row.messageId, ticketId };
    const message = (await readRows(tx, [messageKey])).get(rowKey(messageKey))?.row as Message | undefined;
    if (message && isRedacted(message)) return undefined;
  }
  const held = new Set<string>(scopesHeldBy(grants));
  return scopesOf('attachment', row, ticket).some((scope) => held.has(scope)) ? row : undefined;
}
