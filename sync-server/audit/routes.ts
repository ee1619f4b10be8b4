import { Hono, type Context } from 'hono';
import type { ServerAction } from '../../shared/model/server-action.ts';
import {
  auditExportRequestSchema,
  auditSearchRequestSchema,
  type AuditSearchReply,
  type AuditSearchRequest,
} from '../../shared/protocol/audit.ts';
import { withShortTexts } from '../../shared/model/audit-changes.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { actorOf, requireActor } from '../auth/actor.ts';
import { asAllowed } from '../auth/as-allowed.ts';
import { readAudit, readSubjects } from '../db/audit.ts';
import type { Tx } from '../db/connect.ts';
import { writeAccess } from '../db/sync/log.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { readBody, sendJson } from '../sync/body.ts';
import { exportAudit } from './export.ts';

/** The log of who did what, for admins: as they are in the very transaction that reads it. Who else asks is logged. */
export function auditRoutes(parts: Parts): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.use(requireActor(parts));

  routes.post('/search', async (c) => {
    const request = await readBody(c, auditSearchRequestSchema);
    const reply = await asAdmin(parts, c, 'audit.read', async (tx, actorId) => {
      const page = await readPage(tx, request);
      // Once for a question, however many pages of the answer are turned.
      if (!request.after) {
        const access = { actorId, action: 'audit.read' as const, subject: 'audit', subjectId: null };
        await writeAccess(tx, actorOf(c).tenantId, { ...access, details: givenIn(request) }, parts.now());
      }
      return page;
    });
    return await sendJson(c, reply satisfies AuditSearchReply);
  });

  routes.post('/export', async (c) => {
    const { format, ...wanted } = await readBody(c, auditExportRequestSchema);
    const { tenantId } = actorOf(c);
    const at = parts.now();
    await asAdmin(parts, c, 'audit.export', async (tx, actorId) => {
      const access = { actorId, action: 'audit.export' as const, subject: 'audit', subjectId: null };
      await writeAccess(tx, tenantId, { ...access, details: { format, ...givenIn(wanted) } }, at);
    });
    // What is logged from now on, this export too, is not part of it: it ends.
    const until = Math.min(wanted.until ?? at, at);
    const page = <T>(work: (tx: Tx) => Promise<T>) => asAdmin(parts, c, 'audit.export', work);
    return exportAudit(c, { page, wanted: { ...wanted, until }, format });
  });

  return routes;
}

/** What a page shows of a text: those that two long messages were made of would weigh as much as all the rest. */
const PAGE_CHARS = 500;

/** What of a question was given. */
const givenIn = (question: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(question).filter(([, value]) => value !== null && value !== false));

async function readPage(tx: Tx, request: AuditSearchRequest): Promise<AuditSearchReply> {
  const found = await readAudit(tx, request, bounds.auditPage + 1);
  const entries = found.slice(0, bounds.auditPage);
  const last = found.length > bounds.auditPage ? entries.at(-1) : undefined;
  const tickets = await readSubjects(tx, entries);
  return {
    entries: entries.map((entry) => ({ ...entry, changes: withShortTexts(entry.changes, PAGE_CHARS) })),
    tickets,
    next: last ? [last.at, last.id] : null,
  };
}

async function asAdmin<T>(
  parts: Parts,
  c: Context<AppEnv>,
  action: ServerAction,
  work: (tx: Tx, actorId: string) => Promise<T>,
): Promise<T> {
  const refusal = 'Only an admin may read who did what.';
  return await asAllowed(parts, c, { permission: 'audit:read', action, subject: 'audit', refusal }, work);
}
