import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newTicket } from '../../shared/mutations/new-ticket.ts';
import type { ThreadRecord } from '../store/database.ts';
import { happenedTo, type WantedHere } from './happened-here.ts';
import type { TicketSummary } from './types.ts';

const all: WantedHere = { personId: null, ticket: null, from: null, until: null };

/** A ticket and what was said on it, at these times. */
interface Told {
  made: number;
  said: { at: number; by: string }[];
}

function desk(told: readonly Told[]) {
  const tickets = told.map(({ made, said }, i): TicketSummary => ({
    ...newTicket(`t${i}`, `202611-${String(i).padStart(4, '0')}`, `ticket ${i}`, made), r: 1, n: 1, s: 1, createdBy: 'ana',
    tagIds: [], values: [], activityAt: Math.max(made, ...said.map(({ at }) => at)), waiting: 0, refused: 0, asked: 0,
  })); // prettier-ignore
  const threads = told.map(({ said }, i): ThreadRecord => ({
    id: `t${i}`,
    messages: said.map(({ at, by }, k) => ({
      ticketId: `t${i}`, id: `m${i}.${k}`, authorId: by, body: '', internal: false, staff: true, createdAt: at, r: 1, n: 1, s: 1,
    })),
    events: [],
  })); // prettier-ignore
  const read: string[] = [];
  const threadsOf = (ids: string[]) => {
    read.push(...ids);
    return Promise.resolve(ids.map((id) => threads.find((one) => one.id === id)));
  };
  return { tickets, threadsOf, read };
}

const at = fc.integer({ min: 1, max: 2_000 });
const by = fc.constantFrom('ana', 'ben');
const anyDesk = fc.array(fc.record({ made: at, said: fc.array(fc.record({ at, by }), { maxLength: 6 }) }), {
  maxLength: 130,
});

test('what is found is the last that happened, of whom and when it was asked for', async () => {
  const wanted = fc.record({
    personId: fc.constantFrom(null, 'ana'),
    ticket: fc.constantFrom(null, '202611-0001'),
    from: fc.option(at),
    until: fc.option(at),
  });
  await fc.assert(
    fc.asyncProperty(anyDesk, wanted, async (told, asked) => {
      // Nothing is said on a ticket before it is made.
      const later = told.map(({ made, said }) => ({
        made,
        said: said.map((one) => ({ ...one, at: made + one.at })),
      }));
      const { tickets, threadsOf } = desk(later);
      const found = await happenedTo(tickets, threadsOf, asked);
      const every = later.flatMap(({ made, said }, i) => [
        { at: made, by: 'ana', ticket: i },
        ...said.map((one) => ({ ...one, ticket: i })),
      ]);
      const fits = every.filter(
        (one) =>
          (asked.personId === null || one.by === asked.personId) &&
          (asked.ticket === null || one.ticket === 1) &&
          (asked.from === null || one.at >= asked.from) &&
          (asked.until === null || one.at < asked.until),
      );
      const last = fits.map((one) => one.at).sort((a, b) => b - a);
      expect(found.map((one) => one.at)).toEqual(last.slice(0, 100));
    }),
    { numRuns: 60 },
  );
});

test('of a large desk only the threads that can have the latest are read', async () => {
  const { tickets, threadsOf, read } = desk(
    Array.from({ length: 3_000 }, (_, i) => ({ made: i + 1, said: [{ at: i + 2, by: 'ben' }] })),
  );
  expect(await happenedTo(tickets, threadsOf, all)).toHaveLength(100);
  expect(read.length).toBeLessThanOrEqual(100);
});
