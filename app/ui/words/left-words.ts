import type { LeftWords } from '../../queries/types.ts';

export const leftWordsTitles: Readonly<Record<LeftWords['what'], string>> = {
  reply: 'A reply you were writing',
  note: 'An internal note you were writing',
  title: 'A title you were editing',
  description: 'A description you were editing',
  merge: 'A merged version you were writing',
};

/** Why these words have no field any more. */
export function leftWordsReason({ what, ticketHere }: Pick<LeftWords, 'what' | 'ticketHere'>): string {
  if (what === 'reply' || what === 'note') return 'Its ticket is not on this device any more.';
  if (what === 'merge' && ticketHere) return 'What it was about has been settled meanwhile.';
  const typed =
    'This is what you had typed; what the office had written there is not yours, and went with the ticket.';
  return ticketHere
    ? `Its ticket had left this device, and is here again. ${typed}`
    : `Its ticket is not on this device any more. ${typed}`;
}

/** Own words as JSON: nothing of what the office has. */
export function leftWordsExport({ what, ticketId, body, at }: LeftWords): string {
  return JSON.stringify({ what, ticket: ticketId, typedAt: new Date(at).toISOString(), text: body }, null, 2);
}
