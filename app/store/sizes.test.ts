import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { DeviceDatabase } from './database.ts';
import { keepChosen } from './files.ts';
import { fileSpace } from './kept-files.ts';
import { aboutBytesOf } from './sizes.ts';

test('all that a person has here counts its files as what they are, as the panel counts one’s own', async () => {
  const db = new DeviceDatabase(`sizes-${randomUUID()}`);
  await db.drafts.put({ ticketId: 'one', body: 'x'.repeat(5_000), internal: false, at: 1 });
  const words = await aboutBytesOf(db);
  expect(words).toBeGreaterThan(5_000);
  expect(words).toBeLessThan(6_000);
  for (const bytes of [40_000, 3_000_000]) {
    const what = { name: 'pump.jpg', type: 'image/jpeg', bytes, sha256: '', width: null, height: null };
    const content = new Blob([new Uint8Array(bytes)]);
    await keepChosen(db, 'one', randomUUID(), { ...what, content, thumb: null }, 1);
  }
  const { own } = await fileSpace(db);
  expect(own).toBe(3_040_000);
  const all = await aboutBytesOf(db);
  // What is known of each is little.
  expect(all - words).toBeGreaterThan(own);
  expect(all - words).toBeLessThan(own + 2_000);
  await db.delete();
});
