import { randomUUID } from 'node:crypto';
import type { Dice } from './contract-field.ts';
import type { Json } from './raw-client.ts';

/** A file on a ticket, or with one of the messages `said`; now and then with one that is not there. */
export function fileFor(dice: Dice, ticketId: string, said: readonly Json[]): Json {
  const nowhere = { ticketId, messageId: randomUUID() };
  return {
    ...dice.pick([...said, nowhere, { ticketId, messageId: null }]),
    id: randomUUID(),
    name: dice.pick(['a.jpg', 'Türschild.pdf', '門.png']),
    type: dice.pick(['image/jpeg', 'application/pdf']),
    bytes: dice.pick([1, 4_096, 25 * 1024 * 1024]),
    sha256: 'ab'.repeat(32),
    width: dice.maybe(() => 800),
    height: dice.maybe(() => 600),
    internal: dice.chance(0.5),
  };
}
