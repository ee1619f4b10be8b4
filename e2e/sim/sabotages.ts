import type { Bias } from './schedule.ts';
import type { Store } from './store.ts';

/** One way to break the engine: a rule is switched off in its source as it is loaded. */
export interface Sabotage {
  id: string;
  /** The rule of SPEC.md that is switched off. */
  rule: string;
  /** Each `find` must be in its file exactly once. */
  edits: { file: string; find: string; replace: string }[];
  /** The schedules in which it matters. */
  bias: Bias;
  store?: Store['name'];
}

const one = (
  id: string,
  rule: string,
  bias: Bias,
  file: string,
  find: string,
  replace: string,
  store?: Store['name'],
): Sabotage => ({ id, rule, bias, edits: [{ file, find, replace }], ...(store && { store }) });

const push = 'sync-server/sync/push.ts';
const settle = 'sync-server/sync/settle.ts';
const applyPull = 'app/sync/apply-pull.ts';
const applyFill = 'app/sync/apply-fill.ts';
const verdicts = 'app/sync/apply-verdicts.ts';
const entriesFile = 'app/sync/apply-entries.ts';
const fillRoute = 'sync-server/sync/fill.ts';
const fillPages = 'sync-server/db/sync/fill.ts';
const members = 'sync-server/sync/memberships.ts';

export const sabotages: Sabotage[] = [
  one('forget uids', 'O2', 'backups', push, 'const earlier = known.get(sent.uid);', 'const earlier = known.get("");'),
  one('take n without prev', 'O2', 'clones', push, 'sent.prev !== lastUid', 'sent.prev === "no"'),
  {
    // Behind it stands `prev`: what does not follow on the last one taken is no next one either.
    id: 'jump over gaps', rule: 'O2', bias: 'clones',
    edits: [
      { file: push, find: 'sent.n > head + 1', replace: 'sent.n > head + 1_000' },
      { file: push, find: 'sent.prev !== lastUid', replace: 'sent.n === head + 1 && sent.prev !== lastUid' },
    ],
  },
  {
    // As if a counter were enough to know a change by: another's answer is given.
    id: 'another uid is no fork', rule: 'O2', bias: 'clones',
    edits: [{ file: push, find: "if (!same) return { ...order, stop: { code: 'forked' } };",
      replace: `if (!same) {
        const { uid, n, name } = sent;
        known.set(uid, { uid, n, name, r: replica.ord, status: 'applied', code: null, detail: null, wrote: null, s: null });
      }` }],
  },
  one('a refusal stops the queue', 'V2', 'mixed', push,
    'if (parsed.refusal) return { sent, refusal: parsed.refusal };',
    'if (parsed.refusal) throw new Error(parsed.refusal.code);'),
  one('a refusal consumes no counter', 'O3', 'mixed', push,
    'if (jobs.length)\n    await persist', 'if (run.refused.size) replica.lastN = Math.max(0, replica.lastN - 1);\n  if (jobs.length)\n    await persist'),
  one('plan before the lock', 'L1', 'crowds', push,
    'await lockTickets(tx, tickets);', 'const early = await readRows(tx, refs, lists);\n  await lockTickets(tx, tickets);\n  if (early) return new WorkingSet(early);', 'postgres'),
  one('a refused attempt is not logged', 'O3', 'mixed', push,
    'effects.audit.push({\n      ...attemptOf(', '([] as unknown[]).push({\n      ...attemptOf('),
  one('what builds on a refusal is done', 'O3', 'verdicts', push,
    'if (!sent.needs.some((uid) => run.refused.has(uid))) return undefined;', 'if (sent.n > 0 || run.refused.size > -1) return undefined;'),
  one('a change names nothing it builds on', 'O3', 'verdicts', 'app/store/outbox.ts',
    'needs: needsOf(refs, plan.writes, screen),', 'needs: needsOf(refs, plan.writes, screen).slice(0, 0),'),
  one('not everything unanswered is renumbered', 'O3', 'clones', 'app/sync/replica.ts',
    "const entries = await db.outbox.where('state').equals('queued').sortBy('seq');",
    "const entries = (await db.outbox.where('state').equals('queued').sortBy('seq')).slice(1);"),
  one('what stands is told to whoever asks', 'O3', 'partings', 'sync-server/sync/verdicts.ts',
    '.find((candidate) => held.includes(candidate));', '.find((candidate) => held.length > -1 && candidate);'),
  one('work in the archive stays there', 'A1', 'archive', 'shared/mutations/archive.ts',
    'if (!ticket || !isArchived(ticket)) return [];', 'if (!ticket || ticket) return [];'),
  one('a refusal leaves by itself', 'O3', 'refusals', entriesFile,
    "const open = await db.outbox.where('state').equals('answered').toArray();",
    "const open = await db.outbox.where('state').anyOf('answered', 'refused').toArray();"),
  {
    // Behind the identity stands the uid, by which an answer finds its change whatever counter that has now.
    id: 'answers to an earlier identity count', rule: 'O3', bias: 'lateness',
    edits: [
      { file: verdicts, find: 'if (!replica || replica.id !== sent.from) return;', replace: 'if (!replica) return;' },
      { file: verdicts, find: "const verdicts = new Map(reply.verdicts.map((verdict) => [sent.uids.get(verdict.n) ?? '', verdict]));",
        replace: `const waiting = await db.outbox.where('state').equals('queued').toArray();
    const uidOf = new Map(waiting.map((entry) => [entry.n, entry.uid]));
    const verdicts = new Map(reply.verdicts.map((verdict) => [uidOf.get(verdict.n) ?? '', verdict]));` },
    ],
  },
  one('the claimed stamp stands', 'M2', 'clocks', push,
    'claimed: claimedStamp(sent.s, claimed, run.skewMs, input.receivedAt),', 'claimed: sent.s,'),
  one('earlier writes win', 'M1', 'conflicts', 'shared/rules/merge.ts', 'return a[2] > b[2];', 'return a[2] < b[2];'),
  one('clamp without what was seen', 'M2', 'clocks', settle,
    'if (seenBy(author, write, standing)) stamp = Math.max(stamp, standing[2] + 1);', ''),
  one('clamp without the own last', 'M2', 'clocks', settle,
    'Math.max(author.claimed, author.lastStamp + 1)', 'author.claimed'),
  one('base is what is displayed', 'M3', 'conflicts', 'app/store/screen.ts',
    'const base: Dot | null = own ? own.base : row ? dotOf(row, register) : null;',
    'const base: Dot | null = row ? dotOf(row, register) : (own?.base ?? null);'),
  one('no conflict is kept', 'M3', 'conflicts', settle, 'if (loser !== null) {', 'if (loser === null && ruled) {'),
  one('a rule of the tenant is not looked at', 'M4', 'rules', 'shared/rules/merge.ts', "if (rule === 'last')", 'if (rule)'),
  one('ancestors are strangers', 'O4', 'clones', 'sync-server/sync/register.ts',
    'const ancestors: Ancestor[] = [...parent.was, [parent.ord, upTo]];', 'const ancestors: Ancestor[] = upTo < -1 ? [] : [];'),
  one('one is in conflict with oneself', 'O4', 'clones', 'shared/rules/merge.ts',
    'if (sameDot(standing, base) || standing[0] === writer) return true;', 'if (sameDot(standing, base)) return true;'),
  {
    // A write that lost is taken for what stands, as far as it says whose the ticket is.
    id: 'membership by what was planned', rule: 'S3', bias: 'partings',
    edits: [
      { file: settle, find: "if (stands === 'standing') {", replace: `if (stands === 'standing') {
    const side = rows as unknown as { planned?: Map<string, unknown> };
    (side.planned ??= new Map()).set(rowKey(ref), withRegister(ref.kind, row, write, mark));
    settled.touched.push(ref);` },
      { file: members, find: 'const row = rows.get(ref);',
        replace: 'const row = ((rows as unknown as { planned?: Map<string, AnyRow> }).planned?.get(rowKey(ref)) ?? rows.get(ref)) as AnyRow;' },
    ],
  },
  one('children stay behind', 'S3', 'moves', 'sync-server/sync/persist.ts',
    'Promise.all([readChildren(tx, moved),', 'Promise.all([readChildren(tx, moved.slice(0, 0)),'),
  one('leaving is not told', 'S3', 'moves', members,
    'noteMember(memberships, ref, row, is, dot);\n    for (const scope of was) if (!is.includes(scope)) memberships.add(scope, ref, dot, \'evicted\');',
    'noteMember(memberships, ref, row, is, dot);'),
  one('names stay at home', 'S3', 'moves', members, 'for (const id of namesIn(ref.kind, row as never))', 'for (const id of namesIn(ref.kind, row as never).slice(9))'),
  one('evict although another scope has it', 'S3', 'grants', 'app/store/folder.ts',
    'if (isEmpty(folder.in)) folder.ticket = null;', 'folder.ticket = null;'),
  one('a revoked scope stays', 'S1', 'grants', applyPull, 'lost.push(state.scope);', ''),
  one('a conflict shows what its person may not see', 'S8', 'partings', 'sync-server/sync/conflicts.ts',
    'return scopes.some((scope) => held.includes(scope)) ? conflict : withoutKept(conflict);',
    'return scopes.length + held.length > -1 ? conflict : withoutKept(conflict);'),
  one('a fill brings what is others\'', 'S2', 'moves', 'sync-server/db/sync/fill.ts',
    'or t.requester_id = $3::uuid)', 'or t.requester_id is not null)', 'postgres'),
  one('internal is public', 'S2', 'moves', 'shared/rules/scopes.ts',
    "return inThread(ticket, !(row as RowTypes['message']).internal);", 'return inThread(ticket, true);'),
  one('split a dot over pages', 'S4', 'moves', 'sync-server/db/sync/feed.ts',
    'order by f.r, f.n fetch first (${limit}::int) rows with ties`', 'order by f.r, f.n fetch first (${limit}::int) rows only`'),
  one('a page of another question applies', 'S4', 'tabs', applyPull,
    'return JSON.stringify(askedFrom(sync)) === JSON.stringify(asked);', 'return askedFrom(sync) !== asked;'),
  one('read heads and feed apart', 'S4', 'crowds', 'sync-server/sync/pull.ts',
    'if (replica?.personId === actor.id) await noteContact(',
    `if ('to' in reply && !reply.more) {
      const later = await inTenant(sql, tenantId, (tx) => readHeads(tx), 'snapshot');
      const gains = Object.entries(later.heads).flatMap(([r, n]) => [Number(r), n]);
      for (const scope of Object.keys(reply.to)) reply.to[scope] = { gains, digest: later.digest };
    }
    if (replica?.personId === actor.id) await noteContact(`),
  one('cover by an unfinished pull', 'S4', 'races', applyPull,
    '...(finished && { done: vector, sweep: false })', 'done: vector, ...(finished && { sweep: false })'),
  {
    // Four guards: a fill's own first line has a digest, its pages name its heads, where they go on, and how many came
    // before. Each alone keeps apart what two tabs have begun at once.
    id: 'two fills mix', rule: 'S5', bias: 'tabs',
    edits: [
      { file: applyFill, find: 'if (resumed ? line.digest !== null : line.digest === null) return undefined;', replace: '' },
      { file: applyFill, find: 'return JSON.stringify(fill.heads) === JSON.stringify(reading.heads);', replace: 'return true;' },
      { file: applyFill, find: ' || fill.cursor !== reading.cursor)', replace: ')' },
      { file: applyFill, find: 'if ((fill.step ?? 0) !== reading.step) return false;', replace: '' },
    ],
  },
  {
    id: 'a fill goes by what changes', rule: 'S5', bias: 'fills',
    edits: [
      { file: fillPages, find: "t.created_at || ':' || t.id as cursor", replace: "t.updated_at || ':' || t.id as cursor" },
      { file: fillPages, find: '(t.created_at, t.id) < (', replace: '(t.updated_at, t.id) < (' },
      { file: fillPages, find: 'order by t.created_at desc, t.id desc limit $5', replace: 'order by t.updated_at desc, t.id desc limit $5' },
    ],
  },
  {
    // Behind it stands the device, which takes no other heads for a fill than those that it has noted.
    id: 'a fill ends with the heads of its last page', rule: 'S5', bias: 'fills',
    edits: [
      { file: fillRoute, find: 'places.set(key, resume ? { vector: unpack(resume.heads), epoch: resume.epoch } : fresh);',
        replace: 'places.set(key, resume === undefined ? { vector: unpack([]), epoch: 0 } : fresh);' },
      { file: fillRoute, find: 'const digest = scope.resume ? null : heads.digest;', replace: 'const digest = heads.digest;' },
      { file: applyFill, find: 'if (resumed ? line.digest !== null : line.digest === null) return undefined;', replace: '' },
      { file: applyFill, find: 'if (resumed && !isReading(state, reading)) return undefined;', replace: '' },
    ],
  },
  one('parts of a ticket are shown', 'S5', 'moves', 'app/sync/apply-entries.ts', '  hideParts(folders, sync);', ''),
  one('nothing is swept after a refill', 'S5', 'backups', applyFill, 'sweep: generation > 1', 'sweep: generation > 1_000'),
  one('who listens is not looked at again', 'S7', 'grants', 'sync-server/sync/fanout.ts',
    'if (!now || !sameJson(now, held)) listener.close();', 'if (!now) listener.close();'),
  {
    // A tab that has caught up has hardly ever missed what a delta follows on: each of the two stands behind the other.
    id: 'a delta need not follow', rule: 'S7', bias: 'tabs',
    edits: [
      { file: applyPull, find: 'delta.changed.every(([replica, from]) => counterOf(vector, replica) >= from)', replace: 'counterOf(vector, 0) === 0' },
      { file: 'app/sync/stream.ts', find: 'if (!hasCaughtUp()) return false;', replace: '' },
    ],
  },
  one('nobody asks who was not told', 'S7', 'streamless', 'app/sync/loop.ts', 'const POLL_MS = 60_000;', 'const POLL_MS = 3_600_000;'),
  one('a delta of an earlier life', 'I1', 'backups', applyPull,
    'if (sync.incarnation !== stream.incarnation) return false;', ''),
  one('nothing is offered again', 'I1', 'backups', 'app/sync/restored.ts',
    'await requeue(db, since);', ''),
  one('a restored server is not noticed', 'I1', 'backups', 'sync-server/sync/routes.ts',
    'request.incarnation !== contact.incarnation) {', 'request.incarnation === "never") {'),
  one('prune without the horizon', 'S6', 'bounds', 'sync-server/sync/places.ts',
    'return pruned.some(({ r, n }) =>', 'return pruned.slice(0, 0).some(({ r, n }) =>'),
  one('fold without the epoch', 'E1', 'bounds', 'sync-server/sync/places.ts',
    'folded.filter((one) => one.epoch > epoch)', 'folded.filter((one) => one.epoch < epoch)'),
  one('own folded identities leave', 'E1', 'bounds', 'sync-server/sync/pull.ts',
    'const own = heads.epoch > 0 ? await', 'const own = heads.epoch < 0 ? await'),
  one('the retired push on', 'E2', 'bounds', push,
    "if (replica.retiredAt !== null) return { ...reply, verdicts: [], stop: { code: 'retired' } };", ''),
  {
    // What the answer says was done counts as what has come.
    id: 'a verdict writes vectors', rule: 'D3', bias: 'tabs',
    edits: [
      { file: verdicts, find: "import { readClock, readReplica } from '../store/meta.ts';", replace: "import { readClock, readReplica, readSync } from '../store/meta.ts';\nimport { join, pack, unpack } from '../../shared/clock/vector.ts';" },
      { file: verdicts, find: 'const clock = await readClock(db);', replace: `const clock = await readClock(db);
    const sync = await readSync(db);
    const own = { [replica.ord ?? 0]: Math.max(...marked.map((entry) => entry.n)) };
    const scopes = Object.fromEntries(Object.entries(sync.scopes).map(([key, state]) => [
      key, state.fill ? state : { ...state, vector: pack(join(unpack(state.vector), own)), digest: null },
    ]));
    await db.meta.put({ ...sync, scopes });` },
    ],
  },
  {
    // What the answer says stands is written as if it had come with a pull.
    id: 'a verdict writes rows', rule: 'D3', bias: 'tabs',
    edits: [
      { file: verdicts, find: 'const clock = await readClock(db);', replace: `const clock = await readClock(db);
    for (const entry of marked) {
      if (entry.state === 'refused') continue;
      for (const write of entry.writes) {
        const record = await db.tickets.get(write.ref.ticketId ?? write.ref.id);
        if (!record || write.op !== 'set' || write.ref.kind !== 'ticket') continue;
        const rows = record.confirmed === undefined ? record : record.confirmed;
        if (!rows) continue;
        const mark = [entry.ord, entry.n, entry.verdict?.s ?? 0] as const;
        rows.ticket = { ...rows.ticket, ...(write.columns as object), over: { ...rows.ticket.over, [write.register]: mark } };
        await db.tickets.put(record);
      }
    }` },
    ],
  },
  one('leave the outbox without an answer', 'D3', 'silence', entriesFile,
    "const open = await db.outbox.where('state').equals('answered').toArray();",
    "const open = await db.outbox.where('state').notEqual('refused').toArray();"),
  {
    // The vector passes them all the same.
    id: 'own changes do not come back', rule: 'D3', bias: 'mixed',
    edits: [{ file: 'sync-server/sync/pull.ts', find: 'const feed = await readFeed(tx, ahead, bounds.pullEntries);',
      replace: `const self = await findReplica(tx, request.replica);
  const feed = await readFeed(tx, ahead.filter(({ r }) => r !== self?.ord), bounds.pullEntries);` }],
  },
  {
    id: 'the screen has a transaction of its own', rule: 'D2', bias: 'races',
    edits: [
      { file: 'app/store/outbox.ts', find: 'const tickets = await repaint(db, actor, touched);', replace: 'const tickets: TicketRecord[] = [];' },
      { file: 'app/store/outbox.ts', find: "overConnection(db, (again) => db.transaction('rw', tables, async () => await work(again))),",
        replace: `overConnection(db, (again) => db.transaction('rw', tables, async () => await work(again))).then(async (made) => {
      await db.transaction('rw', tables, async () => {
        const entry = await db.outbox.where('uid').equals(uid).first();
        if (entry) await repaint(db, signedIn, entry.tickets);
      });
      return made;
    }),` },
    ],
  },
  one('leave the outbox when answered', 'D3', 'tabs', 'app/sync/apply-entries.ts',
    'const arrived = open.filter(covered);', 'const arrived = open.filter((entry) => covered(entry) || true);'),
  {
    // What is painted again yields to what is known to have come over it: that is taken away with it.
    id: 'paint what is covered', rule: 'D4', bias: 'silence',
    edits: [
      { file: 'app/store/paint.ts', find: '&& !canvas.covers(entry, easel));', replace: '&& (entry.n > 0 || !canvas.covers(entry, easel)));' },
      { file: 'app/store/paint.ts', find: "const row = op === 'insert' && entry.state === 'queued' ?", replace: "const row = op === 'insert' && entry.n < 0 ?" },
    ],
  },
  one('answered changes leave the screen', 'D4', 'races', 'app/store/paint.ts',
    "if (entry.state === 'answered' && !isBare(entry)) return entry.writes;", "if (entry.state === 'answered') return [];"),
  one('a register is written column by column', 'M1', 'mixed', 'shared/mutations/apply.ts',
    'return { ...row, ...write.columns, over:', 'return { ...row, ...Object.fromEntries(Object.entries(write.columns).slice(0, 1)), over:'),
  one('custom fields raise no conflict', 'M3', 'fields', settle,
    "(ref.kind === 'ticket' || (isChild(ref.kind) && ref.kind !== 'message')),", "ref.kind === 'ticket',"),
  one('a delta is applied before the round is done', 'S7', 'overtakings', 'app/sync/stream.ts', 'if (!hasCaughtUp()) return false;', ''),
  one('compared at other heads', 'C1', 'compares', 'sync-server/sync/check.ts',
    ' || request.at !== now.digest) return later;', ' && request.at !== now.digest) return later;'),
  one('anybody\'s number is honoured', 'N1', 'clones', 'sync-server/sync/numbering.ts',
    'if (ticket.wanted !== null && leased.get(ticket.wanted)) {', 'if (ticket.wanted !== null) {'),
  one('kinds that an old app passed over are not fetched', 'V3', 'old-apps', 'app/sync/fill.ts',
    'const again = known.length > 0 && passedOver(sync);', 'const again = false;'),
  one('what came late looks as if it had been there', 'M7', 'clocks', 'shared/rules/arrival.ts',
    'return receivedAt - doneAt > LATE_MS ? receivedAt : null;', 'return receivedAt < doneAt ? receivedAt : null;'),
  one('only replicas heard of are looked at', 'S4', 'mixed', 'sync-server/sync/places.ts',
    'const seen = place.vector[r] ?? 0;', 'const seen = place.vector[r] ?? head;'),
  one('a request that is never answered is waited for', 'R1', 'background', 'app/sync/http.ts',
    'request.open ? undefined : AbortSignal.timeout(TIMEOUT_MS)', 'undefined'),
]; // prettier-ignore
