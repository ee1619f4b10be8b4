import { describe, expect, test } from 'vitest';
import type { Message, TimelineEvent } from '../../shared/model/conversation.ts';
import type { Link, LinkKind } from '../../shared/model/link.ts';
import { newTicket } from '../../shared/mutations/new-ticket.ts';
import type { DeviceDatabase } from '../store/database.ts';
import { readDetail, withoutHidden, type Held } from './ticket-detail.ts';

const mark = { r: 1, n: 1, s: 1 };

function held(id: string, at: number, links: [to: string, what: LinkKind, removed?: boolean][] = []): Held {
  const link = links.map(([to, what, removed = false]): Link => ({
    ...mark,
    ticketId: id,
    id: to,
    what,
    removed,
    public: true,
  }));
  const ticket = {
    ...newTicket(id, null, `Ticket ${id}`, at),
    ...mark,
    requesterId: 'rita',
    createdBy: 'rita',
  };
  return {
    record: { id, ticket, tags: [], values: [], in: {}, more: { link } },
    thread: { id, messages: [], events: [] },
  };
}
const message = (ticketId: string, id: string, createdAt: number): Message => ({
  ...mark, ticketId, id, authorId: 'rita', body: id, internal: false, staff: false, createdAt,
}); // prettier-ignore
const event = (ticketId: string, what: TimelineEvent['what'], newValue: unknown, createdAt: number): TimelineEvent => ({
  ...mark, ticketId, id: `${what} ${createdAt}`, actorId: 'ana', what, oldValue: null, newValue, reason: null, internal: true,
  createdAt,
}); // prettier-ignore

/** The two tables as far as they are asked. */
function device(...all: Held[]) {
  const asked: string[][] = [];
  const table = <T>(of: (one: Held) => T) => ({
    bulkGet: async (ids: string[]) => {
      asked.push(ids);
      return ids.map((id) => all.filter(({ record }) => record.id === id).map(of)[0]);
    },
  });
  const db = { tickets: table((one) => one.record), threads: table((one) => one.thread) };
  return { db: db as unknown as DeviceDatabase, asked };
}

const shown = async (id: string, ...all: Held[]) => {
  const detail = await readDetail(device(...all).db, id);
  return detail?.thread.map((item) =>
    item.type === 'message'
      ? item.message.id
      : item.type === 'opening'
        ? `opening ${item.ticket.id}`
        : item.event.what,
  );
};

describe('a ticket with what was merged into it', () => {
  const a = held('a', 100, [['b', 'merged-from'], ['x', 'related'], ['gone', 'merged-from']]); // prettier-ignore
  const b = held('b', 50, [['a', 'merged-into'], ['c', 'merged-from']]); // prettier-ignore
  const c = held('c', 70, [['b', 'merged-into']]);
  const x = held('x', 10, [['a', 'related']]);
  a.thread?.messages.push(message('a', 'a1', 110), message('a', 'a2', 300));
  b.thread?.messages.push(message('b', 'b1', 60), message('b', 'b2', 200));
  c.thread?.messages.push(message('c', 'c1', 250));
  x.thread?.messages.push(message('x', 'x1', 11));
  b.thread?.events.push(event('b', 'merged', { into: 'a' }, 150), event('b', 'priority', null, 160));
  a.thread?.events.push(event('a', 'merged', { from: 'b' }, 150));

  test('shows what was said on all of them in its time, also through two merges, and its own timeline', async () => {
    expect(await shown('a', a, b, c, x)).toEqual([
      'opening b', 'b1', 'opening c', 'a1', 'merged', 'b2', 'c1', 'a2',
    ]); // prettier-ignore
  });

  test('says of each message where it stands', async () => {
    const detail = await readDetail(device(a, b, c, x).db, 'a');
    const from = detail?.thread.flatMap((item) =>
      item.type === 'message' ? [[item.message.id, item.from?.id]] : [],
    );
    expect(from).toEqual([['b1', 'b'], ['a1', undefined], ['b2', 'b'], ['c1', 'c'], ['a2', undefined]]); // prettier-ignore
    expect(detail?.mergedHere.map(({ ticket, mergedBy }) => [ticket.id, mergedBy?.createdAt])).toEqual([
      ['b', 150],
    ]);
  });

  test('what is not on this device is left out, and asked for once', async () => {
    const { db, asked } = device(a, b);
    await readDetail(db, 'a');
    expect(asked).toEqual([['a'], ['a'], ['b', 'gone'], ['b', 'gone'], ['c'], ['c']]);
    expect(await shown('a', a)).toEqual(['a1', 'merged', 'a2']);
    expect(await readDetail(db, 'x')).toBeNull();
  });

  test('the one that was merged shows its own alone, and where it went', async () => {
    expect(await shown('b', a, b)).toEqual(['b1', 'merged', 'priority', 'b2']);
    const detail = await readDetail(device(a, b).db, 'b');
    expect(detail?.mergedInto).toMatchObject({ id: 'a', mergedBy: { createdAt: 150 } });
  });

  test('rows that go in a circle all the same are read once', async () => {
    const one = held('one', 1, [['two', 'merged-from']]);
    const two = held('two', 2, [['one', 'merged-from']]);
    expect(await shown('one', one, two)).toEqual(['opening two']);
  });

  test('a merge that was undone shows nothing any more', async () => {
    expect(await shown('a', held('a', 1, [['b', 'merged-from', true]]), b)).toEqual([]);
  });
});

test('that somebody wrote on what was merged is told only where the words are not here', async () => {
  const a = held('a', 1, [['b', 'merged-from']]);
  const b = held('b', 2, [['a', 'merged-into']]);
  a.thread?.events.push(event('a', 'merged-reply', { ticketId: 'b', messageId: 'b1' }, 5));
  b.thread?.messages.push(message('b', 'b1', 5));
  expect(await shown('a', a, b)).toEqual(['opening b', 'b1']);
  expect(await shown('a', a)).toEqual(['merged-reply']);
});

test('a message that was split off says what became of it', async () => {
  const a = held('a', 1);
  a.thread?.messages.push(message('a', 'm', 2), message('a', 'other', 3));
  a.thread?.events.push(event('a', 'split', { ticketId: 'new', messageId: 'm' }, 4));
  const detail = await readDetail(device(a).db, 'a');
  const split = detail?.thread.flatMap((item) =>
    item.type === 'message' ? [[item.message.id, item.splitInto]] : [],
  );
  expect(split).toEqual([['m', 'new'], ['other', null]]); // prettier-ignore
});

test('of a field that requesters are not shown any more nothing is told to them', async () => {
  const own = held('a', 1);
  const filled = (fieldId: string, at: number) => event('a', 'field', { fieldId, value: '4711' }, at);
  const events = [filled('shown', 2), filled('hidden', 3), event('a', 'status', 'open', 4)];
  const detail = await readDetail(
    device({ ...own, thread: { id: 'a', messages: [message('a', 'm', 5)], events } }).db,
    'a',
  );
  const told = withoutHidden(detail?.thread ?? [], new Map([['shown', {}]]));
  expect(told.map((item) => (item.type === 'event' ? item.event.createdAt : item.type))).toEqual([
    2,
    4,
    'message',
  ]);
});
