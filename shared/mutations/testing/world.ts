import { must } from '../../lib/must.ts';
import type { Role } from '../../model/directory.ts';
import {
  isChild,
  rowKey,
  type ChildKind,
  type DirectoryKind,
  type RowKind,
  type RowRef,
  type RowTypes,
} from '../../model/rows.ts';
import type { Mark, Versioned } from '../../model/versioned.ts';
import { inserted, withDerived, withRegister } from '../apply.ts';
import type { Actor, Insert, Plan, Rows, Set as SetWrite, Write } from '../plan.ts';
import { currentVersion, findMutation, type MutationArgs, type MutationName } from '../registry.ts';
import { newTicket } from '../new-ticket.ts';

/** An id that says whose it is: `id(7)` is 00000000-0000-4000-8000-000000000007. */
export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const ids = {
  admin: id(1), ana: id(2), ben: id(3), rita: id(4), rolf: id(5), gone: id(6),
  ticket: id(10), fresh: id(11), other: id(12), merged: id(13), archived: id(14),
  team: id(20), oldTeam: id(21),
  category: id(30), oldCategory: id(31),
  tag: id(40), oldTag: id(41), otherTag: id(42),
  text: id(50), number: id(51), flag: id(52), date: id(53), choice: id(54), secret: id(55), oldField: id(56), several: id(57),
  message: id(60), said: id(61), own: id(63), file: id(64), event: id(62), conflict: id(70), notice: id(71), approval: id(72), calendar: id(80), nothing: id(99), item: id(90), visit: id(91), entry: id(92), uid: id(1000), mergeUid: id(1001),
} as const; // prettier-ignore

export const actors = {
  admin: { id: ids.admin, role: 'admin' },
  ana: { id: ids.ana, role: 'agent' },
  rita: { id: ids.rita, role: 'user' },
  rolf: { id: ids.rolf, role: 'user' },
} as const satisfies Record<string, Actor>;

export const AT = 1_700_000_000_000;
const first: Versioned = { r: 1, n: 1, s: 1 };

/** Somebody's title that Ben's stands over. */
export function lostTitle(lostBy: string): RowTypes['conflict'] {
  return {
    ...first,
    id: ids.conflict, ticketId: ids.ticket, kind: 1, rowId: ids.ticket, register: 'title', ruled: false,
    lostValue: { title: 'Mine' }, lostBy, lostR: 2, lostN: 1, lostS: 2,
    keptValue: { title: 'Theirs' }, keptBy: ids.ben, keptR: 3, keptN: 1, keptS: 3,
    resolution: null, resolvedAt: null, aged: false,
  }; // prettier-ignore
}

const hours = [[9 * 60, 17 * 60]];
const weekdays = {
  name: 'Weekdays',
  timeZone: 'Europe/Berlin',
  week: [hours, hours, hours, hours, hours, [], []],
  holidays: [],
};

/** A tenant in memory, with one of everything and one ticket of Rita's. */
export class World implements Rows {
  readonly rows = new Map<string, RowTypes[RowKind]>();

  constructor() {
    const people: [string, string, Role, boolean][] = [
      [ids.admin, 'Admin', 'admin', true],
      [ids.ana, 'Ana', 'agent', true],
      [ids.ben, 'Ben', 'agent', true],
      [ids.rita, 'Rita', 'user', true],
      [ids.rolf, 'Rolf', 'user', true],
      [ids.gone, 'Gone', 'agent', false],
    ];
    for (const [personId, name, role, active] of people)
      this.put(
        { kind: 'person', id: personId },
        { ...first, id: personId, name, email: `${name}@x`, role, active },
      );
    const lists = [
      ['team', ids.team, 'North', false],
      ['team', ids.oldTeam, 'Old', true],
      ['category', ids.category, 'Pumps', false],
      ['category', ids.oldCategory, 'Old', true],
    ] as const;
    for (const [kind, rowId, name, archived] of lists)
      this.put({ kind, id: rowId }, { ...first, id: rowId, name, archived });
    const tags = [
      [ids.tag, 'safety', false],
      [ids.oldTag, 'old', true],
      [ids.otherTag, 'other', false],
    ] as const;
    for (const [tagId, name, archived] of tags)
      this.put(
        { kind: 'tag', id: tagId },
        { ...first, id: tagId, name, archived, color: 'grey', description: '' },
      );
    const fields = [
      [ids.text, 'text', true, false],
      [ids.number, 'number', true, false],
      [ids.flag, 'boolean', true, false],
      [ids.date, 'date', true, false],
      [ids.choice, 'select', true, false],
      [ids.several, 'choices', true, false],
      [ids.secret, 'text', false, false],
      [ids.oldField, 'text', true, true],
    ] as const;
    for (const [fieldId, type, open, archived] of fields) {
      const row = {
        ...first,
        id: fieldId,
        key: 'k',
        label: 'Label',
        type,
        options: ['a', 'b'],
        public: open,
        archived,
        requiredIn: [],
      };
      this.put({ kind: 'field', id: fieldId }, row);
    }
    this.put(
      { kind: 'setting', id: ids.calendar },
      { ...first, id: ids.calendar, what: 'calendar', value: weekdays, archived: false },
    );
    this.putTicket({});
  }

  get<K extends RowKind>(ref: RowRef<K>): RowTypes[K] | undefined {
    return this.rows.get(rowKey(ref)) as RowTypes[K] | undefined;
  }

  list<K extends ChildKind>(kind: K, ticketId: string): RowTypes[K][] {
    const rows = [...this.rows].filter(([key]) => key.startsWith(`${kind}/${ticketId}/`));
    return rows.map(([, row]) => row as RowTypes[K]);
  }

  all<K extends DirectoryKind>(kind: K): RowTypes[K][] {
    const rows = [...this.rows].filter(([key]) => key.startsWith(`${kind}/`));
    return rows.map(([, row]) => row as RowTypes[K]);
  }

  put<K extends RowKind>(ref: RowRef<K>, row: RowTypes[K]): void {
    this.rows.set(rowKey(ref), row);
  }

  /** Another ticket, of Rita's unless `over` says whose, open. */
  putOther(ticketId: string, over: Partial<RowTypes['ticket']> = {}): void {
    const ticket = newTicket(ticketId, null, 'Pump 5 leaks', AT - 900);
    const row = {
      ...ticket,
      ...first,
      requesterId: ids.rita,
      createdBy: ids.rita,
      status: 'open' as const,
      ...over,
    };
    this.put({ kind: 'ticket', id: ticketId }, row);
  }

  /** What somebody has said on a ticket. */
  putMessage(message: Partial<RowTypes['message']>): void {
    const ref: RowRef<'message'> = {
      kind: 'message',
      id: message.id ?? ids.said,
      ticketId: message.ticketId ?? ids.ticket,
    };
    const said = {
      authorId: ids.rita,
      body: 'And the gate is stuck',
      internal: false,
      staff: false,
      createdAt: AT - 500,
    };
    this.put(ref, { ...first, ...said, ...message, ticketId: ref.ticketId ?? '', id: ref.id });
  }

  /** Does what a plan asks for; throws where it is refused. */
  run<N extends MutationName>(
    name: N,
    args: MutationArgs<N>,
    actor: Actor,
    { mark = [2, 1, 2], ...when }: { uid?: string; atMs?: number; mark?: Mark } = {},
  ): void {
    const { writes, refusal } = this.plan(name, args, actor, when);
    if (refusal) throw new Error(`${name}: ${refusal.code}`);
    this.apply(writes, mark);
  }

  /** Rita's ticket, with what `over` says of it. */
  putTicket(over: Partial<RowTypes['ticket']>): void {
    const ticket = newTicket(ids.ticket, '202311-0001', 'Pump 4 leaks', AT - 1000);
    const row = { ...ticket, ...first, requesterId: ids.rita, createdBy: ids.rita, deadline: AT, ...over };
    this.put({ kind: 'ticket', id: ids.ticket }, row);
  }

  ticket(ticketId: string = ids.ticket): RowTypes['ticket'] {
    return must(this.get({ kind: 'ticket', id: ticketId }), 'ticket');
  }

  plan<N extends MutationName>(
    name: N,
    args: MutationArgs<N>,
    actor: Actor,
    { uid = ids.uid, atMs = AT }: { uid?: string; atMs?: number } = {},
  ): Plan {
    const mutation = must(findMutation(name, currentVersion(name)), name);
    // As on the server: of the tenant's lists a plan gets all of none that its mutation does not name.
    const rows: Rows = {
      get: (ref) => this.get(ref),
      list: (kind, ticketId) => this.list(kind, ticketId),
      all: (kind) => (mutation.whole?.(args).includes(kind) ? this.all(kind) : []),
    };
    return mutation.plan({ rows, args, actor, atMs, uid });
  }

  /** Writes what a plan asks for, as both sides do. */
  apply(writes: readonly Write[], mark: Mark = [2, 1, 2]): void {
    for (const write of writes) {
      const { ref } = write;
      if (write.op === 'insert') this.rows.set(rowKey(ref), inserted(write as Insert, mark));
      else {
        const row = must(this.get(ref), `row ${rowKey(ref)} of a set`) as Versioned;
        this.rows.set(rowKey(ref), withRegister(ref.kind, row, write as SetWrite, mark) as RowTypes[RowKind]);
      }
      if (!isChild(ref.kind)) continue;
      const ticket: RowRef<'ticket'> = { kind: 'ticket', id: must(ref.ticketId, 'ticket of a child') };
      this.put(ticket, withDerived(must(this.get(ticket), 'ticket of a child'), write));
    }
  }

  /** Everything but the marks, by row key. */
  values(): Record<string, unknown> {
    return Object.fromEntries(
      [...this.rows].map(([key, row]) => {
        const { r: _, n: __, s: ___, over: ____, ...values } = row as Versioned;
        return [key, values];
      }),
    );
  }
}
