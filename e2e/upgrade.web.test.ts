import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { inDatabase } from './support/device-database.ts';
import { enterAs, openBrowser, readyForOffline, synced } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

async function kill(profile: string): Promise<void> {
  const lock = await readlink(join(profile, 'SingletonLock'));
  process.kill(Number(lock.split('-').at(-1)), 'SIGKILL');
  for (const file of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
    await rm(join(profile, file), { force: true });
}

/** The stores that came after the first version of the database. */
const since = ['errors', 'files', 'fileBytes', 'keptTickets'];

/** The stores of the account's database, as the browser has them. */
const storesOf = (page: Page): Promise<string[]> =>
  inDatabase(page, ({ db }) => [...db.objectStoreNames], null);

test('a browser killed in the middle of an upgrade of its database goes on from the old one: outbox and draft are kept (V3)', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'waypost-upgrade-'));
  const first = await openBrowser(site.url, { profile });
  const page = await first.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await page.getByTestId('ticket-row').first().click();
  const composer = page.getByTestId('composer').getByRole('textbox');
  await composer.waitFor();
  const path = new URL(page.url()).pathname;
  await first.context.setOffline(true);
  const words = Array.from({ length: 8 }, (_, i) => `Unsent before the upgrade, ${i}`);
  for (const text of words) {
    await composer.fill(text);
    await composer.press('Control+Enter');
    await page.getByTestId('message').filter({ hasText: text }).waitFor();
  }
  await composer.fill('Half a sentence, not');
  await page.waitForTimeout(800); // a pause is when drafts are kept

  // The same database as the first release left it: version 1, without what came after.
  // No worker: it would send what waits, and open the database before the page does.
  await page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations())
      await registration.unregister();
  });
  await page.goto('about:blank');
  const outside = await first.context.newPage();
  await first.context.setOffline(false);
  await outside.goto(`${site.url}/health`);
  await outside.evaluate(async (cameLater: string[]) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    const { name = '' } =
      (await indexedDB.databases()).find((known) => known.name?.startsWith('waypost:')) ?? {};
    const now = await done(indexedDB.open(name));
    const stores = [...now.objectStoreNames].filter((store) => !cameLater.includes(store));
    const shapes = stores.map((store) => {
      const of = now.transaction(store).objectStore(store);
      const indexes = [...of.indexNames].map((index) => {
        const { keyPath, multiEntry } = of.index(index);
        return { index, keyPath, multiEntry };
      });
      return { store, keyPath: of.keyPath, autoIncrement: of.autoIncrement, indexes };
    });
    const rows = await Promise.all(
      stores.map((store) => done(now.transaction(store).objectStore(store).getAll())),
    );
    now.close();
    await done(indexedDB.deleteDatabase(name));
    const opening = indexedDB.open(name, 10);
    opening.onupgradeneeded = () => {
      for (const { store, keyPath, autoIncrement, indexes } of shapes) {
        const made = opening.result.createObjectStore(store, { keyPath, autoIncrement });
        for (const { index, keyPath: path, multiEntry } of indexes)
          made.createIndex(index, path, { multiEntry });
      }
    };
    const old = await done(opening);
    for (const [i, store] of stores.entries()) {
      const into = old.transaction(store, 'readwrite').objectStore(store);
      await Promise.all((rows[i] ?? []).map((row) => done(into.put(row))));
    }
    old.close();
  }, since);
  await first.context.close();

  // The new app begins to upgrade it, and the browser dies in the middle.
  const second = await openBrowser(site.url, { profile });
  await second.context.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('no worker here'));
    const create = Object.getOwnPropertyDescriptor(IDBDatabase.prototype, 'createObjectStore')?.value as (
      ...args: unknown[]
    ) => IDBObjectStore;
    IDBDatabase.prototype.createObjectStore = function made(this: IDBDatabase, ...args: unknown[]) {
      const store = create.apply(this, args);
      console.log('upgrading');
      // The upgrade's transaction stays open for as long as this page does nothing else.
      while (store.name) document.title = 'upgrading';
      return store;
    };
  });
  const victim = await second.context.newPage();
  const upgrading = victim.waitForEvent('console', (said) => said.text() === 'upgrading');
  const going = victim.goto(site.url + path).catch(() => undefined);
  await upgrading;
  await kill(profile);
  await going;
  await second.close().catch(() => undefined);

  const third = await openBrowser(site.url, { profile });
  // Nothing of the upgrade is left but, in some browsers, the number of its version.
  const before = await third.open('/health');
  await expect
    .poll(async () => (await storesOf(before)).filter((store) => since.includes(store)))
    .toEqual([]);
  await before.close();
  const again = await third.open(path);
  const box = again.getByTestId('composer').getByRole('textbox');
  await box.waitFor();
  await expect.poll(() => box.inputValue()).toBe('Half a sentence, not');
  const chip = again.getByTestId('sync-chip').first();
  const state = await until('the device to be heard of', async () => {
    const now = await chip.getAttribute('data-state');
    return now === 'synced' || now === 'waiting-for-sign-in' ? now : undefined;
  });
  if (state === 'waiting-for-sign-in') {
    await again
      .getByRole('button', { name: /sign in/i })
      .first()
      .click();
    await again.locator(`[data-testid=demo-person][data-email="${demoEmails.fieldAgent}"]`).click();
  }
  await synced(again);
  for (const text of words)
    await expect.poll(() => site.all`select 1 from messages where body = ${text}`).toHaveLength(1);
  await expect.poll(() => storesOf(again)).toEqual(expect.arrayContaining(since));
  await third.close();
  await rm(profile, { recursive: true, force: true });
});
