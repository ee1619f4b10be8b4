import type { TimelineEvent } from '../../model/conversation.ts';
import type { Priority, Ticket } from '../../model/ticket.ts';
import type { Level } from './levels.ts';
import type { Promises } from './of-ticket.ts';
import type { PolicyFacts } from './targets.ts';

/** What a tenant promised since when, in milliseconds since 1970. */
export interface Era {
  since: number;
  promises: Promises;
}

/** What of a ticket, beside its priority, decides which policy holds. */
export type Placed = Omit<PolicyFacts, 'priority'>;

/** An entry of a ticket's timeline about its category, its team or its tags. */
export type PlaceEvent = Pick<TimelineEvent, 'what' | 'oldValue' | 'newValue' | 'createdAt'>;

/** From when on one policy held for it, and which: by what the ticket was then, and by what the tenant promised then. */
export interface Stretch {
  since: number;
  priority: Priority;
  placed: Placed;
  promises: Promises;
}

/** Where a ticket has stood since when, ascending, from what it is now back through its timeline. */
export function placesOf(
  { createdAt, categoryId, teamId }: Pick<Ticket, 'createdAt' | 'categoryId' | 'teamId'>,
  tagIds: readonly string[],
  events: readonly PlaceEvent[],
): [since: number, placed: Placed][] {
  const places: [number, Placed][] = [];
  let placed: Placed = { categoryId, teamId, tagIds };
  for (const event of events.toSorted((a, b) => b.createdAt - a.createdAt)) {
    const was = before(placed, event);
    if (was === placed) continue;
    places.unshift([event.createdAt, placed]);
    placed = was;
  }
  return [[createdAt, placed], ...places];
}

function before(placed: Placed, { what, oldValue, newValue }: PlaceEvent): Placed {
  const { tagIds } = placed;
  switch (what) {
    case 'category':
      return { ...placed, categoryId: oldValue as string | null };
    case 'assignee': {
      const was = oldValue as { teamId: string | null } | null;
      return was && was.teamId !== placed.teamId ? { ...placed, teamId: was.teamId } : placed;
    }
    case 'tag-added':
      return { ...placed, tagIds: tagIds.filter((id) => id !== newValue) };
    case 'tag-removed':
      return { ...placed, tagIds: [...tagIds, newValue as string] };
    default:
      return placed;
  }
}

/**
 * The stretches of a ticket's life, ascending: a new one wherever its priority, its place or what the tenant promises
 * changed. Of each list the first holds from the beginning.
 */
export function stretchesOf(
  levels: readonly Level[],
  places: readonly (readonly [since: number, placed: Placed])[],
  eras: readonly Era[],
): Stretch[] {
  const changes = [
    ...levels.map(([since, priority]) => ({ since, priority })),
    ...places.slice(1).map(([since, placed]) => ({ since, placed })),
    ...eras.slice(1),
  ].sort((a, b) => a.since - b.since);
  const [level] = levels;
  const [place] = places;
  const [era] = eras;
  if (!level || !place || !era) return [];
  let last: Stretch = { since: level[0], priority: level[1], placed: place[1], promises: era.promises };
  return changes.map((change) => (last = { ...last, ...change }));
}
