import type { Attachment } from '../../shared/model/attachment.ts';
import type { TimelineEvent } from '../../shared/model/conversation.ts';
import { groupBy } from '../../shared/lib/group.ts';
import type { Link } from '../../shared/model/link.ts';
import type { DeviceDatabase, ThreadRecord, TicketRecord } from '../store/database.ts';
import { summaryOf } from './desk.ts';
import { fieldWorkOf } from './field-work.ts';
import type { MergedHere, ThreadItem, TicketDetail } from './types.ts';

/** What the device has of one ticket. */
export interface Held {
  record: TicketRecord;
  thread: ThreadRecord | undefined;
}

/** A ticket with those that were merged into it, and into these, as far as they are on this device. */
export async function readDetail(
  db: Pick<DeviceDatabase, 'tickets' | 'threads'>,
  id: string,
): Promise<TicketDetail | null> {
  const held = new Map<string, Held>();
  const asked = new Set<string>();
  for (let next = [id]; next.length;) {
    for (const one of next) asked.add(one);
    const [records, threads] = await Promise.all([db.tickets.bulkGet(next), db.threads.bulkGet(next)]);
    for (const [i, record] of records.entries())
      if (record) held.set(record.id, { record, thread: threads[i] });
    const merged = records.flatMap((record) => (record ? mergedInto(record) : []));
    next = [...new Set(merged)].filter((other) => !asked.has(other));
  }
  const own = held.get(id);
  return own
    ? detailOf(
        own,
        [...held.values()].filter((one) => one !== own),
      )
    : null;
}

const liveLinks = ({ more }: TicketRecord): Link[] => (more?.link ?? []).filter((link) => !link.removed);
const mergedInto = (record: TicketRecord): string[] =>
  liveLinks(record).flatMap(({ id, what }) => (what === 'merged-from' ? [id] : []));

/**
 * What of a timeline is shown to somebody who is shown these custom fields: not what was filled into others while they were.
 */
export function withoutHidden(
  thread: readonly ThreadItem[],
  shown: ReadonlyMap<string, unknown>,
): ThreadItem[] {
  return thread.filter((item) => {
    if (item.type !== 'event' || item.event.what !== 'field') return true;
    const { fieldId = '' } = (item.event.newValue ?? {}) as { fieldId?: string };
    return shown.has(fieldId);
  });
}

/** What a screen shows of a ticket: its own timeline, and what was said on it and on those merged into it. */
export function detailOf(own: Held, merged: readonly Held[]): TicketDetail {
  const thread: ThreadItem[] = [
    ...messagesOf(own),
    ...eventsOf(own),
    ...merged.flatMap((one): ThreadItem[] => {
      const from = summaryOf(one.record);
      return [
        { type: 'opening', ticket: from, files: filesIn(one).get(null) ?? [] },
        ...messagesOf(one).map((item) => ({ ...item, from })),
      ];
    }),
  ];
  const shown = new Set(thread.flatMap((item) => (item.type === 'message' ? [item.message.id] : [])));
  const links = liveLinks(own.record);
  const into = links.find(({ what }) => what === 'merged-into');
  return {
    ticket: summaryOf(own.record),
    values: own.record.values,
    links,
    approvals: own.record.more?.approval ?? [],
    work: fieldWorkOf(own.record),
    files: filesIn(own).get(null) ?? [],
    mergedInto: into ? { id: into.id, mergedBy: mergeOf(own, into.id) } : null,
    mergedHere: merged.flatMap((one) => mergedHere(one, own.record.id)),
    // What is said elsewhere stands here as it was said, and what was changed says so itself: neither needs telling.
    thread: thread.filter((item) => !isToldOf(item, shown)).sort((a, b) => timeOf(a) - timeOf(b)),
  };
}

function mergedHere(one: Held, into: string): MergedHere[] {
  const link = liveLinks(one.record).find(({ id, what }) => id === into && what === 'merged-into');
  return link ? [{ ticket: summaryOf(one.record), mergedBy: mergeOf(one, into) }] : [];
}

/** The entry that says that a ticket was merged into another: the last of them is of the merge that stands. */
function mergeOf({ thread }: Held, into: string): TimelineEvent | null {
  const merges = (thread?.events ?? []).filter(
    ({ what, newValue }) => what === 'merged' && partOf(newValue, 'into') === into,
  );
  return merges.at(-1) ?? null;
}

const partOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

type MessageItem = Extract<ThreadItem, { type: 'message' }>;

/** As they came; of those that came together pictures first, then by name. */
function inOrder(a: Attachment, b: Attachment): number {
  return (
    a.createdAt - b.createdAt ||
    Number(a.width === null) - Number(b.width === null) ||
    a.name.localeCompare(b.name, undefined, { numeric: true }) ||
    (a.id < b.id ? -1 : 1)
  );
}

/** The files of a ticket by the message they came with, or null with the ticket itself, in the order they came. */
function filesIn({ record }: Held): Map<string | null, Attachment[]> {
  const files = [...(record.more?.attachment ?? [])];
  files.sort(inOrder);
  return groupBy(files, ({ messageId }) => messageId);
}

function messagesOf(held: Held): MessageItem[] {
  const { thread } = held;
  const files = filesIn(held);
  const painted = new Set(thread?.painted);
  const split = new Map<unknown, string>();
  const changes = new Map<unknown, TimelineEvent>();
  for (const event of thread?.events ?? []) {
    const { what, newValue } = event;
    const to = what === 'split' ? partOf(newValue, 'ticketId') : undefined;
    if (typeof to === 'string') split.set(partOf(newValue, 'messageId'), to);
    if (isOfWords(event)) changes.set(partOf(newValue, 'messageId'), event);
  }
  return (thread?.messages ?? []).map((message) => {
    const change = changes.get(message.id);
    return {
      type: 'message',
      message,
      waiting: painted.has(message.id) || (change !== undefined && painted.has(change.id)),
      splitInto: split.get(message.id) ?? null,
      changed: change ? { byId: change.actorId, at: change.createdAt } : null,
      from: null,
      files: files.get(message.id) ?? [],
    };
  });
}

const isOfWords = ({ what }: TimelineEvent): boolean =>
  what === 'message-edited' || what === 'message-redacted';

function eventsOf({ thread }: Held): ThreadItem[] {
  const painted = new Set(thread?.painted);
  return (thread?.events ?? []).map((event) => ({ type: 'event', event, waiting: painted.has(event.id) }));
}

const isToldOf = (item: ThreadItem, shown: ReadonlySet<unknown>): boolean =>
  item.type === 'event' &&
  (item.event.what === 'merged-reply' || isOfWords(item.event)) &&
  shown.has(partOf(item.event.newValue, 'messageId'));

function timeOf(item: ThreadItem): number {
  if (item.type === 'message') return item.message.createdAt;
  return item.type === 'event' ? item.event.createdAt : item.ticket.createdAt;
}
