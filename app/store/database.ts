import { Dexie, type Table } from 'dexie';
import type { Attachment } from '../../shared/model/attachment.ts';
import type { FieldValue, Message, TicketTag, TimelineEvent } from '../../shared/model/conversation.ts';
import {
  isOfLists,
  type DirectoryKind,
  type LaterChildKind,
  type RowTypes,
} from '../../shared/model/rows.ts';
import type { Ticket } from '../../shared/model/ticket.ts';
import type { Write } from '../../shared/mutations/plan.ts';
import type { Change } from '../../shared/mutations/undo.ts';
import type { SentMutation, Verdict } from '../../shared/protocol/push.ts';
import type { Dot } from '../../shared/clock/dot.ts';
import type { Stamp } from '../../shared/clock/stamp.ts';
import type { ErrorRecord } from './error-log.ts';
import type { Meta } from './meta.ts';

/** In which scopes a row is, by scope ordinal, each with the generation of the fill that last brought it. */
export type Membership = Record<number, number>;

/** A ticket and the small rows that lists and filters need, as the server sent them. */
export interface TicketRows {
  ticket: Ticket;
  tags: TicketTag[];
  values: FieldValue[];
  /** Rows of the other kinds under it, of which most tickets have none; those of none are absent. */
  more?: { [K in LaterChildKind]?: RowTypes[K][] };
}

/** What was painted over a register: the mutation, and the last value of another replica it was painted on (SPEC M3). */
export interface Painted {
  uid: string;
  base: Dot | null;
}

/**
 * One record a ticket (facts.md: the record layout decides a twelvefold). `ticket`, `tags`, `values` are what the
 * screen shows; while own changes lie on top, `confirmed` keeps the rows as the server sent them (null: it has not).
 */
export interface TicketRecord extends TicketRows {
  id: string;
  in: Membership;
  /** Children whose membership is not their ticket's, by row key. */
  childIn?: Record<string, Membership>;
  confirmed?: TicketRows | null;
  /** By `row key.register`, and `row key.*` for a row that own changes made. */
  painted?: Record<string, Painted>;
  /** Own changes on it that have not come back. */
  waiting?: number;
  /** Own changes on it that were refused. */
  refused?: number;
}

/**
 * One record a thread. Rows in `painted` are own and not confirmed; `confirmed` has those messages as the server sent them
 * whose words own changes lie over; all others are as the server sent them.
 */
export interface ThreadRecord {
  id: string;
  messages: Message[];
  events: TimelineEvent[];
  painted?: string[];
  confirmed?: Message[];
}

/** A row of the tenant's lists: people, teams, categories … */
export interface DirectoryRecord {
  kind: DirectoryKind;
  id: string;
  row: RowTypes[DirectoryKind];
  in: Membership;
}

/** Mutations that are one step for their person: they were made together, and are named together. Stays on this device. */
export interface Batch {
  id: string;
  /** How many were made. */
  size: number;
  /** An undo, of another step. */
  undoes?: true;
}

/** A mutation without a verdict, or not yet covered; refused ones stay until the person has dealt with them. */
export interface OutboxEntry extends SentMutation {
  /** Order of making; primary key. */
  seq: number;
  /** The replica identity it is addressed from, and that replica's ordinal. */
  replica: string;
  ord: number;
  /** What the plan wrote when it was made; an answered entry is shown by these and the verdict's own values. */
  writes: Write[];
  /** The tickets it touches. */
  tickets: string[];
  /** It writes rows of the tenant's lists: those are looked up by this. */
  lists?: 1;
  state: 'queued' | 'answered' | 'refused';
  verdict?: Verdict;
  answeredAt?: number;
  /** It was made in an earlier life of the server: what it was done to may come back later than it (SPEC I1). */
  earlierLife?: true;
  /** The effective stamp that life had answered it with: what is later than that was seen to come over it (SPEC D4). */
  stood?: Stamp;
  batch?: Batch;
  /**
   * What puts it back, of a change of the tenant's lists or of what is done in the field; stays on this device, and goes
   * with its ticket: it may hold what the office had written there. Absent in those of earlier versions of the app.
   */
  back?: Change;
  /**
   * Of the standing text that it writes, what its person typed (`own-text.ts`); stays on this device. Absent where all of it is
   * theirs, or it writes none, and in those of earlier versions of the app.
   */
  own?: string;
  /** What else it writes as it stood when it was made, by the keys of its arguments: that is the office's. */
  along?: string[];
  /** Its ticket was lost: in its arguments the text is only what its person typed. It is never sent so. */
  ownOnly?: true;
}

/** Answered and come back: kept for a while, to be offered again should the server lose it (SPEC I1). */
export type SentRecord = OutboxEntry & { answeredAt: number };

/** Which tickets a transaction changed; null stands for many. Screens follow this log instead of reading all again. */
export interface ChangeRecord {
  rev: number;
  tickets: string[] | null;
}

export interface LeasedNumber {
  number: string;
  month: number;
}

/** What is being typed; see `drafts.ts`. It stays on this device. */
export interface Draft {
  /** The field it is typed in, and `#` with a name where two windows have parted; primary key. */
  ticketId: string;
  body: string;
  internal: boolean;
  at: number;
  /** Another with every save. Absent in those of earlier versions of the app, like all that follows. */
  rev?: string;
  /** The ticket it is about, where the field's name does not say it. */
  about?: string;
  /** The office's text that the field was filled with before anything was typed. */
  from?: string;
}

/**
 * What this device knows of a file it has the bytes of. `draft`: chosen, and not sent with anything. `queued`: its row is
 * made, its bytes are only here. `stored`: the office has it, and this is a copy that may go.
 */
export interface FileRecord extends Pick<
  Attachment,
  'id' | 'name' | 'type' | 'bytes' | 'sha256' | 'width' | 'height'
> {
  /** The ticket it is on; of a draft the field it was chosen in (see `drafts.ts`). */
  ticketId: string;
  /** The ticket it is on where its message has opened one. */
  orTicketId?: string;
  state: 'draft' | 'queued' | 'stored';
  /** Chosen here, by this person. */
  own: boolean;
  /** How many bytes the office had when last heard of. */
  sent: number;
  /** The code of what is the matter with this file alone; null while nothing is. */
  problem: string | null;
  /** Not tried before this, in milliseconds of the device's clock; null: at once. */
  nextTryAt: number | null;
  /** When it came here, and when it was last looked at. */
  at: number;
  usedAt: number;
  /** Kept with its ticket for when there is no network: only a full device lets go of it. */
  keep?: true;
}

export type FilePart = 'content' | 'thumb';

/** Bytes apart from everything else: where there is no room for them, words are still kept (facts.md). */
export interface FileBytes {
  id: string;
  part: FilePart;
  blob: Blob;
}

/**
 * A ticket whose files are kept on this device. `noRoom`: they had to go, or found none; nothing is fetched again before its
 * person says so, or a full device would fetch and let go for ever.
 */
export interface KeptTicket {
  id: string;
  noRoom?: true;
}

/** The local database of one person in one tenant (SPEC D1): two people on one browser never share a row. */
export class DeviceDatabase extends Dexie {
  declare readonly tickets: Table<TicketRecord, string>;
  declare readonly threads: Table<ThreadRecord, string>;
  declare readonly directory: Table<DirectoryRecord, [DirectoryKind, string]>;
  declare readonly outbox: Table<OutboxEntry, number, Omit<OutboxEntry, 'seq'>>;
  declare readonly sent: Table<SentRecord, number>;
  declare readonly meta: Table<Meta, Meta['key']>;
  declare readonly changes: Table<ChangeRecord, number, Omit<ChangeRecord, 'rev'>>;
  declare readonly numbers: Table<LeasedNumber, string>;
  declare readonly drafts: Table<Draft, string>;
  declare readonly files: Table<FileRecord, string>;
  /** Tickets whose files are kept here for when there is no network: the person chose them. */
  declare readonly keptTickets: Table<KeptTicket, string>;
  declare readonly fileBytes: Table<FileBytes, [string, FilePart]>;
  declare readonly errors: Table<ErrorRecord, number, Omit<ErrorRecord, 'id'>>;
  /** Its person has signed out: it must not come to be again. */
  forgotten = false;

  constructor(name: string) {
    // Strict durability costs nothing measurable and survives a killed machine; Dexie's row cache has a history of
    // emitting before commit, so screens keep a view cache of their own (facts.md, Browser).
    super(name, { chromeTransactionDurability: 'strict', cache: 'disabled' });
    this.version(1).stores({
      tickets: 'id',
      threads: 'id',
      directory: '[kind+id]',
      outbox: '++seq, uid, state, *tickets',
      sent: 'seq, answeredAt',
      meta: 'key',
      changes: '++rev',
      numbers: 'number, month',
      drafts: 'ticketId',
    });
    this.version(2).stores({ errors: '++id' });
    this.version(3).stores({ files: 'id, ticketId, state', fileBytes: '[id+part]', keptTickets: 'id' });
    this.version(4)
      .stores({ outbox: '++seq, uid, state, *tickets, name, lists' })
      .upgrade(async (upgrade) => {
        for (const table of ['outbox', 'sent'])
          await upgrade.table<OutboxEntry>(table).toCollection().modify(noteLists);
      });
  }
}

/** Earlier versions of the app did not note it; of what came back before it was noted only the intent was kept. */
function noteLists(entry: OutboxEntry): void {
  const { writes, tickets } = entry;
  if (writesLists(writes) || (writes.length === 0 && tickets.length === 0)) entry.lists = 1;
}

/** Whether any of these writes is to the tenant's lists: then its entry says so, in `lists`. */
export function writesLists(writes: readonly Write[]): boolean {
  return writes.some(({ ref }) => isOfLists(ref.kind));
}

/** `waypost:<tenant>:<person>` */
export function databaseName(accountKey: string): string {
  return `waypost:${accountKey}`;
}

const open = new Map<string, DeviceDatabase>();

/** The one open database of an account in this tab or worker. */
export function openDatabase(accountKey: string): DeviceDatabase {
  const name = databaseName(accountKey);
  const known = open.get(name);
  if (known) return known;
  const database = new DeviceDatabase(name);
  open.set(name, database);
  return database;
}

export function forgetDatabase(accountKey: string): void {
  const known = open.get(databaseName(accountKey));
  if (known) {
    known.forgotten = true;
    known.close();
  }
  open.delete(databaseName(accountKey));
}
