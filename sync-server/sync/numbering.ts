import { groupBy } from '../../shared/lib/group.ts';
import { must } from '../../shared/lib/must.ts';
import type { MutationArgs } from '../../shared/mutations/registry.ts';
import { monthOf } from '../../shared/rules/numbers.ts';
import type { SentMutation } from '../../shared/protocol/push.ts';
import type { Insert, Write } from '../../shared/mutations/plan.ts';
import type { Tx } from '../db/connect.ts';
import { leaseLost, leasesOf, takeNumbers } from '../db/sync/numbers.ts';

/** Gives new tickets their numbers within a push. */
export interface Numbering {
  /** The write with its ticket numbered; other writes as they are. */
  apply(write: Write, uid: string, used: { number: string; ticketId: string }[]): Promise<Write>;
}

interface NewTicket {
  uid: string;
  wanted: string | null;
  month: number;
  /** Whether it will be made for sure, unless it is refused; others get their number when they are. */
  sure: boolean;
}

/** The mutations that make a ticket, and the number each asks for. */
function newTickets(mutations: SentMutation[], atOf: (sent: SentMutation) => number): NewTicket[] {
  return mutations.flatMap((sent): NewTicket[] => {
    const { name, args, uid } = sent;
    if (name === 'ticket.create' || name === 'ticket.split')
      return [
        { uid, wanted: (args as { number: string | null }).number, month: monthOf(atOf(sent)), sure: true },
      ];
    if (name === 'ticket.import') {
      const month = monthOf((args as { createdAt: number }).createdAt);
      return [{ uid, wanted: null, month, sure: true }];
    }
    if (name === 'message.add') {
      const { followUp } = args as MutationArgs<'message.add'>;
      if (followUp) return [{ uid, wanted: followUp.number, month: monthOf(atOf(sent)), sure: false }];
    }
    return [];
  });
}

/**
 * A number is honoured only if it was leased to this person and is unused, or a life of the database that is lost may have
 * given it; else another is taken and the first stays as a searchable alias (SPEC N1). `atOf` tells when a mutation's work
 * was done, in server time. Taken in rising months, so that two pushes never wait for each other in a circle.
 */
export async function assignNumbers(
  tx: Tx,
  tenantId: string,
  by: { personId: string; replica: number; at: number },
  mutations: SentMutation[],
  atOf: (sent: SentMutation) => number,
): Promise<Numbering> {
  const tickets = newTickets(mutations, atOf);
  const wanted = tickets.flatMap((ticket) => ticket.wanted ?? []);
  const leased = await leasesOf(tx, by.personId, wanted);
  const others = wanted.filter((number) => !leased.has(number));
  if (others.length) for (const number of await leaseLost(tx, tenantId, by, others)) leased.set(number, true);
  const given = new Map<string, string>();
  const without: NewTicket[] = [];
  for (const ticket of tickets) {
    if (ticket.wanted !== null && leased.get(ticket.wanted)) {
      given.set(ticket.uid, ticket.wanted);
      leased.set(ticket.wanted, false);
    } else if (ticket.sure) without.push(ticket);
  }
  for (const [month, some] of [...groupBy(without, (ticket) => ticket.month)].sort(([a], [b]) => a - b)) {
    const numbers = await takeNumbers(tx, tenantId, month, some.length);
    some.forEach((ticket, i) => given.set(ticket.uid, numbers[i] ?? ''));
  }
  const takeOne = async (uid: string): Promise<string> => {
    const found = tickets.find((ticket) => ticket.uid === uid);
    const { month } = must(found, 'new ticket');
    const [number] = await takeNumbers(tx, tenantId, month, 1);
    return must(number, 'number');
  };
  return {
    async apply(write, uid, used) {
      if (write.op !== 'insert' || write.ref.kind !== 'ticket') return write;
      const insert = write as Insert<'ticket'>;
      const number = given.get(uid) ?? (await takeOne(uid));
      const wanted = insert.row.number;
      if (number === wanted) used.push({ number, ticketId: insert.ref.id });
      // Only a number that was this person's to show may be found again by search.
      const alias = wanted !== null && number !== wanted && leased.has(wanted) ? wanted : null;
      return { ...insert, row: { ...insert.row, number, alias } };
    },
  };
}
