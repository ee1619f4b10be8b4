import { rowKindsOf } from './columns.ts';
import {
  fillControlSchema,
  type FillControl,
  type RowLine,
  type TicketLine,
} from '../../shared/protocol/fill.ts';
import { knownKinds } from '../../shared/model/rows.ts';
import { isPersonal, scopesHeldBy } from '../../shared/rules/scopes.ts';
import { grantsOn, readSync, type SyncMeta } from '../store/meta.ts';
import {
  addLine,
  applyFillPage,
  beginScope,
  emptyPage,
  endScope,
  restartScope,
  type FillPage,
  type Reading,
} from './apply-fill.ts';
import { freshScope, refilled } from './apply-pull.ts';
import { NetworkError, send } from './http.ts';
import { linesOf } from './lines.ts';
import { introduceKnown, type Replica } from './replica.ts';
import { watchSilence } from './silence.ts';

const SILENCE_MS = 30_000;

/** Makes sure every scope the person holds is known here, so that what is missing can be filled. */
export async function ensureScopes(replica: Replica): Promise<void> {
  const { db } = replica;
  await db.transaction('rw', db.meta, async () => {
    const sync = await readSync(db);
    const held = scopesHeldBy(await grantsOn(db, replica.actor));
    // What else is held or no longer, the server tells; a scope of one's own is everybody's, and an older app had none.
    const known = Object.keys(sync.scopes);
    const missing = held.filter((key) => (known.length === 0 || isPersonal(key)) && !known.includes(key));
    const again = known.length > 0 && passedOver(sync);
    if (!missing.length && !again && sameKinds(sync)) return;
    // The server tells the ordinals with the first line of each; until then none is used.
    const scopes = Object.fromEntries(missing.map((key, i) => [key, freshScope(-1 - i)]));
    for (const [key, state] of Object.entries(sync.scopes)) scopes[key] = again ? refilled(state) : state;
    await db.meta.put({ ...sync, scopes, kinds: [...knownKinds], ...(again && { paging: false }) });
  });
}

/** The kinds of rows that the first build knew, which did not write them down. */
const FIRST_KINDS = [1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16];

const sameKinds = (sync: SyncMeta): boolean =>
  sync.kinds?.length === knownKinds.length && knownKinds.every((kind) => sync.kinds?.includes(kind));

/**
 * An app passes over rows of kinds it does not know, and its vectors pass over them too: the app that comes after it
 * fetches everything once more, or it would never have them (SPEC V3). The outbox is kept.
 */
function passedOver({ kinds: known = FIRST_KINDS }: SyncMeta): boolean {
  return knownKinds.some((kind) => !known.includes(kind));
}

/** Fills every scope that is not steady, going on where an earlier try stopped. True when there was something to fill. */
export async function fill(replica: Replica, signal: AbortSignal): Promise<boolean> {
  const sync = await readSync(replica.db);
  const open = Object.entries(sync.scopes).filter(([, state]) => state.fill);
  if (!open.length) return false;
  const scopes = open.map(([key, state]) => ({
    key,
    generation: state.generation,
    resume: state.fill?.heads
      ? { epoch: state.fill.epoch ?? 0, cursor: state.fill.cursor, heads: state.fill.heads }
      : null,
    screen: state.generation === 1,
  }));
  const { token, sender } = await introduceKnown(replica);
  const body = { ...sender, scopes };
  // A fill may take long, but not in silence: else a dead connection would hold up everything behind it.
  const alive = watchSilence(SILENCE_MS);
  const both = AbortSignal.any([signal, alive.signal]);
  try {
    const request = { path: '/sync/fill', body, token, signal: both, open: true };
    const response = await send(replica.transport, request);
    await readFill(replica, sync, new Response(response.body?.pipeThrough(alive.through) ?? null));
  } finally {
    alive.stop();
  }
  return true;
}

async function readFill(replica: Replica, sync: SyncMeta, response: Response): Promise<void> {
  const columns = rowKindsOf({});
  let page: FillPage = emptyPage();
  let reading: Reading | undefined;
  let done = false;
  for await (const line of linesOf(response)) {
    const parsed: unknown = JSON.parse(line);
    if (Array.isArray(parsed)) {
      if (reading) addLine(page, columns, parsed as TicketLine | RowLine);
      continue;
    }
    const control = fillControlSchema.parse(parsed);
    // Read to the very end, so that the connection can be used again.
    if (control.line === 'done') done = true;
    // The pull that follows is told the same, and when: it begins again (SPEC I1).
    if (control.line === 'restored') return;
    if (control.line === 'start') Object.assign(columns, rowKindsOf(control.columns));
    reading = await steer(replica, sync, control, page, reading);
    if (control.line === 'page' || control.line === 'end') page = emptyPage();
  }
  if (!done) throw new NetworkError('the fill broke off');
}

async function steer(
  replica: Replica,
  sync: SyncMeta,
  control: FillControl,
  page: FillPage,
  reading: Reading | undefined,
): Promise<Reading | undefined> {
  const { db, actor } = replica;
  switch (control.line) {
    case 'scope': {
      const asked = sync.scopes[control.key]?.fill;
      return asked ? await beginScope(db, control, asked) : undefined;
    }
    case 'page': {
      if (!reading) return undefined;
      const cursor = control.cursor ?? reading.cursor;
      return await applyFillPage(db, actor, page, reading, cursor);
    }
    case 'end':
      if (reading) await endScope(db, reading);
      return undefined;
    case 'restart':
      await restartScope(db, control.scope);
      return undefined;
    default:
      return reading;
  }
}
