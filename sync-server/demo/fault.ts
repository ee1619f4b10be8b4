import { must } from '../../shared/lib/must.ts';
import type { Priority } from '../../shared/model/ticket.ts';

/** What stands at a place decides what can break there. */
export type SiteKind = 'water' | 'energy' | 'port' | 'care' | 'office';

export type Site = {
  name: string;
  /** Street and town. */
  address: string;
  latitude: number;
  longitude: number;
  kind: SiteKind;
  /** Name of the team that goes there. */
  team: string;
};

/**
 * A fault and all that is said about it from report to repair. `{site}` stands for the place. A fault has as many
 * variants as titles: what stands first in each list goes with the first title, and so on; a shorter list starts over.
 */
export type Fault = {
  category: string;
  tags: string[];
  /** Picked from; a priority named twice is twice as likely. */
  priorities: Priority[];
  /** Where it happens; absent: anywhere. */
  at?: SiteKind[];
  titles: string[];
  /** The requester's words. */
  reports: string[];
  /** Between colleagues. */
  notes: string[];
  /** What staff ask, and what the requester answers to that. */
  asks: [question: string, answer: string][];
  /** What staff tell on the way. */
  news: string[];
  /** What staff write when it is done. */
  fixes: string[];
};

/** What a list of a fault says in one of its variants. */
export function ofVariant<T>(list: readonly T[], variant: number): T {
  return must(list[variant % list.length], 'text of a fault');
}
