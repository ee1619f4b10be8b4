import { mutate } from '../../../app/mutate.ts';
import { currentAccount } from '../../../app/session/session.ts';
import { openDatabase } from '../../../app/store/database.ts';
import type { OutboxEntry } from '../../../app/store/database.ts';
import { isActive } from '../../../shared/model/ticket.ts';
import type { DeviceRecords } from '../../fleet/invariants.ts';
import type { Change } from '../ledger.ts';

// Built into the app by office.ts, for the faults only: the app's own write door, and its records, from outside.

/** A device's whole state, as its IndexedDB has it. */
export interface Dump extends DeviceRecords {
  outbox: OutboxEntry[];
  person: { id: string; role: string };
  tenantId: string;
}

export interface Handle {
  /** Makes changes one after another; each is told outside once the device has it on disk. */
  make(changes: Change[]): Promise<void>;
  /** Tickets that may be worked on, in a stable order. */
  openTickets(): Promise<string[]>;
  /** How many changes wait for their verdict, for their rows to come back, or for the ticket they are made anew on. */
  waiting(): Promise<number>;
  dump(): Promise<Dump>;
}

declare global {
  interface Window {
    faults: Handle;
    /** Given by the runner: this change is on the disk of the device, or was refused there. */
    keptByDevice(marker: string, uid: string | null): Promise<void>;
  }
}

const database = () => openDatabase(currentAccount().key);

async function make(changes: Change[]): Promise<void> {
  for (const { name, args, marker } of changes) {
    const made = await mutate(name, args as never);
    await window.keptByDevice(marker, made.uid ?? null);
  }
}

async function openTickets(): Promise<string[]> {
  const records = await database().tickets.toArray();
  return records.flatMap(({ id, ticket }) => (isActive(ticket.status) ? id : [])).sort();
}

const waiting = async (): Promise<number> =>
  (await database().outbox.toArray()).filter(
    ({ state, earlierLife, verdict }) =>
      state !== 'refused' || (earlierLife && verdict?.code === 'not-found'),
  ).length;

async function dump(): Promise<Dump> {
  const db = database();
  const { person, tenant } = currentAccount();
  const [tickets, threads, directory, outbox] = await db.transaction(
    'r',
    [db.tickets, db.threads, db.directory, db.outbox],
    () =>
      Promise.all([
        db.tickets.toArray(),
        db.threads.toArray(),
        db.directory.toArray(),
        db.outbox.toArray(),
      ] as const),
  );
  return { tickets, threads, directory, outbox, person: { ...person }, tenantId: tenant.id };
}

window.faults = { make, openTickets, waiting, dump };
