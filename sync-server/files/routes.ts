import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type Context, Hono } from 'hono';
import type { Attachment } from '../../shared/model/attachment.ts';
import { idSchema } from '../../shared/model/ids.ts';
import type { UploadReply } from '../../shared/protocol/files.ts';
import { isShownPicture } from '../../shared/rules/file-types.ts';
import { actorOf, requireActor } from '../auth/actor.ts';
import { asThere } from '../auth/as-there.ts';
import { logFileAccess } from '../db/sync/files.ts';
import type { Access } from '../db/sync/log.ts';
import { inTenant } from '../db/tenant.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { Intake } from './intake.ts';
import { attachmentSeenBy } from './sight.ts';
import type { FileStore } from './store.ts';

/** The bytes of attachments, in and out: see `shared/protocol/files.ts`. */
export function fileRoutes(parts: Parts, store: FileStore): Hono<AppEnv> {
  const intake = new Intake(parts, store);
  const routes = new Hono<AppEnv>();
  routes.use(requireActor(parts));

  const seen = async (
    c: Context<AppEnv>,
    action: 'attachment.download' | 'attachment.upload',
  ): Promise<{ row: Attachment; tenantId: string; personId: string }> => {
    const { tenantId, personId } = actorOf(c);
    const ids = [c.req.param('ticketId'), c.req.param('id')].map((id) => idSchema.safeParse(id).data);
    const [ticketId, id] = ids;
    if (ticketId === undefined || id === undefined) throw new CodedError('not-found', 404, notThere);
    const asked = { action, ticketId, details: { attachment: id }, refusal: notThere };
    const row = await asThere(parts, c, asked, () =>
      inTenant(parts.sql, tenantId, (tx) => attachmentSeenBy(tx, personId, ticketId, id), 'snapshot'),
    );
    return { row, tenantId, personId };
  };
  const logged = (
    tenantId: string,
    personId: string,
    access: Pick<Access, 'action' | 'refused'>,
    row: Attachment,
  ): Promise<unknown> =>
    inTenant(parts.sql, tenantId, (tx) =>
      logFileAccess(tx, { tenantId, personId, at: parts.now() }, access, row),
    );
  /** Only whoever put it there sends its bytes; that somebody else tried is in the log. */
  const own = async (c: Context<AppEnv>) => {
    const { row, tenantId, personId } = await seen(c, 'attachment.upload');
    if (row.authorId !== personId) {
      await logged(tenantId, personId, { action: 'attachment.upload', refused: 'not-allowed' }, row);
      throw new CodedError('not-allowed', 403, 'This file is sent by somebody else.');
    }
    return { row, tenantId };
  };

  routes.get('/:ticketId/:id/upload', async (c) => {
    const { row, tenantId } = await own(c);
    const reply: UploadReply = await intake.stateOf(tenantId, row);
    return c.json(reply);
  });

  routes.put('/:ticketId/:id/upload', async (c) => {
    const { row, tenantId } = await own(c);
    const at = Number(/^\d{1,9}$/.exec(c.req.query('at') ?? '')?.[0] ?? Number.NaN);
    if (!Number.isSafeInteger(at) || at > row.bytes)
      throw new CodedError('bad-request', 400, 'Some fields are missing or wrong.', {
        fields: { at: 'where?' },
      });
    const body = c.req.raw.body as ReadableStream<Uint8Array> | null;
    const reply: UploadReply = await intake.take(
      tenantId,
      row,
      at,
      body ? Readable.fromWeb(body) : Readable.from([]),
    );
    return c.json(reply);
  });

  routes.get('/:ticketId/:id', async (c) => {
    // A HEAD is answered by this handler too, with a body that nobody would ever read or cancel.
    if (c.req.raw.method !== 'GET') throw new CodedError('not-allowed', 405, 'A file is asked for by GET.');
    const { row, tenantId, personId } = await seen(c, 'attachment.download');
    if (row.storedAt === null)
      throw new CodedError('not-yet-here', 404, 'This file is still on its way here.');
    // Before it is opened: what fails after that would leave it open.
    await logged(tenantId, personId, { action: 'attachment.download' }, row);
    const content = await store.open({ tenantId, sha256: row.sha256 });
    if (!content) {
      parts.log.error({ tenant: parts.veil(tenantId) }, 'a file that was stored is not in its store');
      throw new CodedError('file-missing', 404, 'The office cannot find this file any more.');
    }
    return c.body(Readable.toWeb(content) as unknown as globalThis.ReadableStream, 200, headersOf(row));
  });

  return routes;
}

const notThere = 'This file is not there, or not shared with you.';

/** Whatever it is, it is a file to be saved: nothing of it runs, frames or is kept on the way (facts.md). */
function headersOf({ name, type, bytes }: Attachment): Record<string, string> {
  const plain = name.replace(/[^\w .()-]/g, '_');
  return {
    'Content-Type': isShownPicture(type) ? type : 'application/octet-stream',
    'Content-Length': String(bytes),
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeRfc5987(name)}`,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-store',
  };
}

const encodeRfc5987 = (text: string): string =>
  encodeURIComponent(text).replace(/['()*!]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
