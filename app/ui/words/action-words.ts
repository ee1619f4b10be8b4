import type { Action } from '../../last-action.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { changeWords } from './change-words.ts';
import { countWords } from './labels.ts';
import type { LeftTicket } from './left-out-words.ts';
import type { Names } from './names.ts';

/** What the person did, to be undone: `Priority of 37 tickets → High`. */
export function actionWords(
  { change, tickets, name: called, asked }: Pick<Action, 'change' | 'tickets' | 'name' | 'asked'>,
  ticket: Pick<TicketSummary, 'number' | 'title'> | undefined,
  names: Names,
): string {
  const { name, args } = change;
  // A person's leaving is one thing, whatever becomes of their tickets.
  const many = tickets > 1 && 'ticketId' in args;
  const one = ticket?.number ?? ticket?.title ?? 'a ticket';
  if (called !== undefined) {
    const ran = `${called} on ${many ? countWords(tickets, 'ticket') : one}`;
    return asked ? `${ran} (${countWords(asked, 'change')} to be approved)` : ran;
  }
  const words = changeWords(
    {
      name,
      args,
      ticketNumber: many ? countWords(tickets, 'ticket') : (ticket?.number ?? null),
      ticketTitle: ticket?.title ?? null,
    },
    names,
  );
  if (asked === 0) return words;
  return asked < tickets ? `${words} (${asked} to be approved)` : `To be approved: ${words}`;
}

/** What an undo has done: `Put back. 3 tickets stay as they are.` */
export function undoneWords(
  made: number,
  leftOnes: readonly Pick<LeftTicket, 'what'>[],
  forgotten: number,
  { said = false, asked }: Pick<Action, 'asked' | 'said'>,
): string {
  const left = leftOnes.length;
  // Who joined in has nothing of their own to take back: it goes on waiting for whoever had asked before.
  if (made === 0 && left === 0)
    return asked
      ? 'Nothing was put back: others have asked for it too, and it still waits for approval.'
      : 'There is nothing to put back.';
  const sentences = [
    ...(made > 0 ? ['Put back.'] : ['Nothing was put back.']),
    ...(left > 0
      ? [
          `${countWords(left, leftOnes.some(({ what }) => what) ? 'change' : 'ticket')} ${left === 1 ? 'stays' : 'stay'} as now.`,
        ]
      : []),
    ...(forgotten > 0
      ? [
          `${countWords(forgotten, 'change')} of it ${forgotten === 1 ? 'is' : 'are'} too long ago for this device.`,
        ]
      : []),
    ...(said ? ['What was said stays said.'] : []),
  ];
  return sentences.join(' ');
}
