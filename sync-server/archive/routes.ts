import { Hono, type Context } from 'hono';
import { idSchema } from '../../shared/model/ids.ts';
import { rowColumns, type RowKind } from '../../shared/model/rows.ts';
import {
  archiveSearchRequestSchema,
  type ArchivedTicketReply,
  type ArchiveSearchReply,
} from '../../shared/protocol/archive.ts';
import type { TicketLine } from '../../shared/protocol/fill.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { scopesHeldBy, type Grants } from '../../shared/rules/scopes.ts';
import { actorOf, requireActor, revoked } from '../auth/actor.ts';
import { asThere } from '../auth/as-there.ts';
import { readMergedInto, readNamesOf, searchArchive } from '../db/archive.ts';
import type { Tx } from '../db/connect.ts';
import { fillColumns, readArchivedTicket } from '../db/sync/fill.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { writeAccess } from '../db/sync/log.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { readBody, sendJson } from '../sync/body.ts';

/**
 * Tickets that have left the devices (SPEC A1), for those who would hold them there: found, and read whole. Grants are read
 * in the same transaction, and every look is logged in it.
 */
export function archiveRoutes(parts: Parts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use(requireActor(parts));

  routes.post('/search', async (c) => {
    const request = await readBody(c, archiveSearchRequestSchema);
    const reply = await asReader(parts, c, async (tx, grants, { tenantId }) => {
      const found = await searchArchive(tx, grants, request, bounds.archivePage + 1);
      const tickets = found.slice(0, bounds.archivePage);
      const last = found.length > bounds.archivePage ? tickets.at(-1) : undefined;
      const people = tickets.flatMap(({ requesterId, assigneeId }) => [requesterId, assigneeId ?? []].flat());
      const asked = Object.entries(request).filter(([, value]) => value !== null && value !== '');
      await writeAccess(
        tx,
        tenantId,
        {
          actorId: grants.id,
          action: 'archive.search',
          subject: 'archive',
          subjectId: null,
          details: { ...Object.fromEntries(asked), found: tickets.length },
        },
        parts.now(),
      );
      return {
        tickets,
        names: await readNamesOf(tx, people),
        next: last ? [last.closedAt, last.id] : null,
      } satisfies ArchiveSearchReply;
    });
    return await sendJson(c, reply);
  });

  routes.get('/tickets/:id', async (c) => {
    const id = idSchema.safeParse(c.req.param('id'));
    // What is no identity is nothing that could be seen.
    if (!id.success) throw new CodedError('not-found', 404, notThere);
    const asked = { action: 'archive.read' as const, ticketId: id.data };
    const read = () =>
      asReader(parts, c, async (tx, grants, { tenantId }) => {
        const [line, ...merged] = await readWithMerged(tx, grants, asked.ticketId);
        if (line === undefined) return undefined;
        const lines = [line, ...merged];
        for (const one of lines) {
          const access = { action: asked.action, subject: 'ticket', subjectId: idOf(one), details: {} };
          await writeAccess(tx, tenantId, { actorId: grants.id, ...access }, parts.now());
        }
        return { columns, line, merged, names: await readNamesOf(tx, lines.flatMap(peopleIn)) };
      });
    const reply = await asThere(parts, c, { ...asked, refusal: notThere }, read);
    return await sendJson(c, reply satisfies ArchivedTicketReply);
  });

  return routes;
}

const columns = Object.fromEntries(
  (Object.keys(rowColumns) as RowKind[]).map((kind) => [kind, fillColumns(kind)]),
);

const picked = (kind: RowKind, row: readonly unknown[], ...named: string[]): unknown[] =>
  named.map((column) => row[columns[kind]?.indexOf(column) ?? -1]);

const idOf = ([, ticket]: TicketLine): string => String(picked('ticket', ticket, 'id')[0]);

/** Whoever is named on a ticket's line: its people, who wrote, and who did something. */
function peopleIn([, ticket, , , messages, events]: TicketLine): string[] {
  return [
    ...picked('ticket', ticket, 'requesterId', 'createdBy', 'assigneeId'),
    ...messages.flatMap((row) => picked('message', row, 'authorId')),
    ...events.flatMap((row) => picked('event', row, 'actorId')),
  ].filter((id) => typeof id === 'string');
}

/** It, and of what was merged into it what the reader may see; nothing where it is not to be seen itself. */
async function readWithMerged(tx: Tx, grants: Grants, id: string): Promise<TicketLine[]> {
  const own = await readLine(tx, grants, id);
  if (own === undefined) return [];
  const lines = [own];
  for (const other of await readMergedInto(tx, id)) {
    const line = await readLine(tx, grants, other);
    if (line !== undefined) lines.push(line);
  }
  return lines.map((line) => JSON.parse(line) as TicketLine);
}

/** Through the widest of the scopes that the reader would hold it by. */
async function readLine(tx: Tx, grants: Grants, id: string): Promise<string | undefined> {
  const scopes = scopesHeldBy(grants).filter((key) => /^(desk$|team:|requester:)/.test(key));
  for (const scope of scopes) {
    const line = await readArchivedTicket(tx, scope, id);
    if (line !== undefined) return line;
  }
  return undefined;
}

const notThere = 'This ticket is not in the archive, or not shared with you.';

async function asReader<T>(
  { sql }: Parts,
  c: Context<AppEnv>,
  read: (tx: Tx, grants: Grants, of: { tenantId: string }) => Promise<T>,
): Promise<T> {
  const { tenantId, personId } = actorOf(c);
  return await inTenant(sql, tenantId, async (tx) => {
    const grants = await grantsOf(tx, personId);
    if (!grants) throw revoked();
    return await read(tx, grants, { tenantId });
  });
}
