import { rowKindsOf } from './columns.ts';
import {
  fillControlSchema,
  type FillControl,
  type RowLine,
  type TicketLine,
} from '../../shared/protocol/fill.ts';
import { scopesHeldBy } from '../../shared/rules/scopes.ts';
import { readReplica, readSync } from '../store/meta.ts';
import {
  addLine,
  applyFillPage,
  beginScope,
  emptyPage,
  endScope,
  restartScope,
  type FillPage,
} from './apply-fill.ts';
import { freshScope } from './apply-pull.ts';
import { NetworkError, send } from './http.ts';
import { linesOf } from './lines.ts';
import { senderOf, type Replica } from './replica.ts';
import { startAgain } from './restored.ts';

/** Makes sure every scope the person holds is known here, so that what is missing can be filled. */
export async function ensureScopes(replica: Replica): Promise<void> {
  const { db } = replica;
  await db.transaction('rw', db.meta, async () => {
    const sync = await readSync(db);
    if (Object.keys(sync.scopes).length) return;
    const me = await readReplica(db);
    const held = scopesHeldBy({ id: replica.actor.id, role: me?.role ?? replica.actor.role });
    // The server tells the ordinals with the first line of each; until then none is used.
    const scopes = Object.fromEntries(held.map((key, i) => [key, freshScope(-1 - i)]));
    await db.meta.put({ ...sync, scopes });
  });
}

/** What a fill is reading just now. */
interface Reading {
  key: string;
  scope: number;
  generation: number;
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
      ? { epoch: sync.epoch, cursor: state.fill.cursor, heads: state.fill.heads }
      : null,
    screen: state.generation === 1,
  }));
  const body = { ...(await senderOf(replica)), scopes };
  const token = await replica.token();
  const response = await send(replica.transport, { path: '/sync/fill', body, token, signal, open: true });
  await readFill(replica, response);
  return true;
}

async function readFill(replica: Replica, response: Response): Promise<void> {
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
    if (control.line === 'restored') return await startAgain(replica, control.incarnation);
    if (control.line === 'start') Object.assign(columns, rowKindsOf(control.columns));
    reading = await steer(replica, control, page, reading);
    if (control.line === 'page' || control.line === 'end') page = emptyPage();
  }
  if (!done) throw new NetworkError('the fill broke off');
}

async function steer(
  replica: Replica,
  control: FillControl,
  page: FillPage,
  reading: Reading | undefined,
): Promise<Reading | undefined> {
  const { db, actor } = replica;
  switch (control.line) {
    case 'scope':
      return (await beginScope(db, control))
        ? { key: control.key, scope: control.scope, generation: control.generation }
        : undefined;
    case 'page': {
      if (!reading) return undefined;
      const wanted = await applyFillPage(db, actor, page, { ...reading, cursor: control.cursor });
      return wanted ? reading : undefined;
    }
    case 'end':
      if (reading) await endScope(db, reading.key, reading.generation);
      return undefined;
    case 'restart':
      await restartScope(db, control.scope);
      return undefined;
    default:
      return reading;
  }
}
