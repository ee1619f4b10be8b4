import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { databaseName, forgetDatabase, openDatabase, type FileRecord } from '../store/database.ts';
import { readDiagnosis } from './diagnosis.ts';

// D9: whoever helps gets what is known, also of a device whose storage does not answer.

/** Longer than any machine takes, where all is to answer. */
const LONG_MS = 60_000;

/** Of this tab's surroundings, all that is asked. */
const surroundings = {
  userAgent: 'A browser',
  onLine: true,
  storage: {
    estimate: async () => ({ usage: 1_000, quota: 5_000 }),
    persisted: async () => true,
  },
  locks: { query: async () => ({ held: [], pending: [] }) },
};

let key = '';
beforeEach(() => {
  key = `${randomUUID()}:${randomUUID()}`;
  vi.stubGlobal('navigator', surroundings);
});
afterEach(() => {
  forgetDatabase(key);
  vi.unstubAllGlobals();
});

/** A window of an older app that never lets go: the database cannot be opened until it does. */
async function blockDatabase(): Promise<() => void> {
  const held = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(databaseName(key), 1);
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(new Error(String(opening.error))));
  });
  return () => held.close();
}

test('of a storage that never answers it says so, and all that is known without it', async () => {
  const letGo = await blockDatabase();
  const diagnosis = await readDiagnosis({ key }, true, 50);
  letGo();
  expect(diagnosis).toMatchObject({
    app: { browser: 'A browser', worker: 'none' },
    state: { online: true },
    storage: {
      usedBytes: 1_000,
      quotaBytes: 5_000,
      persistent: true,
      full: false,
      silent: false,
      records: null,
    },
    tabs: { someTabLeads: false, stream: 'none', thisTabLeads: true },
    outbox: null,
    scopes: null,
  });
  expect(diagnosis.unanswered).toEqual([
    'check',
    'clock',
    'conflicts',
    'errors',
    'files',
    'outbox',
    'records',
    'replica',
    'sync',
    'watchdog',
  ]);
});

test('one part that does not answer takes no other with it', async () => {
  const estimate = () => new Promise(() => undefined);
  vi.stubGlobal('navigator', { ...surroundings, storage: { ...surroundings.storage, estimate } });
  const diagnosis = await readDiagnosis({ key }, false, 50);
  expect(diagnosis.unanswered).toContain('space');
  expect(diagnosis.tabs).toMatchObject({ stream: 'none', thisTabLeads: false });
  expect(diagnosis.storage).toMatchObject({ usedBytes: null, quotaBytes: null, persistent: null });
});

test('of a storage that answers nothing is missing', async () => {
  const diagnosis = await readDiagnosis({ key }, true, LONG_MS);
  expect(diagnosis.unanswered).toEqual([]);
  expect(diagnosis.outbox?.['queued']).toEqual({ count: 0, oldestMs: null });
  expect(diagnosis.storage.records).toMatchObject({ outbox: 0, tickets: 0 });
});

/** A file of ten bytes that was chosen so long ago. */
const fileOf = (agoMs: number, more: Partial<FileRecord>): FileRecord => ({
  ...{ id: randomUUID(), name: 'the key under the mat.jpg', type: 'image/jpeg', bytes: 10 },
  ...{ sha256: 'of the mat', width: null, height: null, ticketId: 'the mat’s', state: 'queued', own: true },
  ...{ sent: 0, problem: null, nextTryAt: null, at: Date.now() - agoMs, usedAt: 0 },
  ...more,
});

test('of files it says how many wait, are sent and are stuck, with what, how much is left and since when; and no name', async () => {
  const db = openDatabase(key);
  await db.files.bulkAdd([
    fileOf(1_000, {}),
    fileOf(2_000, { sent: 4 }),
    fileOf(90_000, { problem: 'quota-person' }),
    fileOf(3_000, { problem: 'quota-person', sent: 9 }),
    fileOf(4_000, { problem: 'not-found' }),
    // Not sent with anything, and a copy of what the office has.
    fileOf(500_000, { state: 'draft' }),
    fileOf(500_000, { state: 'stored', sent: 10 }),
  ]);
  const { files, ...rest } = await readDiagnosis({ key }, true, LONG_MS);
  const problems = { 'quota-person': 2, 'not-found': 1 };
  expect(files).toMatchObject({ waiting: 1, sending: 1, stuck: 3, problems, leftBytes: 37 });
  expect(files?.oldestMs).toBeGreaterThanOrEqual(90_000);
  expect(files?.oldestMs).toBeLessThan(500_000);
  expect(JSON.stringify({ files, rest })).not.toMatch(/mat\b/);
});
