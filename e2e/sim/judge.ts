import { compareDots } from '../../shared/clock/dot.ts';
import { counterOf, unpack } from '../../shared/clock/vector.ts';
import type { OutboxEntry } from '../../app/store/database.ts';
import { rowKey, type RowKind } from '../../shared/model/rows.ts';
import { dotOf } from '../../shared/model/versioned.ts';
import { dealtByItself, writeIn, type Dealing } from './dealings.ts';
import type { Deed, Deeds, Seen } from './deeds.ts';
import type { Profile } from './device.ts';
import { wordsIn, type Mirror } from './mirror.ts';
import { couldRead } from './old-app.ts';
import { registerOf, tellingColumns, toldBy } from './telling.ts';
import { marksOf, versionOf, type Row, type View } from './view.ts';
import { scopesOf } from '../../shared/rules/scopes.ts';

/** What was broken: the invariant in words, with the rule it guards, and what was seen. */
export interface Violation {
  invariant: string;
  detail: string;
}
export type Fail = (invariant: string, detail: string) => void;

/** What is shown at a telling column of a row that has left the screen, while its ticket stays there. */
const GONE = '(nothing)';

/** Watches one profile: judges what lies on its disk after each transaction, by what lay there before. */
export class DeviceJudge {
  readonly profile: Profile;
  view: View;
  /** Uids that were made here, or came with a copied profile, and must not vanish. */
  readonly kept = new Set<string>();
  readonly dropped = new Set<string>();
  /** Those of them that had been refused when they left. */
  readonly droppedRefused = new Set<string>();
  /** What was refused and its person dealt with, and how: with it goes what was built on it. */
  readonly letGo = new Map<string, Dealing>();
  #best = new Map<string, readonly [number, number, number]>();
  #shownBefore = new Map<string, string[]>();
  /** Every value that has been confirmed here, of each telling column. */
  #wasConfirmed = new Map<string, Set<unknown>>();
  /** Own values that left the screen for an older one: each must turn out to have been refused, or to have lost. */
  readonly flickers: { uid: string; key: string; detail: string }[] = [];
  /** What the screen showed of a value, one after the other, where its last was there before. */
  readonly #turns: [at: string, shown: readonly string[]][] = [];
  #mirror: Mirror;
  #deeds: Deeds;
  #fail: Fail;
  #vectors = '';
  /** The server was put back once: what it lost leaves the screen until it has been offered again. */
  isRestored = false;
  /** Rows of the server's life before are still here. */
  #isRefilling = false;

  constructor(profile: Profile, empty: View, around: { mirror: Mirror; deeds: Deeds; fail: Fail }) {
    this.profile = profile;
    this.view = empty;
    this.#mirror = around.mirror;
    this.#deeds = around.deeds;
    this.#fail = (invariant, detail) => around.fail(invariant, `${profile.name}: ${detail}`);
  }

  /** Another state was put on the disk from outside: a restored or a copied profile. What it holds is where it begins. */
  adopt(view: View): void {
    this.view = view;
    this.#forget();
    this.letGo.clear();
    this.kept.clear();
    for (const entry of [...view.outbox, ...view.sent]) this.kept.add(entry.uid);
  }

  #forget(): void {
    this.#best.clear();
    this.#shownBefore.clear();
    this.#wasConfirmed.clear();
    this.#vectors = '';
  }

  look(after: View): void {
    const before = this.view;
    this.view = after;
    if (before.sync?.incarnation !== after.sync?.incarnation) {
      this.isRestored ||= Boolean(before.sync?.incarnation);
      this.#isRefilling = this.isRestored;
      this.#forget();
    } else if (after.sync?.announcement && !before.sync?.announcement)
      this.#fail('a restore is told where there was one (I1)', after.sync.announcement);
    // Over PostgreSQL a change may have come back before it was looked at.
    const made = [...after.outbox, ...after.sent].filter(({ uid }) => !this.#deeds.byUid.has(uid));
    for (const entry of made) this.#made(entry, before);
    for (const entry of made) this.#isShownAtOnce(entry);
    this.#refusalsStay(before);
    this.#nothingVanishes(before);
    this.#readsGoForward(before);
    this.#vectorsGoForward(before);
    this.#holdsNothingElse(before);
    this.#coversWhatItSays();
    this.#screenIsSteady(before);
    this.#nothingIsPaintedTwice(before);
  }

  #made(entry: OutboxEntry, before: View): void {
    const deed: Deed = {
      uid: entry.uid,
      name: entry.name,
      profile: this.profile.name,
      wrote: new Map(),
      saw: new Map(),
      own: new Set(this.kept),
      on: movesUnder(entry, before),
    };
    for (const word of wordsIn(entry.args)) this.#deeds.ownWords.add(`${this.profile.person.id} ${word}`);
    for (const write of entry.writes) {
      const key = rowKey(write.ref);
      const columns = (write.op === 'insert' ? write.row : write.columns) as Record<string, unknown>;
      for (const column of tellingColumns(key)) {
        if (typeof columns[column] !== 'string') continue;
        deed.wrote.set(`${key}.${column}`, columns[column]);
        deed.saw.set(`${key}.${column}`, this.#seen(before, key, column));
      }
    }
    // Of what had come back before it was looked at only the intent is left.
    const write = writeIn(entry);
    if (entry.name === 'conflict.resolve' && !entry.writes.length && write)
      for (const [at, value] of toldBy(write.name, write.args)) deed.wrote.set(at, value);
    this.#deeds.add(deed);
    this.kept.add(entry.uid);
  }

  /** D2: with a change in the outbox what it shows is on the screen, unless one made later in the same step lies over it. */
  #isShownAtOnce({ uid, seq, writes }: OutboxEntry): void {
    // Over PostgreSQL it is looked at later.
    if (!this.#mirror.missesNothing) return;
    const isOver = (at: string, one: OutboxEntry): boolean =>
      one.seq > seq && Boolean(this.#deeds.byUid.get(one.uid)?.wrote.has(at));
    for (const { ref } of writes)
      for (const column of tellingColumns(rowKey(ref))) {
        const at = `${rowKey(ref)}.${column}`;
        const value = this.#deeds.byUid.get(uid)?.wrote.get(at);
        const shown = this.view.shown.get(rowKey(ref))?.[column];
        if (value !== undefined && shown !== value && !this.view.outbox.some((one) => isOver(at, one)))
          this.#fail('what is made is on the screen with it (D2)', `${at}: ${String(shown)}, not ${value}`);
      }
  }

  /** What of others' was before the person's eyes: below own unanswered values lies what the first of them covered. */
  #seen(before: View, key: string, column: string): Seen {
    const value = before.shown.get(key)?.[column] as string | undefined;
    const own = this.#deeds.of(`${key}.${column}`, value);
    const lying = own && before.outbox.some((entry) => entry.uid === own.uid);
    const confirmed = before.confirmed.get(key);
    const isConfirmed = confirmed?.[column] === value;
    const below = lying && !isConfirmed && own.saw.get(`${key}.${column}`);
    const dot = confirmed && isConfirmed ? dotOf(confirmed, registerOf(key, column)) : undefined;
    return below || { value, dot, life: this.#life };
  }

  get #life(): string | undefined {
    return this.#isRefilling ? undefined : (this.view.sync?.incarnation ?? undefined);
  }

  /** D3, O3: what was made stays in the outbox until it is answered, and then in the log of what was sent. */
  #nothingVanishes(before: View): void {
    const here = new Set([...this.view.outbox, ...this.view.sent].map((entry) => entry.uid));
    for (const { uid, name, verdict } of this.view.sent)
      if (!verdict) this.#fail('what leaves the outbox was answered (D3)', `${name} ${uid} was not`);
    for (const uid of this.kept) {
      if (here.has(uid)) continue;
      this.kept.delete(uid);
      this.#deeds.forgotten.add(uid);
      const last = [...before.outbox, ...before.sent].find((entry) => entry.uid === uid);
      if (last?.state === 'refused') this.droppedRefused.add(uid);
      if (last?.state === 'refused' || before.sent.some((entry) => entry.uid === uid)) this.dropped.add(uid);
      else this.#fail('no saved mutation is lost (D2, D3)', `${last?.name} ${uid} left without a trace`);
    }
  }

  /**
   * O3: what was refused stays until its person lets go of it, or makes it anew. With it goes what was built on it; and what
   * is made anew is there with what leaves.
   */
  #refusalsStay(before: View): void {
    const here = [...this.view.outbox, ...this.view.sent];
    const known = new Set([...before.outbox, ...before.sent].map(({ uid }) => uid));
    const open = new Set(this.view.outbox.map(({ uid }) => uid));
    const anew = here.filter(({ uid }) => !known.has(uid));
    for (const entry of before.outbox) {
      const { uid, name, state, needs } = entry;
      if (state !== 'refused' || open.has(uid)) continue;
      const ways = [uid, ...needs].flatMap((one) => this.letGo.get(one) ?? []);
      const [first = this.isRestored ? dealtByItself(entry) : undefined] = ways;
      const how = ways.includes('drop') ? 'drop' : first;
      if (how === undefined)
        this.#fail('what was refused stays until its person deals with it (O3)', `${name} ${uid} is gone`);
      else this.letGo.set(uid, how);
      const nth = anew.findIndex((one) => one.name === name || one.name === writeIn(entry)?.name);
      if (how === 'retry' && nth < 0)
        this.#fail('what is tried again is made anew (D2)', `${name} ${uid} is gone`);
      else if (how === 'retry') for (const one of anew.splice(nth, 1)) this.#deeds.anew.add(one.uid);
    }
  }

  /** S4, D3: confirmed values never go back to an earlier version of the server's. */
  #readsGoForward(before: View): void {
    const scopes = Object.values(this.view.sync?.scopes ?? {});
    if (scopes.every((state) => !state.fill && !state.sweep)) this.#isRefilling = false;
    if (this.#isRefilling) return;
    for (const [key, row] of this.view.confirmed) {
      if (before.confirmed.get(key) === row) continue;
      for (const [register, mark] of marksOf(row)) {
        const at = `${key}.${register}`;
        const best = this.#best.get(at);
        if (best && isOlder(mark, best))
          this.#fail('reads never go back (S4, D3)', `${at} from ${best.join('.')} to ${mark.join('.')}`);
        if (!best || isOlder(best, mark)) this.#best.set(at, mark);
      }
    }
  }

  /** S4: a vector only grows, but where its scope begins again. */
  #vectorsGoForward(before: View): void {
    const { sync } = this.view;
    if (!sync || !before.sync || before.sync.incarnation !== sync.incarnation) return;
    for (const [key, state] of Object.entries(sync.scopes)) {
      const old = before.sync.scopes[key];
      if (!old || old === state || old.generation !== state.generation || old.epoch !== state.epoch) continue;
      if (!old.fill && state.fill) this.#fail('a steady scope stays steady (S5)', key);
      for (const which of ['vector', 'done'] as const) {
        const now = unpack(state[which]);
        for (const [r, n] of Object.entries(unpack(old[which])))
          if (counterOf(now, Number(r)) < n)
            this.#fail('vectors never go back (S4)', `${which} of ${key} at ${r}`);
      }
    }
  }

  /** S1, S2: every version that reaches a device was at some time in a scope its person holds. */
  #holdsNothingElse(before: View): void {
    if (this.#mirror.incarnation !== this.view.sync?.incarnation) return;
    const { id } = this.profile.person;
    for (const [key, row] of this.view.confirmed) {
      if (before.confirmed.get(key) === row || key.startsWith('name/')) continue;
      const version = versionOf(row);
      const mayHold = this.#mirror.missesNothing
        ? this.#mirror.mayHaveRead(id, (scope) => this.#mirror.visible.get(`${scope} ${key} ${version}`))
        : this.#mayEverHold(key, row);
      if (!mayHold) this.#fail('nothing from outside its scopes (S1, S2)', `${key} ${version}`);
    }
  }

  /**
   * Where versions are missed between two looks: what somebody who was never of the staff holds is such as it is, public
   * and of a ticket that was theirs at some time, before it went to the archive if it has.
   */
  #mayEverHold(key: string, row: Row): boolean {
    const { id } = this.profile.person;
    const { wasStaff, wasRequester } = this.#mirror;
    if (wasStaff.has(id)) return true;
    const [kind, ticketId] = key.split('/') as [RowKind, string];
    const ticket = kind === 'ticket' ? row : this.#mirror.rows.get(`ticket/${ticketId}`);
    const isTheirs = wasRequester.has(`${id} ${ticketId}`);
    const asTheirs = { ...ticket, archivedAt: null, ...(isTheirs && { requesterId: id }) };
    const scopes = scopesOf(kind, (kind === 'ticket' ? asTheirs : row) as never, asTheirs as never);
    return [`requester:${id}`, `me:${id}`, 'portal'].some((scope) => scopes.includes(scope as never));
  }

  /** O1, S4: a vector at n has every live entry up to n, as it stands; and none of what has left by then. */
  #coversWhatItSays(): void {
    const { sync } = this.view;
    if (!sync || sync.incarnation !== this.#mirror.incarnation) return;
    const vectors = new Map<number, ReturnType<typeof unpack>>();
    for (const state of Object.values(sync.scopes))
      if (!state.fill) vectors.set(state.scope, unpack(state.vector));
    const print = JSON.stringify([...vectors]);
    if (print === this.#vectors) return;
    this.#vectors = print;
    const sweeping = new Set(
      Object.values(sync.scopes)
        .filter((state) => state.sweep)
        .map((state) => state.scope),
    );
    for (const entry of this.#mirror.feed.values()) {
      const vector = vectors.get(entry.scope);
      if (!vector || counterOf(vector, entry.r) < entry.n) continue;
      const [, ticketId] = entry.key.split('/') as [string, string];
      if (sync.want.includes(ticketId) || this.#passesOver(entry.key)) continue;
      const row = this.view.confirmed.get(entry.key);
      const here = row && this.view.scopesOfRow.get(entry.key)?.includes(entry.scope);
      if (entry.evict && here && !sweeping.has(entry.scope))
        this.#fail('what left is gone (S3, S4)', `${entry.key} is still in scope ${entry.scope}`);
      if (entry.evict || entry.key.startsWith('name/')) continue;
      const standing = this.#mirror.rows.get(entry.key);
      if (!here)
        this.#fail(
          'a vector has what it covers (O1, S4)',
          `${entry.key} (${entry.r}, ${entry.n}) in ${entry.scope}`,
        );
      else if (standing && versionOf(row) !== versionOf(standing))
        this.#fail(
          'a vector has what it covers (O1, S4)',
          `${entry.key} is ${versionOf(row)}, stands ${versionOf(standing)}`,
        );
    }
  }

  /** V3: rows of kinds that the app which filled these scopes did not know; the app after it fetches them. */
  #passesOver(key: string): boolean {
    const isOld = this.profile.app !== undefined || this.view.sync?.kinds === undefined;
    return isOld && !couldRead(key.split('/')[0] as RowKind);
  }

  /** D4: what the screen has shown it does not take back, but for a refusal, a lost conflict, or a row that left. */
  #screenIsSteady(before: View): void {
    // A server that was put back takes back what it lost, until it has been offered again.
    if (this.#isRefilling) this.#shownBefore.clear();
    for (const [key, row] of before.shown) {
      if (this.view.shown.has(key)) continue;
      const isUnmade = this.#leaves(key, row, before) === 'unmade' && ticketOf(key) !== undefined;
      for (const column of tellingColumns(key)) {
        if (isUnmade) this.#changes(`${key}.${column}`, GONE);
        else this.#shownBefore.delete(`${key}.${column}`);
      }
    }
    for (const [key, row] of this.view.shown) {
      if (before.shown.get(key) === row) continue;
      const isNew = !before.shown.has(key) && before.shown.has(ticketOf(key) ?? '');
      for (const column of tellingColumns(key)) {
        const at = `${key}.${column}`;
        if (isNew && !this.#shownBefore.has(at)) this.#shownBefore.set(at, [GONE]);
        this.#changes(at, String(row[column]));
      }
    }
  }

  #changes(at: string, value: string): void {
    const past = this.#shownBefore.get(at) ?? [];
    if (past.at(-1) === value) return;
    const shown = [...past, value];
    this.#shownBefore.set(at, shown);
    if (!past.includes(value)) return;
    // Over PostgreSQL it may be shown here before the device that wrote it, or restored it, is looked at.
    if (this.#mirror.missesNothing) this.#wentBack(at, shown);
    else this.#turns.push([at, shown]);
  }

  /** Everybody has been looked at: what has gone back on the screen is judged now, where that could not be told sooner. */
  atRest(): void {
    for (const [at, shown] of this.#turns.splice(0)) this.#wentBack(at, shown);
  }

  #wentBack(at: string, shown: readonly string[]): void {
    if (this.#deeds.isRestored(at, shown.at(-1))) return;
    const gone = this.#deeds.of(at, shown.at(-2));
    const detail = `${at}: ${shown.join(' → ')}`;
    if (gone) this.flickers.push({ uid: gone.uid, key: at.slice(0, at.lastIndexOf('.')), detail });
    else this.#fail('the screen never goes back (D4)', detail);
  }

  /** D4: an own value that has come back among the confirmed rows is not laid over what came after it. */
  #nothingIsPaintedTwice(before: View): void {
    const { sync } = this.view;
    // Rows of a life that is over are still here: they prove nothing about this one.
    if (this.#isRefilling) return this.#wasConfirmed.clear();
    for (const [key, row] of this.view.confirmed) {
      if (before.confirmed.get(key) === row && before.shown.get(key) === this.view.shown.get(key)) continue;
      const shown = this.view.shown.get(key);
      for (const column of tellingColumns(key)) {
        const at = `${key}.${column}`;
        const known = this.#wasConfirmed.get(at) ?? new Set();
        this.#wasConfirmed.set(at, known.add(row[column]));
        // Until a pull or a fill has ended it is not known what it has brought.
        const isQuiet =
          sync && !sync.paging && Object.values(sync.scopes).every((one) => !one.fill && !one.sweep);
        if (
          isQuiet &&
          shown &&
          shown[column] !== row[column] &&
          known.has(shown[column]) &&
          !this.#deeds.isRestored(at, shown[column])
        )
          this.#fail(
            'what was confirmed is not painted again (D4)',
            `${at}: ${String(shown[column])} over ${String(row[column])}`,
          );
      }
    }
  }

  /** Why a row left the screen: it left this person's scopes, or what had made it here may have been refused. */
  #leaves(key: string, row: Row, before: View): 'left' | 'unmade' {
    const [kind, ticketId = '', id = ''] = key.split('/');
    if (kind === 'event' || kind === 'ticketTag') return 'left';
    // The office may find that no word is needed any more: it is urgent by then, or nobody asks for words now.
    if (kind === 'approval' && !before.confirmed.has(key)) return 'unmade';
    if (this.isRestored || !this.#mirror.missesNothing) return 'left';
    // A reply to what was closed by then: it stands on the ticket that was opened for it.
    if (kind === 'message' && !before.confirmed.has(key) && this.#isElsewhere(key)) return 'unmade';
    // The other way round: the ticket was open again by then, and the reply stands there.
    if (!before.confirmed.has(key) && [ticketId, id].some((other) => this.#isUnopened(other, before)))
      return 'unmade';
    // With its ticket: that one's leaving is looked at.
    if (kind === 'fieldValue' && !this.view.shown.has(`ticket/${ticketId}`)) return 'left';
    const refusable =
      this.view.outbox.some((entry) => entry.tickets.includes(ticketId)) || this.dropped.size > 0;
    if (!before.confirmed.has(key) && refusable) return 'unmade';
    // Whoever lost a scope keeps what another that they hold now will bring (S1).
    if (this.#mirror.demoted.has(this.profile.person.id) && !this.#isCarried(key, before)) return 'left';
    const scopes = this.#mirror.scopesHeldBy(this.profile.person.id);
    const ticketLeft = scopes.some((scope) => this.#mirror.left.has(`${scope} ticket/${ticketId}`));
    if (ticketLeft || scopes.some((scope) => this.#mirror.left.has(`${scope} ${key}`))) return 'left';
    // Taken away, and brought back by a scope that was given later: the device may hear of the first alone.
    const { id: me } = this.profile.person;
    if (this.#mirror.lost.has(`${me} ticket/${ticketId}`) || this.#mirror.lost.has(`${me} ${key}`))
      return 'left';
    if (before.sync && Object.keys(before.sync.scopes).length === 0) return 'left';
    this.#fail('a row in scope stays on the screen (S3, D4)', `${key} ${versionOf(row)} vanished`);
    return 'left';
  }

  /** Whether the server has it under another ticket, whether or not this person sees that one. */
  #isElsewhere(key: string): boolean {
    const id = key.slice(key.lastIndexOf('/'));
    return [...this.#mirror.rows.keys()].some((at) => at !== key && at.endsWith(id));
  }

  /** Whether a ticket was only thought to be opened by a reply, which stands on another. */
  #isUnopened(ticketId: string, before: View): boolean {
    if (before.confirmed.has(`ticket/${ticketId}`) || this.view.shown.has(`ticket/${ticketId}`)) return false;
    const said = [...before.shown.keys()].filter((at) => at.startsWith(`message/${ticketId}/`));
    return said.length > 0 && said.every((at) => this.#isElsewhere(at));
  }

  /** Whether a row that was here belongs, by what was known of its ticket here, to a scope that this device now holds. */
  #isCarried(key: string, before: View): boolean {
    const [, ticketId] = key.split('/');
    const scopes = Object.keys(this.view.sync?.scopes ?? {});
    const isIn = (at: string, scope: string): boolean => {
      const row = before.confirmed.get(at);
      return row !== undefined && this.#mirror.visible.has(`${scope} ${at} ${versionOf(row)}`);
    };
    return scopes.some((scope) => isIn(key, scope) && isIn(`ticket/${ticketId}`, scope));
  }
}

/** The own moves of a ticket that nobody has answered when one more is made of it. */
function movesUnder({ name, args }: OutboxEntry, before: View): string[] {
  const { ticketId } = args as { ticketId?: string };
  const isMove = (what: string): boolean => what === 'ticket.move' || what === 'ticket.move-back';
  if (!isMove(name)) return [];
  const moves = before.outbox.filter((one) => isMove(one.name) && one.state === 'queued');
  const last = moves
    .filter((one) => (one.args as { ticketId?: string }).ticketId === ticketId && one.writes.length > 0)
    .at(-1);
  return last ? [last.uid] : [];
}

/** The key of the ticket that a child belongs to. */
function ticketOf(key: string): string | undefined {
  const [, ticketId, id] = key.split('/');
  return id === undefined ? undefined : `ticket/${ticketId}`;
}

function isOlder(a: readonly [number, number, number], b: readonly [number, number, number]): boolean {
  return a[2] !== b[2] ? a[2] < b[2] : compareDots([a[0], a[1]], [b[0], b[1]]) < 0;
}
