import { expect, test } from 'vitest';
import { must } from '../lib/must.ts';
import { actors, id, ids, World } from './testing/world.ts';

// Who may read what changed in a field that was shown to requesters, or hidden from them, in between.

/** Sets a field several times, each time shown to requesters or not; answers which of the entries are not for them. */
function entriesOf(changes: readonly (readonly [shown: boolean, value: string | null])[]): boolean[] {
  const world = new World();
  const ref = { kind: 'field', id: ids.text } as const;
  return changes.map(([shown, value], i) => {
    world.put(ref, { ...must(world.get(ref), 'the field'), public: shown });
    const args = { ticketId: ids.ticket, fieldId: ids.text, value };
    const { writes = [] } = world.plan('field.set', args, actors.ana, { uid: id(7_000 + i) });
    world.apply(writes, [7, i + 1, i + 1]);
    const entry = writes.find((write) => write.ref.kind === 'event');
    return (must(entry, 'an entry') as unknown as { row: { internal: boolean } }).row.internal;
  });
}

test('what was written while requesters did not see a field is told to none of them by a later change', () => {
  const changes = [[false, 'in arrears'], [true, 'paid'], [true, 'all paid'], [false, null], [true, 'again']] as const; // prettier-ignore
  expect(entriesOf(changes)).toEqual([true, true, false, true, false]);
});
