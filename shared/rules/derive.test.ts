import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastActivity, withEvent, withMessage } from './derive.ts';

const ticket = { updatedAt: 100, notedAt: null as number | null, firstResponseAt: null as number | null };
type Ticket = typeof ticket;

const at = fc.integer({ min: 0, max: 200 });
const child = fc.oneof(
  fc.record({
    kind: fc.constant('message' as const),
    internal: fc.boolean(),
    staff: fc.boolean(),
    createdAt: at,
  }),
  fc.record({ kind: fc.constant('event' as const), internal: fc.boolean(), createdAt: at }),
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

test('what is internal shows only in notedAt', () => {
  fc.assert(
    fc.property(fc.array(child), (some) => {
      const hidden = some.map((one): Child => ({ ...one, internal: true }));
      const { notedAt: _, ...rest } = hidden.reduce(under, ticket);
      expect(rest).toEqual({ updatedAt: 100, firstResponseAt: null });
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
  const early = { updatedAt: -10, notedAt: null, firstResponseAt: null };
  expect(withMessage(early, { internal: false, staff: true, createdAt: 0 })).toMatchObject({
    updatedAt: 0,
    firstResponseAt: 0,
  });
  expect(withMessage(early, { internal: true, staff: true, createdAt: 0 }).notedAt).toBe(0);
});
