import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { forceCloseDatabase } from 'fake-indexeddb';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  databaseName,
  forgetDatabase,
  openDatabase,
  type DeviceDatabase,
  type FileRecord,
  type OutboxEntry,
} from '../store/database.ts';
import { ensureIdentity } from '../store/identity.ts';
import { announced, readBirth, readSync, updateSync } from '../store/meta.ts';
import type { AccountRecord } from './accounts.ts';
import { readMark, writeMark } from './canary.ts';
import { keepMark } from './eviction.ts';
import { newAccount } from './testing/account.ts';

// D8: what was only here when the browser removed it is told, also where that happens under an open window.

beforeEach(() => {
  const jar = new Map<string, string>();
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('document', {
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(text: string) {
      const [name = '', value = ''] = (text.split(';')[0] ?? '').split('=');
      if (text.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    },
  });
});
afterAll(() => vi.unstubAllGlobals());

const change = (state: OutboxEntry['state'], file?: string): Omit<OutboxEntry, 'seq'> => {
  const [name, args] = file ? ['attachment.add', { id: file }] : ['ticket.move', {}];
  return { uid: crypto.randomUUID(), name, args, state, at: 1 } as unknown as Omit<OutboxEntry, 'seq'>;
};
const photo = (id: string, state: FileRecord['state'] = 'queued'): FileRecord =>
  ({ id, state, ticketId: 'ticket', at: 1 }) as FileRecord;

const noted = ({ cookie }: AccountRecord) => readMark(cookie)?.unsent;
const told = async (db: DeviceDatabase): Promise<string | null> => (await readSync(db)).announcement;

/** As a browser does it that wants room: every connection is closed under whoever has it, and nothing is left. */
async function evict({ key }: AccountRecord): Promise<void> {
  const connection = openDatabase(key).backendDB();
  forceCloseDatabase(connection as never);
  await new Promise((resolve, reject) => {
    const removing = indexedDB.deleteDatabase(connection.name);
    removing.onsuccess = resolve;
    removing.onerror = reject;
  });
}

describe('what is told of a loss', () => {
  test.each<[string, (db: DeviceDatabase) => PromiseLike<unknown>, number, RegExp]>([
    ['nothing was only here', (db) => db.outbox.add(change('answered')), 0, /every change and file made here was at the office; unfinished/],
    ['photos whose row had been answered', (db) => db.files.bulkAdd(['a', 'b', 'c', 'd', 'e'].map((id) => photo(id))), 5, /5 changes or files made here were on this device only/],
    ['a refused change', (db) => db.outbox.add(change('refused')), 1, /1 change or file made here was on this device only/],
    ['a photo that waits with its row', async (db) => await Promise.all([db.files.add(photo('a')), db.outbox.add(change('queued', 'a'))]), 1, /1 change or file made here was/],
    ['copies, and what had gone with nothing yet', (db) => db.files.bulkAdd([photo('a', 'stored'), photo('b', 'draft')]), 0, /every change and file made here was at the office; unfinished/],
  ])('%s', async (_, make, count, words) => {
    const account = newAccount();
    const end = keepMark(account);
    await make(openDatabase(account.key));
    await expect.poll(() => noted(account)).toBe(count);
    end();
    forgetDatabase(account.key);
    await Dexie.delete(databaseName(account.key));

    const endAgain = keepMark(account);
    const db = openDatabase(account.key);
    await expect.poll(() => told(db)).toMatch(words);
    await expect.poll(async () => readMark(account.cookie)?.birth === (await readBirth(db))?.id).toBe(true);
    expect(noted(account)).toBe(0);
    endAgain();
  }); // prettier-ignore
});

describe('the browser removes everything under an open window', () => {
  const begin = async () => {
    const account = newAccount();
    const end = keepMark(account);
    const db = openDatabase(account.key);
    await db.outbox.bulkAdd([change('queued'), change('queued')]);
    await expect.poll(() => noted(account)).toBe(2);
    const before = readMark(account.cookie)?.birth;
    await evict(account);
    return { account, db, before, end };
  };
  /** What the loop does first in an empty database. */
  const goOn = (db: DeviceDatabase) => ensureIdentity(db, 'agent', () => crypto.randomUUID());

  test('it is told what was lost, and the new database is marked as itself', async () => {
    const { account, db, before, end } = await begin();
    await goOn(db);
    await expect.poll(() => told(db)).toMatch(/2 changes or files made here were on this device only/);
    await db.outbox.add(change('queued'));
    await expect.poll(() => noted(account)).toBe(1);
    const mark = readMark(account.cookie);
    expect([mark?.birth === before, mark?.birth]).toEqual([false, (await readBirth(db))?.id]);
    end();
  });

  test('what another window has told and marked is not told again', async () => {
    const { account, db, end } = await begin();
    const birth = crypto.randomUUID();
    writeMark({ account: account.cookie, birth, unsent: 0, at: 1 });
    await db.meta.put({ key: 'birth', id: birth });
    await updateSync(db, () => ({ announcement: 'told' }));
    await goOn(db);
    await db.outbox.add(change('queued'));
    await expect.poll(() => noted(account)).toBe(1);
    expect([readMark(account.cookie)?.birth, await told(db)]).toEqual([birth, 'told']);
    end();
  });

  test('what is to be told stands after what was not put away yet, and once', () => {
    expect(announced(null, 'Restored.')).toBe('Restored.');
    expect(announced('3 changes may be lost.', 'Restored.')).toBe('3 changes may be lost. Restored.');
    expect(announced('3 changes may be lost. Restored.', 'Restored.')).toBe(
      '3 changes may be lost. Restored.',
    );
  });
});
