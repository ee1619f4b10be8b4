import type { DeviceDatabase } from '../../app/store/database.ts';
import { readSync } from '../../app/store/meta.ts';
import { kindCodes, type RowKind } from '../../shared/model/rows.ts';
import { OLDEST_PULL, UPDATE_HEADER } from '../../shared/protocol/version.ts';
import history from '../../shared/protocol/wire-history.json' with { type: 'json' };

// The code of an earlier app is not here any more. What it said is (shared/protocol/wire-history.json, and what was
// recorded of it in e2e/fleet/shipped), and so an app of then is this one behind a transport that says what it said, and
// lets through what it understood.

/** An app of an earlier build, as it names itself. */
export interface OldApp {
  protocol: number;
  app: string;
}

/** The first app that was shipped. */
export const firstApp: OldApp = { protocol: 1, app: '0.1.0' };
/** One so old that it gets no news any more (SPEC V3). */
export const lostApp: OldApp = { protocol: OLDEST_PULL - 1, app: '0.0.1' };

const [first] = history;
if (first?.app !== firstApp.app) throw new Error(`${firstApp.app} is not the first app that was shipped`);
const { mutations, rows } = first;

/** Whether the first app could make such a change at all. */
export const couldSay = (name: string): boolean => Object.hasOwn(mutations, `${name} v1`);
/** Whether rows of this kind were anything to the first app. */
export const couldRead = (kind: RowKind): boolean => Object.hasOwn(rows, kind);

const unread = new Set(
  (Object.keys(kindCodes) as RowKind[]).filter((kind) => !couldRead(kind)).map((kind) => kindCodes[kind]),
);
/** The scopes it took for such; a reply that named any other it could not read at all. */
const SCOPE = /^(tenant|desk|portal|requester:[0-9a-f-]{36})$/;

/** The scopes of those an app holds, and kinds of rows, that were anything to it. */
export const couldHold = (key: string): boolean => SCOPE.test(key);

type Json = Record<string, unknown>;
type Fetch = typeof fetch;

/** Speaks as an app of then, for a device whose database is `db`. */
export function asOldApp(db: DeviceDatabase, then: () => OldApp, send: Fetch): Fetch {
  return async (input, init) => {
    const url = new URL(input as string);
    // It did not compare, and did not say on a stream which protocol it spoke.
    if (url.pathname === '/sync/check') throw new TypeError('this app does not compare');
    const { protocol, app } = then();
    if (url.pathname === '/sync/stream') {
      url.search = protocol === firstApp.protocol ? '' : `?protocol=${protocol}`;
      return byLine(await send(url.href, init));
    }
    const said = JSON.parse(init?.body as string) as Json;
    const body: Json = { ...said, protocol, ...('app' in said && { app }) };
    const say = (what: Json): Promise<Response> => send(input, { ...init, body: JSON.stringify(what) });
    if (url.pathname === '/sync/pull' && !('at' in body)) return await pull(db, body, say);
    if (url.pathname !== '/sync/fill') return bare(await say(body));
    const scopes = (body['scopes'] as { key: string }[]).filter(({ key }) => SCOPE.test(key));
    // Where this app fills what only it knows, that one would not have asked.
    return scopes.length ? byLine(await say({ ...body, scopes })) : new Response(NOTHING);
  };
}

const NOTHING = '{"line":"done"}\n';

async function pull(
  db: DeviceDatabase,
  body: Json,
  say: (what: Json) => Promise<Response>,
): Promise<Response> {
  const { dropped: _told, ...question } = body;
  const asked = Object.entries(
    (body['scopes'] ?? {}) as Record<string, { vector?: unknown; digest?: string }>,
  )
    .filter(([key]) => SCOPE.test(key))
    .map(([key, { vector, digest }]) => [key, vector ? { vector } : { digest }] as const);
  const filling = ((body['filling'] ?? []) as string[]).filter((key) => SCOPE.test(key));
  const [[, one] = ['', undefined]] = asked;
  const sync = await readSync(db);
  // This app asks in full, for the scope that the other did not know; that one knocked when it had nothing to add.
  const knocks =
    one?.digest !== undefined &&
    asked.every(([, { digest }]) => digest === one.digest) &&
    filling.length + (body['want'] as string[]).length === 0 &&
    !sync.paging &&
    (await db.outbox.where('state').equals('answered').count()) === 0;
  const { protocol, replica, incarnation, sentAt } = body;
  let response: Response | undefined;
  let reply: Json | undefined;
  if (knocks) {
    response = await say({ protocol, replica, incarnation, sentAt, at: one.digest });
    if (!response.ok) return bare(response);
    reply = (await response.json()) as Json;
  }
  if (!response || !reply || 'behind' in reply) {
    response = await say({ ...question, scopes: Object.fromEntries(asked), filling });
    if (!response.ok) return bare(response);
    reply = (await response.json()) as Json;
  }
  return bare(response, JSON.stringify('same' in reply ? await nothingNew(db, reply) : read(reply)));
}

/** Nothing new, in the words of a page: only a page tells this app that it does not hold a scope of its own. */
async function nothingNew(db: DeviceDatabase, { incarnation, now }: Json): Promise<Json> {
  const states = Object.entries((await readSync(db)).scopes).filter(([key]) => SCOPE.test(key));
  const steady = states.map(([, state]) => state).filter((state) => !state.fill);
  if (!steady.length || states.some(([, { scope }]) => scope < 0)) return { incarnation, now, same: true };
  return {
    incarnation,
    now,
    epoch: Math.min(...steady.map(({ epoch = 0 }) => epoch)),
    held: states.map(([key, { scope }]) => [scope, key]),
    refill: [],
    entries: [],
    to: Object.fromEntries(steady.map(({ scope, digest }) => [scope, { gains: [], digest }])),
    more: false,
    wanted: [],
  };
}

/** What it understood of something it was told. */
function read(told: Json): Json {
  const { grants: _grants, folded: _folded, ...rest } = told;
  const held = rest['held'] as [number, string][] | undefined;
  if (held?.some(([, key]) => !SCOPE.test(key))) return {};
  const entries = rest['entries'] as [number, number][] | undefined;
  const columns = rest['columns'] as Record<string, unknown> | undefined;
  return {
    ...rest,
    ...(entries && { entries: entries.filter(([, kind]) => !unread.has(kind)) }),
    ...(columns && {
      columns: Object.fromEntries(Object.entries(columns).filter(([kind]) => couldRead(kind as RowKind))),
    }),
  };
}

/** The lines of a fill or of a stream, each as it was understood. */
function byLine(response: Response): Response {
  if (!response.ok || !response.body) return bare(response);
  let left = '';
  const lines = new TransformStream<string, string>({
    transform(text, sink) {
      const all = (left + text).split('\n');
      left = all.pop() ?? '';
      for (const line of all) sink.enqueue(understood(line));
    },
    flush: (sink) => sink.enqueue(left),
  });
  const body = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(lines)
    .pipeThrough(new TextEncoderStream());
  return bare(response, body);
}

function understood(line: string): string {
  const json = line.startsWith('data: ') ? line.slice('data: '.length) : line;
  if (!/^[{[]/.test(json)) return `${line}\n`;
  const told = JSON.parse(json) as Json | [kind: number];
  if (Array.isArray(told)) {
    if (unread.has(told[0])) return '';
    // Of a whole ticket it read no further than the events: what comes behind is of kinds that came later.
    return told[0] === kindCodes.ticket ? `${JSON.stringify(told.slice(0, 6))}\n` : `${line}\n`;
  }
  return `${line.slice(0, line.length - json.length)}${JSON.stringify(read(told))}\n`;
}

/** It knew of no newer app. */
function bare(response: Response, body: BodyInit | null = response.body): Response {
  const headers = new Headers(response.headers);
  headers.delete(UPDATE_HEADER);
  return new Response(body, { status: response.status, headers });
}

/** Takes from a device's database what the app of then would not have written there. */
export async function leaveAsThen(db: DeviceDatabase): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const { kinds: _kinds, dropped: _dropped, ...sync } = await readSync(db);
    const scopes = Object.entries(sync.scopes).filter(([key]) => SCOPE.test(key));
    await db.meta.put({
      ...sync,
      scopes: Object.fromEntries(scopes.map(([key, { epoch: _epoch, ...state }]) => [key, state])),
    });
  });
}
