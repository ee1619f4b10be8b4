import type { TimelineEvent } from '../../model/conversation.ts';
import { priorities, type Breach, type Priority, type Ticket } from '../../model/ticket.ts';

/** A priority since when, in milliseconds since 1970. */
export type Level = readonly [atMs: number, priority: Priority];

/** An entry of a ticket's timeline about its priority. */
export type PriorityEvent = Pick<TimelineEvent, 'actorId' | 'oldValue' | 'newValue' | 'createdAt' | 's'>;

/** Which priority people have given a ticket since when, ascending; the first is that of its creation. */
export function givenTo(
  { createdAt, priority }: Pick<Ticket, 'createdAt' | 'priority'>,
  events: readonly PriorityEvent[],
): Level[] {
  // Late work says what it was changed from when it arrived: the first that was written knows what it was made with.
  const first = [...events].sort((a, b) => a.s - b.s)[0];
  const changes = events.flatMap(({ actorId, createdAt: at, newValue }): Level[] =>
    actorId === null ? [] : [[at, newValue as Priority]],
  );
  const made = (first?.oldValue as Priority | undefined) ?? priority;
  return [[createdAt, made], ...changes.sort(([a], [b]) => a - b)];
}

/** The priority a ticket has had since when: as people gave it, and as these breaches raised it. */
export function levelsOf(given: readonly Level[], breaches: readonly Breach[]): Level[] {
  const raises = breaches.map(({ at, priority }): Level => [at, raised(priority)]);
  // What was given at the moment of a breach has led to it, and stands first.
  return [...given, ...raises].sort(([a], [b]) => a - b);
}

const raised = (priority: Priority): Priority => priorities[priorities.indexOf(priority) + 1] ?? priority;
