import { Hono, type Context } from 'hono';
import * as z from 'zod/mini';
import type { Actor as PlanActor } from '../../shared/mutations/plan.ts';
import { checkRequestSchema } from '../../shared/protocol/check.ts';
import { fillRequestSchema } from '../../shared/protocol/fill.ts';
import { knockRequestSchema, pullRequestSchema } from '../../shared/protocol/pull.ts';
import { pushRequestSchema } from '../../shared/protocol/push.ts';
import { numbersRequestSchema, registerRequestSchema } from '../../shared/protocol/register.ts';
import { APP_VERSION, OLDEST_PULL, PROTOCOL, UPDATE_HEADER } from '../../shared/protocol/version.ts';
import { actorOf, requireActor, type Actor } from '../auth/actor.ts';
import { readIncarnation } from '../db/sync/replicas.ts';
import { CodedError } from '../errors.ts';
import type { AppEnv } from '../http/context.ts';
import type { Parts } from '../parts.ts';
import { readBody, sendJson, sendPieces } from './body.ts';
import { check } from './check.ts';
import { fill } from './fill.ts';
import { Hub } from './hub.ts';
import { KnownSums } from './known-sums.ts';
import { KnownVectors } from './known-vectors.ts';
import { answerKnock, pull } from './pull.ts';
import { push } from './push-batch.ts';
import { takeReceipts } from './receipts.ts';
import { numbers, register } from './register.ts';

/** A stream lives as long as the access token it was opened with may. */
const STREAM_MS = 15 * 60_000;

const planActor = (actor: Actor): PlanActor => ({ id: actor.personId, role: actor.role });

/** The sync protocol over HTTP. Every request names tenant and person, and both must be the token's own. */
export function syncRoutes(parts: Parts): Hono<AppEnv> {
  const { sql, log } = parts;
  const vectors = new KnownVectors();
  const sums = new KnownSums();
  const onError = (error: unknown): void => log.error({ err: error }, 'sync');
  const hub = new Hub(sql, vectors, onError);
  parts.closing.push(() => hub.close());
  const routes = new Hono<AppEnv>();
  routes.use(requireActor(parts));

  const contactOf = async (actor: Actor, receivedAt: number) => ({
    tenantId: actor.tenantId,
    session: actor.sessionId,
    actor: planActor(actor),
    incarnation: await readIncarnation(sql),
    receivedAt,
  });

  routes.post('/replicas', async (c) => {
    // Before the body, here and below: a slow upload is no wrong clock.
    const receivedAt = parts.now();
    const request = await readBody(c, registerRequestSchema);
    checkSender(c, request);
    return await sendJson(c, await register(sql, await contactOf(actorOf(c), receivedAt), request));
  });

  routes.post('/numbers', async (c) => {
    const receivedAt = parts.now();
    const request = await readBody(c, numbersRequestSchema);
    checkSender(c, request);
    return await sendJson(c, await numbers(sql, await contactOf(actorOf(c), receivedAt), request));
  });

  routes.post('/push', async (c) => {
    const receivedAt = parts.now();
    const request = await readBody(c, pushRequestSchema);
    checkSender(c, request);
    const contact = await contactOf(actorOf(c), receivedAt);
    if (request.incarnation !== null && request.incarnation !== contact.incarnation) {
      const { incarnation, receivedAt: now } = contact;
      return await sendJson(c, { incarnation, now, verdicts: [], stop: { code: 'restored' } });
    }
    // Also after an error: some of it may have been committed singly before.
    const done = push(sql, { ...contact, request }, onError).finally(() => hub.committed(contact.tenantId));
    return await sendJson(c, await done);
  });

  routes.post('/pull', async (c) => {
    const receivedAt = parts.now();
    const actor = actorOf(c);
    const { tenantId, personId } = actor;
    const request = await readBody(c, z.union([knockRequestSchema, pullRequestSchema]));
    if ('at' in request) {
      // A knock says of which build it is only now and then.
      if (request.device) tellOfNewer(c, request.device.app);
      checkProtocol(request);
      checkNews(request);
      return await sendJson(c, await answerKnock(sql, vectors, { tenantId, personId, request, receivedAt }));
    }
    checkSender(c, request);
    checkNews(request);
    if (request.dropped?.length) await takeReceipts(sql, tenantId, { personId, request, receivedAt });
    const input = { tenantId, actor: planActor(actor), request, receivedAt };
    return await sendJson(c, await pull(sql, vectors, input));
  });

  routes.post('/check', async (c) => {
    const receivedAt = parts.now();
    const actor = actorOf(c);
    const { tenantId } = actor;
    const request = await readBody(c, checkRequestSchema);
    tellOfNewer(c, request.app);
    checkProtocol(request);
    const reply = await check(sql, sums, { tenantId, actor: planActor(actor), request, receivedAt });
    if ('differing' in reply) noteChecked(parts, tenantId, request, reply.differing);
    return await sendJson(c, reply);
  });

  routes.post('/fill', async (c) => {
    const receivedAt = parts.now();
    const request = await readBody(c, fillRequestSchema);
    const actor = actorOf(c);
    checkSender(c, request);
    checkNews(request);
    const { tenantId } = actor;
    const input = {
      tenantId,
      actor: planActor(actor),
      request,
      receivedAt,
      sessionId: actor.sessionId,
      now: parts.now,
    };
    return sendPieces(c, fill(sql, vectors, input), onError);
  });

  routes.get('/stream', async (c) => {
    // A HEAD is answered by this handler too, with a body that nobody would ever read or cancel.
    if (c.req.raw.method !== 'GET') throw new CodedError('not-allowed', 405, 'A stream is asked for by GET.');
    const actor = actorOf(c);
    const { tenantId, personId, sessionId } = actor;
    // An app of protocol 1 does not say which it speaks.
    const protocol = Number(c.req.query('protocol') ?? 1);
    checkNews({ protocol });
    const lasts = { now: parts.now(), ms: STREAM_MS };
    const listener = await hub.open(tenantId, { personId, sessionId, protocol }, lasts);
    return c.body(listener.body, 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  });

  return routes;
}

/** Counts a comparison; a difference is told to whoever runs the server, without saying whose device it is. */
function noteChecked(
  { counters, log, veil }: Parts,
  tenantId: string,
  { app }: { app: string },
  differing: readonly string[],
): void {
  counters.checks += 1;
  if (differing.length === 0) return;
  counters.differences += 1;
  const scopes = differing.map((key) => key.replace(/:.*/, ''));
  log.warn({ tenant: veil(tenantId), scopes, app }, 'a device held other rows than the server');
}

type Sender = { protocol: number; tenant: string; person: string; app: string };

/** An app of another build is told which one there is. */
function tellOfNewer(c: Context<AppEnv>, app: string, protocol = PROTOCOL): void {
  if (app !== APP_VERSION || protocol < PROTOCOL) c.header(UPDATE_HEADER, APP_VERSION);
}

/** The device says for whom it sends; a token of anybody else is refused, so that people on one browser never mix. */
function checkSender(c: Context<AppEnv>, sender: Sender): void {
  tellOfNewer(c, sender.app, sender.protocol);
  checkProtocol(sender);
  const actor = actorOf(c);
  if (sender.tenant !== actor.tenantId || sender.person !== actor.personId) {
    throw new CodedError('wrong-account', 403, 'This was sent for another account.');
  }
}

function checkProtocol({ protocol }: { protocol: number }): void {
  if (protocol > PROTOCOL)
    throw new CodedError('protocol-unknown', 400, 'This app is newer than the server.');
}

/** An app too old to understand what it would be sent may still push (SPEC V3). */
function checkNews({ protocol }: { protocol: number }): void {
  if (protocol < OLDEST_PULL) {
    const message =
      'This version of Waypost is too old to receive news. What you do is still sent. Update it to see what others do.';
    throw new CodedError('app-too-old', 426, message);
  }
}
