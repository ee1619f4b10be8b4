import type { Attachment } from '../../shared/model/attachment.ts';
import type { CheckItem } from '../../shared/model/checklist.ts';
import type { Conflict } from '../../shared/model/conflict.ts';
import type { FieldValue, Message, TicketTag, TimelineEvent } from '../../shared/model/conversation.ts';
import type { Category, Field, Membership, Person, Role, Tag, Team } from '../../shared/model/directory.ts';
import type { Approval } from '../../shared/model/approval.ts';
import type { FormName } from '../store/drafts.ts';
import type { FieldWork } from './field-work.ts';
import type { Link } from '../../shared/model/link.ts';
import type { LaterChildKind, RowTypes } from '../../shared/model/rows.ts';
import type { Setting } from '../../shared/model/setting.ts';
import type { Priority, Status, Ticket } from '../../shared/model/ticket.ts';

/** A ticket as a list shows it. */
export interface TicketSummary extends Ticket {
  tagIds: readonly string[];
  /** Of the tenant's own fields. */
  values: readonly FieldValue[];
  /** When staff last had something new to see on it. */
  activityAt: number;
  /** Own changes on it that the server has not answered or that have not come back yet. */
  waiting: number;
  /** Own changes on it that were refused and wait for the person. */
  refused: number;
  /** Changes of it that an admin is asked for, and can still approve. */
  asked: number;
}

/** One thing in a ticket's conversation or timeline, oldest first. */
export type ThreadItem =
  | {
      type: 'message';
      message: Message;
      waiting: boolean;
      /** The ticket that was made of it. */
      splitInto: string | null;
      /** Who last changed what it says, or took that back, and when. */
      changed: { byId: string | null; at: number } | null;
      /** The ticket it stands on, where that was merged into this one. */
      from: TicketSummary | null;
      /** What came with it. */
      files: readonly Attachment[];
    }
  | { type: 'event'; event: TimelineEvent; waiting: boolean }
  /** What a ticket that was merged into this one began with. */
  | { type: 'opening'; ticket: TicketSummary; files: readonly Attachment[] };

/** A ticket that was merged into another; `mergedBy` is the entry of the merge, where it is here. */
export interface MergedHere {
  ticket: TicketSummary;
  mergedBy: TimelineEvent | null;
}

export interface TicketDetail {
  ticket: TicketSummary;
  values: readonly FieldValue[];
  /** How it stands to other tickets; these need not be on this device. */
  links: readonly Link[];
  /** Changes that wait for an admin's word, or waited. */
  approvals: readonly Approval[];
  /** Where it was merged; that ticket need not be on this device. */
  mergedInto: { id: string; mergedBy: TimelineEvent | null } | null;
  /** What was merged into it, as far as it is on this device. */
  mergedHere: readonly MergedHere[];
  /** Those that belong to the ticket itself, and came with no message. */
  files: readonly Attachment[];
  thread: readonly ThreadItem[];
  work: FieldWork;
}

export type TicketSort = 'activity' | 'created' | 'deadline' | 'priority' | 'number';

/** What a list asks for; an empty or absent list of values lets everything through. */
export interface TicketQuery {
  search: string;
  statuses: readonly Status[];
  priorities: readonly Priority[];
  /** A person's id, or 'none' for unassigned. */
  assignees: readonly string[];
  teams: readonly string[];
  tags: readonly string[];
  /** A category's id, or 'none'. */
  categories?: readonly string[];
  /** What is asked of custom fields, as texts (field-filter.ts). */
  fields?: readonly string[];
  /** Only those on which something waits for approval. */
  asked?: boolean;
  sort: TicketSort;
  descending: boolean;
}

export interface TicketList {
  /** False until the device has shown its first rows: only then is an empty list really empty. */
  ready: boolean;
  /** True while the first delivery is still arriving. */
  filling: boolean;
  tickets: readonly TicketSummary[];
  /** Tickets on the device. */
  total: number;
  /** How many match everything but the status filter and the search, by status. */
  statusCounts: Readonly<Record<Status, number>>;
  /** On how many of all something waits for approval. */
  asked: number;
}

/** People, teams and lists of the tenant, as far as this person has them. */
export interface Directory {
  people: ReadonlyMap<string, Pick<Person, 'id' | 'name'> & Partial<Person>>;
  teams: ReadonlyMap<string, Team>;
  /** Also those that ended: whoever comes back has the same one again. */
  memberships: readonly Membership[];
  categories: ReadonlyMap<string, Category>;
  tags: ReadonlyMap<string, Tag>;
  fields: ReadonlyMap<string, Field>;
  /** What the tenant has decided, by key. */
  policies: ReadonlyMap<string, unknown>;
  /** The lists that admins keep, by id; also what is out of use. */
  settings: ReadonlyMap<string, Setting>;
  /** Keys of rows that own changes lie on which the server does not have yet. */
  waiting: ReadonlySet<string>;
}

/** What the device may say of itself (sync.md, "What a device may say"). */
export type SyncState =
  'synced' | 'sending' | 'queued' | 'offline' | 'waiting-for-sign-in' | 'filling' | 'trouble' | 'too-old';

/** Times are the server's, as far as the device knows its own clock's error (SPEC M2). */
export interface SyncStatus {
  state: SyncState;
  /** Own changes the server has not answered. */
  waiting: number;
  refused: number;
  /** Files whose words are at the office, or about to be, and whose bytes are still here. */
  files: number;
  /** Files that do not get there, for a reason of their own. */
  filesStuck: number;
  /** When the oldest unanswered change was made. */
  oldestAt: number | null;
  /** When the oldest of `files` was chosen. */
  oldestFileAt: number | null;
  /** When the device last knew everything the server had. */
  lastSyncAt: number | null;
  /** When the network was last lost; null while it is there. */
  offlineSince: number | null;
  /** Server time minus device time when they differ noticeably, else 0. */
  skewMs: number;
  /** A sentence for the person, when something needs one. */
  notice: string | null;
  /** When the next try is due, while waiting for one. */
  nextTryAt: number | null;
  /** The server itself asked to be left alone until then. */
  paused: boolean;
  /** The last time that sending did not move although it should have; null once that was read. */
  stuck: Stuck | null;
}

/** What the watchdog found and did (SPEC D7). */
export interface Stuck {
  at: number;
  forMs: number;
  did: 'restarted' | 'took-the-lead';
  /** When changes began to move again. */
  freedAt: number | null;
  /** How the device stood, as text to be copied. */
  diagnosis: string;
}

/** How this device's storage stands, and what could go (SPEC D6). */
export interface StorageStatus {
  /** Something could not be kept for want of room. */
  full: boolean;
  /** The storage has stopped answering. */
  silent: boolean;
  usedBytes: number | null;
  quotaBytes: number | null;
  /** Whether the browser has promised to keep it; null where it gives no answer. */
  persistent: boolean | null;
  tickets: number;
  /** About how much they take, with their conversations. */
  ticketBytes: number;
  drafts: number;
  unsent: number;
  /** Copies of what the office has confirmed, kept in case it must be restored from a backup. */
  copies: number;
  copyBytes: number;
  /** Other people who have data in this browser. */
  others: readonly OtherAccount[];
}

export interface OtherAccount {
  key: string;
  name: string;
  tenant: string;
  /** About how much theirs takes. */
  bytes: number;
  /** What only this device has of theirs: as long as there is any, it cannot go. */
  unsent: number;
}

/** What comparing this device's rows with the server's has found, and when. */
export interface CheckStatus {
  at: number;
  found: 'same' | 'healing' | 'healed' | 'differing';
}

/** The step of its person that a change is a part of, where that was many changes. */
export interface StepName {
  id: string;
  /** How many changes were made. */
  size: number;
  /** It was made to undo another one. */
  undoes: boolean;
}

export interface WaitingChange {
  seq: number;
  uid: string;
  step: StepName | null;
  /** Mutation name, such as `ticket.move`. */
  name: string;
  args: Record<string, unknown>;
  ticketId: string | null;
  ticketTitle: string | null;
  ticketNumber: string | null;
  at: number;
  state: 'queued' | 'sending' | 'answered' | 'refused';
}

/** What somebody was typing, and no field shows any more. */
export interface LeftWords {
  id: string;
  ticketId: string | null;
  /** Whether its ticket is on this device, perhaps again. */
  ticketHere: boolean;
  what: 'reply' | 'note' | 'title' | 'description' | 'merge' | 'reason' | FormName;
  /** Of a form its own fields, as JSON. */
  body: string;
  at: number;
}

/** A value of this person's that does not stand, with what the screen shows there now. */
export interface LostValue {
  conflict: Conflict;
  ticketTitle: string | null;
  ticketNumber: string | null;
  /** The register's columns by name; null where the row is not on this device. */
  present: Readonly<Record<string, unknown>> | null;
  /** The checklist that the screen shows there. */
  list: readonly CheckItem[];
}

/** One own change that was refused. */
export interface RefusedChange extends Omit<WaitingChange, 'state'> {
  /** Its ticket was lost: of the text that it writes `args` have only what its person typed. */
  ownOnly: boolean;
  /** What to begin with where it is tried again; null where there is nothing to try it on. */
  again: Record<string, unknown> | null;
  /** A stable code, why in words, and what is wrong with each argument. */
  reason: { code: string; message: string; details: Readonly<Record<string, string>> };
}

/** A refused change, and what was refused because it builds on it. */
export interface RefusedWork {
  change: RefusedChange;
  dependants: readonly RefusedChange[];
  present: PresentState;
}

/** What the office last confirmed at the place of a refused change. Null is what is not, or may not be shown, here. */
export interface PresentState {
  ticket: PresentTicket | null;
  /** Its ticket as it was made here, where that has not come back from the office yet. */
  made: Ticket | null;
  /** Where the change is about no ticket: the tenant's lists and settings. */
  lists: Directory | null;
  /** What the change was to settle. */
  conflict: Conflict | null;
}

export interface PresentTicket {
  ticket: Ticket;
  tags: readonly TicketTag[];
  values: readonly FieldValue[];
  /** Of the other kinds of rows under it. */
  more?: { readonly [K in LaterChildKind]?: readonly RowTypes[K][] };
  /** Oldest first. */
  messages: readonly Message[];
}

/** Somebody signed in on this browser. */
export interface Account {
  /** `${tenantId}:${personId}` */
  key: string;
  tenant: { id: string; slug: string; name: string };
  person: { id: string; name: string; email: string; role: Role };
}

/** What a browser may have lost when it removed the app's storage. */
export interface LostWork {
  /** Changes and files that were only here when last noted, and when that was; null where that is not known any more. */
  unsent: number | null;
  at: number | null;
}

export interface Session {
  status: 'loading' | 'signed-out' | 'signed-in';
  account: Account | null;
  /** The session has ended on the server: work goes on here, sending waits for a sign-in. */
  needsSignIn: boolean;
  /** Nobody is signed in because the browser has removed what was stored here. */
  lost: LostWork | null;
}
