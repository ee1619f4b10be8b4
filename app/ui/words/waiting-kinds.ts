import type { EventKind } from '../../../shared/model/conversation.ts';
import type { ThreadItem } from '../../queries/types.ts';

/** The kinds of own change on a ticket that wait to be sent, so that each can say so at its own place. */
export function waitingKinds(thread: readonly ThreadItem[]): ReadonlySet<EventKind> {
  const kinds = new Set<EventKind>();
  for (const item of thread) {
    if (item.type === 'event' && item.waiting) kinds.add(item.event.what);
  }
  return kinds;
}
