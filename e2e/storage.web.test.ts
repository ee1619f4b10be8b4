import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CDPSession, Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { inDatabase } from './support/device-database.ts';
import {
  enterAs,
  leaveSeat,
  openBrowser,
  readyForOffline,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// D6, D8 in a real browser: a connection to IndexedDB that dies, and a browser that removes everything.

let site: Site;
let browser: BrowserPerson;
let page: Page;
let cdp: CDPSession;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());
beforeEach(async () => {
  browser = await openBrowser(site.url);
  page = await browser.open();
  cdp = await browser.context.newCDPSession(page);
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
});
afterEach(() => browser?.close());

const composer = () => page.getByTestId('composer').getByRole('textbox');

async function openTicket(): Promise<string> {
  await page.getByTestId('ticket-row').first().click();
  await composer().waitFor();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function write(words: string): Promise<void> {
  await composer().fill(words);
  await composer().press('Control+Enter');
}

const message = (words: string) => page.getByTestId('message').filter({ hasText: words });

/** What this device's database says of it, by the key of the record. */
const metaOf = (key: string): Promise<{ id: string } | undefined> =>
  inDatabase(
    page,
    ({ db, done }, wanted) =>
      done<{ id: string } | undefined>(db.transaction('meta').objectStore('meta').get(wanted)),
    key,
  );

/** The cookies of this name that the page can read. */
const cookies = (start: string): Promise<string[]> =>
  page.evaluate((name) => document.cookie.split('; ').filter((cookie) => cookie.startsWith(name)), start);

/** The worker is woken whenever a page writes or is left: what it sends, and stores, would come in between. */
const dropWorker = (): Promise<void> =>
  page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations())
      await registration.unregister();
  });

async function evict(): Promise<void> {
  await close();
  await wipe();
}

async function close(): Promise<void> {
  await dropWorker();
  await page.goto('about:blank');
}

async function wipe(): Promise<void> {
  await cdp.send('Storage.clearDataForOrigin', {
    origin: site.url,
    storageTypes: 'indexeddb,cache_storage,service_workers',
  });
}

const arrived = (words: string): Promise<boolean> =>
  site.all`select 1 from messages where body = ${words}`.then((rows) => rows.length === 1);

test('the browser removes everything while the app is closed: noticed, said, signed in again by the cookie, fetched again (D8)', async () => {
  const ticketId = await openTicket();
  const [birth, replica] = await Promise.all([metaOf('birth'), metaOf('replica')]);
  await dropWorker();
  await browser.context.setOffline(true);
  await write('Sent from nowhere any more');
  await message('Sent from nowhere any more').waitFor();
  await until('the mark to say so', async () => /=1\.\d+$/.test((await cookies('waypost_left_'))[0] ?? ''));
  await evict();
  await browser.context.setOffline(false);

  await page.goto(`${site.url}/tickets/${ticketId}`);
  const said = page.getByText('This browser had removed what Waypost kept on this device');
  await said.waitFor();
  await expect
    .poll(() => said.textContent())
    .toMatch(/1 change or file made here was on this device only and may be lost/);
  await synced(page);
  await composer().waitFor();
  await page.getByRole('button', { name: 'Understood' }).click();
  await write('Work goes on under a new identity');
  await until('it in PostgreSQL', () => arrived('Work goes on under a new identity'));
  const [otherBirth, other] = await Promise.all([metaOf('birth'), metaOf('replica')]);
  expect([birth?.id, replica?.id, otherBirth?.id, other?.id]).not.toContain(undefined);
  expect([otherBirth?.id === birth?.id, other?.id === replica?.id]).toEqual([false, false]);
  // Nothing is said the next time.
  await page.reload();
  await synced(page);
  await expect.poll(() => said.count()).toBe(0);
});

test('each account has a mark of its own: whoever was not here last is told of their loss when they come', async () => {
  await openTicket();
  await dropWorker();
  await browser.context.setOffline(true);
  await write('Sent from nowhere any more');
  await until('the mark to say so', async () => /=1\.\d+$/.test((await cookies('waypost_left_'))[0] ?? ''));
  // Somebody else takes the seat, and the first one's work stays behind.
  await leaveSeat(page);
  await page.goto('about:blank');
  await browser.context.setOffline(false);
  await page.goto(site.url);
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  await until('two marks', async () => (await cookies('waypost_mark_')).length === 2);
  // A browser that many have used sends no more than eight along; who was here lately stays.
  await page.evaluate(() => {
    for (let i = 0; i < 10; i += 1)
      document.cookie = `waypost_mark_${String(i).padStart(16, '0')}=${crypto.randomUUID()}; Path=/; SameSite=Strict; Secure`;
  });
  await openTicket();
  await write('The mark is written again');
  await until('no more than eight', async () => (await cookies('waypost_mark_')).length === 8);
  await synced(page);
  // Read of the browser: a closed page has none.
  const left = async (): Promise<string[]> =>
    (await browser.context.cookies(site.url))
      .filter(({ name }) => name.startsWith('waypost_left_'))
      .map(({ value }) => value.split('.')[0] ?? '')
      .sort();
  // A page that is open goes on: it may have read a notice of its own accord a moment ago. What counts is what it leaves.
  await until('the count of either, with no page open', async () => {
    await close();
    if ((await left()).join() === '0,1') return true;
    await page.goto(site.url);
    await openTicket();
    await synced(page);
    return false;
  });
  await wipe();

  // The second one is signed in again by the cookie, and lost nothing.
  await page.goto(site.url);
  const said = page.getByText('This browser had removed what Waypost kept on this device');
  await said.waitFor();
  await expect.poll(() => said.textContent()).toMatch(/every change and file made here was at the office/);
  await synced(page);
  await leaveSeat(page);
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await said.waitFor();
  await expect
    .poll(() => said.textContent())
    .toMatch(/1 change or file made here was on this device only and may be lost/);
});

test('where the browser has forgotten all that a page said, as Safari does, the server’s word tells the loss', async () => {
  // The page has set its mark; the next refresh says it again.
  await until('the mark', async () => (await cookies('waypost_mark_')).length === 1);
  const refreshed = page.waitForResponse((response) => response.url().endsWith('/auth/refresh'));
  await page.reload();
  const set = (await (await refreshed).headersArray()).filter(({ name }) => /^set-cookie$/i.test(name));
  const names = set.flatMap(({ value }) => value.split('\n')).map((text) => text.split('=')[0]);
  expect(names.filter((name) => name?.startsWith('waypost_')).length).toBe(2);
  await synced(page);
  const mark = await cookies('waypost_mark_');
  await evict();
  await browser.context.clearCookies({ name: /^waypost_left_/ });
  await page.goto(site.url);
  const said = page.getByText('This browser had removed what Waypost kept on this device');
  await said.waitFor();
  await expect
    .poll(() => said.textContent())
    .toMatch(/How much made here had not been sent is not known any more/);
  await synced(page);
  await expect.poll(() => cookies('waypost_mark_')).not.toEqual(mark);

  // Who signs out leaves no mark behind, so nothing is missed afterwards.
  await page.getByRole('button', { name: 'Understood' }).click();
  await page
    .getByRole('button', { name: /: menu$/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('[data-testid=demo-person]').first().waitFor();
  await until('no mark', async () => (await cookies('waypost_')).length === 0);
  await page.reload();
  await page.locator('[data-testid=demo-person]').first().waitFor();
  await expect.poll(() => page.getByTestId('lost-notice').count()).toBe(0);
});

test('the browser removes everything and there is no network: the door says what happened', async () => {
  await openTicket();
  await page.goto('about:blank');
  await cdp.send('Storage.clearDataForOrigin', { origin: site.url, storageTypes: 'indexeddb' });
  // The shell is still there: it opens without a network.
  await browser.context.setOffline(true);
  await page.goto(site.url);
  const notice = page.getByTestId('lost-notice');
  await notice.waitFor();
  await expect
    .poll(() => notice.textContent())
    .toContain('every change and file made here was at the office');
  await browser.context.setOffline(false);
});

test('the connection to IndexedDB dies under a living page: it is opened again, each change is kept once, and screens go on (D6)', async () => {
  await browser.close();
  browser = await openBrowser(site.url);
  await browser.context.addInitScript(() => {
    const open: IDBDatabase[] = [];
    const dead = new Set<IDBDatabase>();
    Object.assign(window, { connections: open, dead });
    // Dexie holds on to this as it was when it opened, so it must be in place before.
    type Begin = (this: IDBDatabase, ...of: unknown[]) => IDBTransaction;
    const begin = Reflect.get(IDBDatabase.prototype, 'transaction') as Begin;
    IDBDatabase.prototype.transaction = function (...of) {
      if (!dead.has(this)) return begin.apply(this, of);
      throw new DOMException(
        'Connection to Indexed Database server lost. Refresh the page to try again',
        'UnknownError',
      );
    };
    // The page sends, and no worker for it.
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });
    const success = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result');
    Object.defineProperty(IDBRequest.prototype, 'result', {
      get(this: IDBRequest) {
        const result: unknown = success?.get?.call(this);
        if (result instanceof IDBDatabase && !open.includes(result)) open.push(result);
        return result;
      },
    });
  });
  page = await browser.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openTicket();
  const kill = (how: 'close' | 'unknown') =>
    page.evaluate((kind) => {
      const { connections, dead } = window as unknown as {
        connections: IDBDatabase[];
        dead: Set<IDBDatabase>;
      };
      if (kind === 'close') {
        for (const connection of connections) connection.close();
        return;
      }
      // As iOS says it: the connection is there, and every use of it fails.
      for (const connection of connections) dead.add(connection);
    }, how);
  // The next push finds its token of no use: the list of accounts is needed too, over a connection of its own.
  const spoilToken = () =>
    page.evaluate(() => {
      const send = window.fetch.bind(window);
      const spoiled = { code: 'token-expired', message: 'The token has run out.' };
      window.fetch = async (input, init) => {
        const path = new URL(input instanceof Request ? input.url : input, location.href).pathname;
        if (path !== '/sync/push') return await send(input, init);
        window.fetch = send;
        return Response.json(spoiled, { status: 401 });
      };
    });
  let refreshed = 0;
  page.on('response', (response) => {
    if (response.url().endsWith('/auth/refresh') && response.ok()) refreshed += 1;
  });
  for (const [i, how] of (['close', 'unknown'] as const).entries()) {
    await spoilToken();
    await kill(how);
    const words = `Written after the connection died by ${how}`;
    await write(words);
    await message(words).waitFor();
    await until('it in PostgreSQL', () => arrived(words));
    await synced(page);
    await expect.poll(() => message(words).count()).toBe(1);
    expect(refreshed).toBe(i + 1);
  }
  // The list beside it lives as well, in the page whose connection died.
  await page.evaluate(() => Object.assign(window, { samePage: true }));
  await page
    .getByRole('link', { name: /^Waypost/ })
    .first()
    .click();
  await page.getByTestId('ticket-row').first().waitFor();
  await expect.poll(() => page.evaluate(() => 'samePage' in window)).toBe(true);
});

test('persist() is asked for after the first own change, never on load, and the panel shows the answer', async () => {
  await browser.context.addInitScript(() => {
    const asked: number[] = [];
    Object.assign(window, { asked });
    const persist = navigator.storage.persist.bind(navigator.storage);
    navigator.storage.persist = async () => {
      asked.push(performance.now());
      return await persist();
    };
  });
  await page.reload();
  await synced(page);
  await openTicket();
  const asked = () => page.evaluate(() => (window as unknown as { asked: number[] }).asked.length);
  await expect.poll(() => asked()).toBe(0);
  await write('A first change');
  await message('A first change').waitFor();
  await until('the question', async () => (await asked()) === 1);
  await write('A second change');
  await message('A second change').waitFor();
  await expect.poll(() => asked()).toBe(1);
  await page.getByTestId('sync-chip').first().click();
  const space = page.getByTestId('sync-storage');
  await space.waitFor();
  await expect
    .poll(() => space.textContent())
    .toMatch(/kept until you sign out|may be removed by the browser/);
});
