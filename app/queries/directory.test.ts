import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { DeviceDatabase, type DirectoryRecord } from '../store/database.ts';
import { readLists } from './directory.ts';
import { follow } from './live.ts';

const record = (kind: string, id: string): DirectoryRecord =>
  ({ kind, id, row: { id, r: 1, n: 1, s: 1 }, in: { 1: 1 } }) as unknown as DirectoryRecord;

test('the lists are read again for what is in them, and not for what one person is told', async () => {
  const db = new DeviceDatabase('lists');
  let reads = 0;
  let seen: string[] = [];
  const read = async (): Promise<DirectoryRecord[]> => {
    reads += 1;
    return await readLists(db);
  };
  const end = follow(db, read, (records) => (seen = records.map(({ kind, id }) => `${kind} ${id}`)));
  await db.directory.bulkPut([record('person', 'ana'), record('policy', 'p'), record('notice', 'told')]);
  await expect.poll(() => seen).toEqual(['person ana', 'policy p']);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = reads;
  for (const kind of ['notice', 'conflict', 'preference']) await db.directory.put(record(kind, 'x'));
  await db.directory.put(record('tag', 'power'));
  await expect.poll(() => seen).toEqual(['person ana', 'tag power', 'policy p']);
  expect(reads).toBe(before + 1);
  end();
  db.close();
});
