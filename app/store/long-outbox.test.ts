import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newTicket } from '../../shared/mutations/new-ticket.ts';
import type { Actor } from '../../shared/mutations/plan.ts';
import { countMade, readUnsent } from '../session/unsent.ts';
import { countQueued } from '../sync/replica.ts';
import { readConflicts } from './conflicts.ts';
import { DeviceDatabase } from './database.ts';
import { readyFiles } from './files.ts';
import { readNotices } from './notices.ts';
import { enqueue } from './outbox.ts';
import { directoryEntries, readDirectory } from './paint-directory.ts';
import { readUnwanted } from './preferences.ts';

// What each write asks of the device takes no more behind a long outbox: counted, not timed. In time: bench `write-behind`.

const NOW = 1_700_000_000_000;
const ana: Actor = { id: randomUUID(), role: 'agent' };
const [here, elsewhere] = [randomUUID(), randomUUID()];

/** Counts the changes that are read from the outbox, one by one or many at once. */
function countReads(db: DeviceDatabase): { take(): number } {
  let reads = 0;
  db.use({
    stack: 'dbcore',
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name);
        if (name !== 'outbox') return table;
        return {
          ...table,
          async query(asked) {
            const found = await table.query(asked);
            reads += found.result.length;
            return found;
          },
          async getMany(asked) {
            reads += asked.keys.length;
            return await table.getMany(asked);
          },
          async openCursor(asked) {
            const cursor = await table.openCursor(asked);
            if (!cursor) return null;
            reads += 1;
            const onward = cursor.continue.bind(cursor);
            cursor.continue = (key) => {
              reads += 1;
              onward(key);
            };
            return cursor;
          },
        };
      },
    }),
  });
  return {
    take() {
      const taken = reads;
      reads = 0;
      return taken;
    },
  };
}

/** How many changes are read where so many wait already: by a write, and by each look that screens take after it. */
async function readsBehind(waiting: number): Promise<Record<string, number>> {
  const db = new DeviceDatabase(`long-${randomUUID()}`);
  const counted = countReads(db);
  for (const id of [here, elsewhere]) {
    const ticket = {
      ...newTicket(id, null, 'Pump', NOW - 1_000),
      r: 1,
      n: 1,
      s: 1,
      requesterId: ana.id,
      createdBy: ana.id,
    };
    await db.tickets.put({ id, ticket, tags: [], values: [], in: { 2: 1 } });
    await db.threads.put({ id, messages: [], events: [] });
  }
  const say = async (ticketId: string) => {
    const args = { ticketId, id: randomUUID(), body: 'It leaks', internal: false };
    const made = await enqueue(db, ana, { name: 'message.add', args, newId: randomUUID, nowMs: NOW });
    expect(made.refusal).toBeUndefined();
  };
  for (let i = 0; i < waiting; i += 1) await say(elsewhere);
  const looks = {
    write: () => say(here),
    conflicts: () => readConflicts(db),
    notices: () => readNotices(db),
    unwanted: () => readUnwanted(db),
    directory: () => readDirectory(db, ana),
    lists: () => directoryEntries(db),
    made: () => countMade(db),
    unsent: () => readUnsent(db),
    queued: () => countQueued(db),
    files: () => readyFiles(db, NOW),
  };
  const reads: Record<string, number> = {};
  for (const [name, look] of Object.entries(looks)) {
    counted.take();
    await look();
    reads[name] = counted.take();
  }
  await db.delete();
  return reads;
}

test('what a write and the screens after it read of the outbox does not grow with it', async () => {
  const [few, many] = [await readsBehind(5), await readsBehind(60)];
  expect(many).toEqual(few);
  expect(Math.max(...Object.values(many))).toBeLessThan(5);
});
