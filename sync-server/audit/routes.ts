import { Hono, type Context } from 'hono';
import type { RefusalCode } from '../../shared/rules/refusal.ts';
import {
  auditExportRequestSchema,
  auditSearchRequestSchema,
  type AuditSearchReply,
  type AuditSearchRequest,
} from '../../shared/protocol/audit.ts';
import { bounds } from '../../shared/protocol/version.ts';
import { may } from '../../shared/rules/permissions.ts';
import { actorOf, requireActor, revoked } from '../auth/actor.ts';
import { readAudit, readSubjects } from '../db/audit.ts';
import type { Tx } from '../db/connect.ts';
import { grantsOf } from '../db/sync/grants.ts';
import { writeAccess } from '../db/sync/log.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
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
        const access = { actorId, action: 'audit.read', subject: 'audit', subjectId: null };
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
      const access = { actorId, action: 'audit.export', subject: 'audit', subjectId: null };
      await writeAccess(tx, tenantId, { ...access, details: { format, ...givenIn(wanted) } }, at);
    });
    // What is logged from now on, this export too, is not part of it: it ends.
    const until = Math.min(wanted.until ?? at, at);
    const page = <T>(work: (tx: Tx) => Promise<T>) => asAdmin(parts, c, 'audit.export', work);
    return exportAudit(c, { page, wanted: { ...wanted, until }, format });
  });

  return routes;
}

/** What of a question was given. */
const givenIn = (question: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(question).filter(([, value]) => value !== null && value !== false));

async function readPage(tx: Tx, request: AuditSearchRequest): Promise<AuditSearchReply> {
  const found = await readAudit(tx, request, bounds.auditPage + 1);
  const entries = found.slice(0, bounds.auditPage);
  const last = found.length > bounds.auditPage ? entries.at(-1) : undefined;
  return { entries, tickets: await readSubjects(tx, entries), next: last ? [last.at, last.id] : null };
}

async function asAdmin<T>(
  { sql, now }: Parts,
  c: Context<AppEnv>,
  action: string,
  work: (tx: Tx, actorId: string) => Promise<T>,
): Promise<T> {
  const { tenantId, personId } = actorOf(c);
  const refused: RefusalCode = 'not-allowed';
  const done = await inTenant(sql, tenantId, async (tx) => {
    const grants = await grantsOf(tx, personId);
    if (!grants) throw revoked();
    if (may(grants.role, 'audit:read')) return { result: await work(tx, personId) };
    const access = { actorId: personId, action, subject: 'audit', subjectId: null, details: {}, refused };
    await writeAccess(tx, tenantId, access, now());
    return undefined;
  });
  if (!done) throw new CodedError(refused, 403, 'Only an admin may read who did what.');
  return done.result;
}
