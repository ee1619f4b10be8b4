import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { DeviceDatabase } from '../store/database.ts';
import { LiveValue } from './shared-live-value.ts';

const draft = (body: string) => ({ ticketId: body, body, internal: false, at: 1 });

test('however many look, it is read once at each change, and they are told when the answer is another', async () => {
  const db = new DeviceDatabase('shared');
  await db.drafts.add(draft('one'));
  let reads = 0;
  const value = new LiveValue(db, async () => {
    reads += 1;
    return (await db.drafts.toArray()).map(({ ticketId }) => ticketId);
  });
  expect(value.now()).toBeUndefined();
  let told = 0;
  const ends = Array.from({ length: 5 }, () => value.subscribe(() => (told += 1)));
  await expect.poll(() => value.now()).toEqual(['one']);
  expect([reads, told]).toEqual([1, 5]);
  const first = value.now();

  // Read again, and nothing to tell: whoever shows it is given the very same.
  await db.drafts.update('one', { at: 2 });
  await expect.poll(() => reads).toBe(2);
  await db.drafts.add(draft('two'));
  await expect.poll(() => value.now()).toEqual(['one', 'two']);
  expect([reads, told]).toEqual([3, 10]);
  expect(first).toEqual(['one']);

  // Whoever comes later has it at once; the last who goes ends it.
  const later = value.subscribe(() => undefined);
  for (const end of ends) end();
  expect(value.now()).toEqual(['one', 'two']);
  later();
  expect(value.now()).toBeUndefined();
  await db.drafts.add(draft('three'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(reads).toBe(3);
  value.subscribe(() => undefined);
  await expect.poll(() => value.now()).toEqual(['one', 'three', 'two']);
  db.close();
});
