import { expect, test } from 'vitest';
import type { EventKind } from '../../model/conversation.ts';
import { promisesIn } from './of-ticket.ts';
import { placesOf, stretchesOf, type PlaceEvent } from './stretches.ts';

const event = (
  createdAt: number,
  what: EventKind,
  newValue: unknown,
  oldValue: unknown = null,
): PlaceEvent => ({
  createdAt,
  what,
  newValue,
  oldValue,
});
const team = (teamId: string | null, assigneeId: string | null = null) => ({ assigneeId, teamId });
const at = (teamId: string | null, categoryId: string | null = null, ...tagIds: string[]) => ({
  categoryId,
  teamId,
  tagIds,
});

test.each<[string, PlaceEvent[], ReturnType<typeof placesOf>]>([
  ['it never moved', [], [[0, at('crew', 'pumps', 'wet')]]],
  [
    'another team, whatever the order the entries came in',
    [event(20, 'assignee', team('crew'), team('desk')), event(10, 'assignee', team('desk'), team(null))],
    [
      [0, at(null, 'pumps', 'wet')],
      [10, at('desk', 'pumps', 'wet')],
      [20, at('crew', 'pumps', 'wet')],
    ],
  ],
  [
    'another person of the same team is no move',
    [event(10, 'assignee', team('crew', 'ana'), team('crew'))],
    [[0, at('crew', 'pumps', 'wet')]],
  ],
  [
    'a category',
    [event(10, 'category', 'pumps', 'doors')],
    [
      [0, at('crew', 'doors', 'wet')],
      [10, at('crew', 'pumps', 'wet')],
    ],
  ],
  [
    'a tag that came and one that went',
    [event(10, 'tag-added', 'wet'), event(20, 'tag-removed', 'cold')],
    [
      [0, at('crew', 'pumps', 'cold')],
      [10, at('crew', 'pumps', 'wet', 'cold')],
      [20, at('crew', 'pumps', 'wet')],
    ],
  ],
  ['what says nothing of where it is', [event(10, 'title', 'b', 'a')], [[0, at('crew', 'pumps', 'wet')]]],
])('where a ticket has stood: %s', (_, events, places) => {
  expect(placesOf({ createdAt: 0, categoryId: 'pumps', teamId: 'crew' }, ['wet'], events)).toEqual(places);
});

test('a new stretch begins with each change, and carries what did not change', () => {
  const [then, now] = [promisesIn([]), promisesIn([])];
  const stretches = stretchesOf(
    [
      [0, 'medium'],
      [30, 'high'],
    ],
    [
      [0, at('desk')],
      [20, at('crew')],
    ],
    [
      { since: 0, promises: then },
      { since: 10, promises: now },
    ],
  );
  expect(stretches.map(({ since, priority, placed }) => [since, priority, placed.teamId])).toEqual([
    [0, 'medium', 'desk'],
    [10, 'medium', 'desk'],
    [20, 'medium', 'crew'],
    [30, 'high', 'crew'],
  ]);
  expect(stretches.map(({ promises }) => promises === now)).toEqual([false, true, true, true]);
});
