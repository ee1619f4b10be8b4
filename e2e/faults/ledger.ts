import { randomBytes, randomUUID } from 'node:crypto';

/** One change somebody is about to make. Its marker is in the words it writes, so that its effect can be counted. */
export interface Change {
  name: 'message.add' | 'ticket.set-title' | 'ticket.create';
  args: Record<string, unknown>;
  marker: string;
}

/** What became of a change as far as the person could see: kept, once the app had said so. */
export interface Entry {
  marker: string;
  kept: boolean;
  /** The mutation's identity; null where the words were typed, and for what was never acknowledged. */
  uid: string | null;
}

const MARKER = /\[[0-9a-f]{8}-\d{6}\]/g;

/** The markers in some words. */
export const markersIn = (words: string): string[] => words.match(MARKER) ?? [];

/** Every change that anybody made in a run, written down outside of all that can break. */
export class Ledger {
  readonly entries = new Map<string, Entry>();
  #run = randomBytes(4).toString('hex');

  /** A marker that is in no words yet. */
  begin(): string {
    const marker = `[${this.#run}-${String(this.entries.size + 1).padStart(6, '0')}]`;
    this.entries.set(marker, { marker, kept: false, uid: null });
    return marker;
  }

  kept(marker: string, uid: string | null): void {
    const entry = this.entries.get(marker);
    if (!entry) throw new Error(`bug: nobody made ${marker}`);
    entry.kept = true;
    entry.uid = uid;
  }

  get keptCount(): number {
    return [...this.entries.values()].filter((entry) => entry.kept).length;
  }

  /** So many changes on these tickets: seven messages, two titles and a new ticket in every ten. */
  plan(count: number, tickets: readonly string[], requesterId: string): Change[] {
    return Array.from({ length: count }, (_, i) => {
      const marker = this.begin();
      const ticketId = tickets[i % tickets.length] ?? '';
      if (i % 10 === 4) return { name: 'ticket.create', args: newTicket(marker, requesterId), marker };
      if (i % 10 === 2 || i % 10 === 7)
        return { name: 'ticket.set-title', args: { ticketId, title: `Renamed ${marker}` }, marker };
      const message = { ticketId, id: randomUUID(), body: `Said ${marker}`, internal: i % 3 === 0 };
      return { name: 'message.add', args: message, marker };
    });
  }
}

const newTicket = (marker: string, requesterId: string): Change['args'] => ({
  id: randomUUID(),
  number: null,
  title: 'Found on the round',
  description: `Filed ${marker}`,
  priority: 'medium',
  categoryId: null,
  requesterId,
  assigneeId: null,
  teamId: null,
  place: null,
});
