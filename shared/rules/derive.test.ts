import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { statuses, type Ticket as WholeTicket } from '../model/ticket.ts';
import { lastActivity, withBoth, withEvent, withMessage } from './derive.ts';

type Ticket = Pick<
  WholeTicket,
  'updatedAt' | 'notedAt' | 'firstResponseAt' | 'repliedAt' | 'askedAt' | 'history'
>;

const ticket: Ticket = {
  updatedAt: 100,
  notedAt: null,
  firstResponseAt: null,
  repliedAt: null,
  askedAt: [],
  history: [[0, 'new']],
};

const at = fc.integer({ min: 0, max: 200 });
const child = fc.oneof(
  fc.record({
    kind: fc.constant('message' as const),
    internal: fc.boolean(),
    staff: fc.boolean(),
    createdAt: at,
  }),
  fc.record({
    kind: fc.constant('event' as const),
    internal: fc.boolean(),
    createdAt: at,
    what: fc.constantFrom('status' as const, 'title' as const),
    newValue: fc.constantFrom(...statuses, 'unheard-of'),
  }),
);
type Child = typeof child extends fc.Arbitrary<infer T> ? T : never;
const under = (from: Ticket, one: Child): Ticket =>
  one.kind === 'message' ? withMessage(from, one) : withEvent(from, one);

test('whatever the order, and however often, children make the same of their ticket', () => {
  const given = fc.array(child, { maxLength: 8 }).chain((some) => {
    const twice = [...some, ...some];
    return fc.tuple(fc.constant(some), fc.shuffledSubarray(twice, { minLength: twice.length }));
  });
  fc.assert(
    fc.property(given, ([some, shuffled]) => {
      expect(shuffled.reduce(under, ticket)).toEqual(some.reduce(under, ticket));
    }),
  );
});

test('what came late is news from when it came, and an answer from when it was given', () => {
  const late = { createdAt: 120, receivedAt: 180 };
  const asked = withMessage(ticket, { internal: false, staff: false, createdAt: 110 });
  const answered = withMessage(asked, { internal: false, staff: true, ...late });
  expect(answered).toMatchObject({ updatedAt: 180, firstResponseAt: 120, repliedAt: 120, askedAt: [] });
  expect(withMessage(ticket, { internal: true, staff: true, ...late })).toMatchObject({
    updatedAt: 100,
    notedAt: 180,
  });
  const paused = withEvent(ticket, { internal: false, what: 'status', newValue: 'pending', ...late });
  expect(paused).toMatchObject({
    updatedAt: 180,
    history: [
      [0, 'new'],
      [120, 'pending'],
    ],
  });
});

test('two readings of a ticket that each know some of its children make one that knows all', () => {
  const halves = fc.tuple(fc.array(child, { maxLength: 6 }), fc.array(child, { maxLength: 6 }));
  fc.assert(
    fc.property(halves, ([some, others]) => {
      const [a, b] = [some.reduce(under, ticket), others.reduce(under, ticket)];
      const { firstResponseAt: _, ...both } = withBoth(a, b);
      expect([...some, ...others].reduce(under, ticket)).toMatchObject(both);
      expect(withBoth(a, a)).toEqual(a);
    }),
  );
});

test('the history is every status with its time, and long ones keep their beginning and what came last', () => {
  const moved = (count: number): Ticket =>
    Array.from({ length: count }, (_, i) => i).reduce(
      (now, i) =>
        withEvent(now, {
          internal: false,
          createdAt: 10 + i,
          what: 'status',
          newValue: i % 2 ? 'pending' : 'open',
        }),
      ticket,
    );
  expect(moved(3).history).toEqual([
    [0, 'new'],
    [10, 'open'],
    [11, 'pending'],
    [12, 'open'],
  ]);
  expect(moved(600).history).toHaveLength(500);
  expect(moved(600).history[0]).toEqual([0, 'new']);
  expect(moved(600).history.at(-1)).toEqual([609, 'pending']);
});

test.each([
  ['nobody has asked', [], []],
  ['a question', ['ask 10'], [10]],
  ['a question and an answer', ['ask 10', 'reply 20'], []],
  ['two questions after an answer', ['ask 10', 'reply 20', 'ask 30', 'ask 40'], [30, 40]],
  ['an answer that comes to light late', ['ask 10', 'ask 30', 'reply 20'], [30]],
  ['a note answers nobody', ['ask 10', 'note 20'], [10]],
])('who waits for an answer: %s', (_name, said, waiting) => {
  const after = said.reduce((now, words) => {
    const [who, when] = words.split(' ');
    return withMessage(now, { internal: who === 'note', staff: who !== 'ask', createdAt: Number(when) });
  }, ticket);
  expect(after.askedAt).toEqual(waiting);
});

test('what is internal shows only in notedAt', () => {
  fc.assert(
    fc.property(fc.array(child), (some) => {
      const hidden = some.map((one): Child => ({ ...one, internal: true }));
      const { notedAt: _, ...rest } = hidden.reduce(under, ticket);
      const { notedAt: __, ...before } = ticket;
      expect(rest).toEqual(before);
    }),
  );
});

test('the first response is the earliest public reply of staff, and nothing else', () => {
  const reply = { internal: false, staff: true, createdAt: 50 };
  expect(withMessage(ticket, reply).firstResponseAt).toBe(50);
  expect(withMessage(withMessage(ticket, reply), { ...reply, createdAt: 40 }).firstResponseAt).toBe(40);
  expect(withMessage(withMessage(ticket, reply), { ...reply, createdAt: 60 }).firstResponseAt).toBe(50);
  expect(withMessage(ticket, { ...reply, staff: false }).firstResponseAt).toBeNull();
  expect(withMessage(ticket, { ...reply, internal: true }).firstResponseAt).toBeNull();
  expect(withEvent(ticket, { internal: false, createdAt: 50 }).firstResponseAt).toBeNull();
});

test('a ticket never becomes older', () => {
  fc.assert(
    fc.property(child, (one) => {
      const after = under(ticket, one);
      expect(after.updatedAt).toBeGreaterThanOrEqual(ticket.updatedAt);
      expect(lastActivity(after)).toBeGreaterThanOrEqual(lastActivity(ticket));
    }),
  );
});

test('a time of 0 is a time', () => {
  const early: Ticket = { ...ticket, updatedAt: -10 };
  expect(withMessage(early, { internal: false, staff: true, createdAt: 0 })).toMatchObject({
    updatedAt: 0,
    firstResponseAt: 0,
  });
  expect(withMessage(early, { internal: true, staff: true, createdAt: 0 }).notedAt).toBe(0);
});
