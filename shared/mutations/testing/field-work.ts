import { checkItemRef } from '../../model/checklist.ts';
import { timeEntryRef, visitRef } from '../../model/visit.ts';
import { AT, ids, type World } from './world.ts';

/** Puts an item on the checklist of Rita's ticket, and a visit and time of the admin's. */
export function putFieldWork(world: World): void {
  const ticketId = ids.ticket;
  const [first, removed, personId] = [{ r: 1, n: 1, s: 1, ticketId }, false, ids.admin];
  world.put(checkItemRef(ticketId, ids.item), {
    ...first,
    id: ids.item,
    text: 'Open the gate',
    position: 0,
    removed,
  });
  world.put(visitRef(ticketId, ids.visit), {
    ...first,
    id: ids.visit,
    personId,
    arrivedAt: AT - 9_000_000,
    leftAt: null,
    outcome: null,
    note: '',
    removed,
  });
  const time = { day: '2026-11-20', minutes: 5, note: '', removed };
  world.put(timeEntryRef(ticketId, ids.entry), { ...first, id: ids.entry, personId, ...time });
}
