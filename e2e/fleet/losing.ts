import 'fake-indexeddb/auto';
import { expect } from 'vitest';
import type { Conflict } from '../../shared/model/conflict.ts';
import type { Status } from '../../shared/model/ticket.ts';
import { must } from '../../shared/lib/must.ts';
import { restoring } from '../../shared/mutations/conflict.ts';
import { readConflicts } from '../../app/store/conflicts.ts';
import { say, title } from './desk.ts';
import type { Device } from './fleet.ts';
import { rounds } from './invariants.ts';

export const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

export async function openOn(device: Device): Promise<Conflict[]> {
  return (await readConflicts(device.db)).filter((conflict) => conflict.resolvedAt === null);
}

export async function onlyOn(device: Device): Promise<Conflict> {
  const open = await openOn(device);
  expect(open).toHaveLength(1);
  return must(open[0], 'conflict');
}

export const keep = (device: Device, { id, ticketId }: Conflict) =>
  device.mutate('conflict.resolve', { conflictId: id, ticketId, choice: 'keep', write: null });

export const restore = (device: Device, conflict: Conflict) =>
  device.mutate('conflict.resolve', {
    conflictId: conflict.id,
    ticketId: conflict.ticketId,
    choice: 'restore',
    write: must(restoring(conflict), 'write'),
  });

export const move = (device: Device, ticketId: string, to: Status) =>
  device.mutate('ticket.move', { ticketId, to, reason: null });

/** A requester's reply opens a ticket that staff resolve in the same moment, and a little later. */
export async function replyOverResolved(rita: Device, staff: Device): Promise<string> {
  const id = await rita.file('Pump 4 leaks');
  await rounds([rita, staff]);
  await move(staff, id, 'pending');
  await rounds([rita, staff]);
  await say(rita, id, 'it still drips');
  await moment();
  await move(staff, id, 'resolved');
  await rounds([rita, staff]);
  return id;
}

/** Ana and Ben name a ticket at once, Ben later; `first` syncs before the other. */
export async function bothName(ana: Device, ben: Device, id: string, first: 'ana' | 'ben'): Promise<void> {
  await title(ana, id, 'from Ana');
  await moment();
  await title(ben, id, 'from Ben');
  await (first === 'ana' ? ana : ben).sync();
  await rounds([ana, ben]);
}
