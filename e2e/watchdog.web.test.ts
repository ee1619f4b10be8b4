import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { STUCK_MS } from '../app/sync/watchdog.ts';
import { PROTOCOL } from '../shared/protocol/version.ts';
import { enterAs, openBrowser, readyForOffline, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// D7 in a real browser: what hangs is the browser's own fetch and lock, and only the clock is hurried.

let site: Site;
let browser: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());
beforeEach(async () => {
  browser = await openBrowser(site.url);
});
afterEach(() => browser?.close());

/** Somebody at work, in a page whose timers can be hurried. */
async function enter(): Promise<Page> {
  const page = await browser.context.newPage();
  await page.clock.install();
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  return page;
}

/** Lets the page's own timers run for so long, while everything else gets its time too. */
async function hurry(page: Page, ms: number, { stepMs, restMs } = running): Promise<void> {
  for (let gone = 0; gone < ms; gone += stepMs) {
    await page.clock.runFor(stepMs);
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

/** So long of the page's time goes by at once, and so long it is left alone then. */
const running = { stepMs: 10_000, restMs: 25 };
/** A tenth of a second for each second: what may take some seconds has time to be done. */
const walking = { stepMs: 1_000, restMs: 100 };

async function hurryUntil(
  page: Page,
  probe: () => Promise<boolean>,
  { forMs, pace } = { forMs: 4 * STUCK_MS, pace: running },
): Promise<void> {
  for (let gone = 0; gone < forMs; gone += pace.stepMs) {
    if (await probe()) return;
    await hurry(page, pace.stepMs, pace);
  }
  throw new Error('waited in vain');
}

async function write(page: Page, words: string): Promise<void> {
  const box = page.getByTestId('composer').getByRole('textbox');
  await box.fill(words);
  await box.press('Control+Enter');
  await page.getByTestId('message').filter({ hasText: words }).waitFor();
}

const arrived = async (words: string): Promise<boolean> =>
  (await site.all`select 1 from messages where body = ${words}`).length === 1;

test('pushes that hang for ever are noticed, sending begins anew, and the person can copy how it stood', async () => {
  const page = await enter();
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('composer').waitFor();
  // From now on a push is never answered and hears no signal, and the worker is out of the way.
  await page.evaluate(() => {
    const send = window.fetch.bind(window);
    Object.assign(window, { hang: true, hung: 0 });
    window.fetch = (input, init) => {
      const state = window as unknown as { hang: boolean; hung: number };
      const path = new URL(input instanceof Request ? input.url : input, location.href).pathname;
      if (!state.hang || path !== '/sync/push') return send(input, init);
      state.hung += 1;
      return new Promise(() => undefined);
    };
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });
  });
  await write(page, 'Connected, but not pushing');
  await until('a push that hangs', () =>
    page.evaluate(() => (window as unknown as { hung: number }).hung > 0),
  );
  await hurry(page, STUCK_MS / 2);
  await expect.poll(() => page.getByTestId('stuck-banner').count()).toBe(0);
  await hurry(page, STUCK_MS / 2 - 30_000);
  const banner = page.getByTestId('stuck-banner');
  await hurryUntil(page, async () => (await banner.count()) > 0, { forMs: 60_000, pace: walking });
  await expect.poll(() => banner.textContent()).toMatch(/had not moved for 5 min .* Nothing is lost/);
  // It began anew: another push was tried, although the first still hangs.
  await hurry(page, 10_000);
  await until('a second push', () => page.evaluate(() => (window as unknown as { hung: number }).hung >= 2));
  await expect.poll(() => arrived('Connected, but not pushing')).toBe(false);

  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  await banner.getByRole('button', { name: 'Copy the diagnosis' }).click();
  await banner.getByText('Copied.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const diagnosis = JSON.parse(copied) as {
    outbox: { queued: { count: number } };
    tabs: { pushing: boolean };
  };
  expect([diagnosis.outbox.queued.count, diagnosis.tabs.pushing]).toEqual([1, true]);

  // The network is well again: the next new beginning sends it, and the banner says so.
  await page.evaluate(() => Object.assign(window, { hang: false }));
  await hurry(page, STUCK_MS + 30_000);
  await until('the message in PostgreSQL', () => arrived('Connected, but not pushing'));
  await hurry(page, 30_000);
  await until('the good news', async () => (await banner.textContent())?.includes('it moves again') ?? false);
  await banner.getByRole('button', { name: 'Understood' }).click();
  await banner.waitFor({ state: 'detached' });
});

test('a storage that does not answer any more is told of, and how the device stands can still be copied (D7, D9)', async () => {
  const page = await enter();
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  // From now on nobody in this page hears what IndexedDB answers, of a new connection neither.
  await page.evaluate(() => {
    const nobody = { set(): void {} };
    const deafen = (to: object, events: string[]): void => {
      for (const event of events) {
        const own = Object.getOwnPropertyDescriptor(to, event);
        Object.defineProperty(to, event, { ...own, ...nobody });
      }
    };
    deafen(IDBRequest.prototype, ['onsuccess', 'onerror']);
    deafen(IDBOpenDBRequest.prototype, ['onblocked', 'onupgradeneeded']);
    deafen(IDBTransaction.prototype, ['oncomplete', 'onerror', 'onabort']);
  });
  const banner = page.getByTestId('silent-banner');
  await hurryUntil(page, async () => (await banner.count()) > 0);
  await expect.poll(() => banner.textContent()).toContain('The storage of this device does not answer');

  await page.getByTestId('sync-chip').first().click();
  const details = page.getByTestId('sync-details');
  await details.locator('summary').click();
  await details.getByRole('button', { name: 'Copy all of it' }).click();
  await hurryUntil(page, async () => (await details.getByText('Copied.').count()) > 0);
  await hurryUntil(page, async () => (await details.getByText('Last errors').count()) > 0);
  await expect.poll(() => details.textContent()).toContain('is what is known without it');
  await expect.poll(() => details.textContent()).toContain('Waitingnot known');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const diagnosis = JSON.parse(copied) as Record<string, any>;
  expect(diagnosis).toMatchObject({
    app: { protocol: PROTOCOL, worker: 'activated' },
    state: { online: true },
    outbox: null,
    storage: { silent: true, records: null },
  });
  expect(diagnosis['unanswered']).toContain('outbox');
});

test('a tab that holds the lock for pushing and never lets go keeps nobody from sending', async () => {
  const page = await enter();
  const holder = await browser.context.newPage();
  await holder.goto(`${site.url}/health`);
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('composer').waitFor();
  await holder.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const lead = [...held, ...pending].find((lock) => lock.name?.startsWith('waypost:sync:'));
    const name = lead?.name?.replace('waypost:sync:', 'waypost:push:') ?? '';
    if (!name) throw new Error('nobody leads');
    await new Promise<void>((granted) => {
      void navigator.locks.request(name, { steal: true }, () => {
        granted();
        return new Promise(() => undefined);
      });
    });
  });
  await page.evaluate(() =>
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined }),
  );
  await write(page, 'Behind a lock that nobody gives back');
  const waits = async (): Promise<number> =>
    await page.evaluate(async () => {
      const { pending = [] } = await navigator.locks.query();
      return pending.filter((lock) => lock.name?.startsWith('waypost:push:')).length;
    });
  await until('the wait for the lock', async () => (await waits()) > 0);
  await expect.poll(() => arrived('Behind a lock that nobody gives back')).toBe(false);
  await hurry(page, 100_000);
  await until('the message in PostgreSQL', () => arrived('Behind a lock that nobody gives back'));
});

test('a leader under which nothing moves, and which hears nothing: after a second time another tab takes the lead (D7)', async () => {
  const leader = await browser.context.newPage();
  // As an app of another version might: its sending hangs, and it knows no word for beginning anew.
  await leader.addInitScript(() => {
    const send = window.fetch.bind(window);
    window.fetch = (input, init) => {
      const path = new URL(input instanceof Request ? input.url : input, location.href).pathname;
      return path === '/sync/push' ? new Promise(() => undefined) : send(input, init);
    };
    const said = Object.getOwnPropertyDescriptor(BroadcastChannel.prototype, 'onmessage');
    Object.defineProperty(BroadcastChannel.prototype, 'onmessage', {
      set(this: BroadcastChannel, hear: (event: MessageEvent) => void) {
        said?.set?.call(this, (event: MessageEvent) => event.data === 'restart' || hear(event));
      },
    });
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });
  });
  await leader.goto(site.url);
  await enterAs(leader, demoEmails.fieldAgent);
  await readyForOffline(leader);

  const other = await browser.context.newPage();
  await other.clock.install();
  await other.addInitScript(() => {
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });
    // Its hurried clock would take the leader's beats for silence; a tab that nobody sees does not listen for them.
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  });
  await other.goto(site.url);
  await other.getByTestId('ticket-row').first().click();
  await other.getByTestId('composer').waitFor();
  const leads = (page: Page): Promise<string | undefined> =>
    page.evaluate(async () => {
      const { held = [] } = await navigator.locks.query();
      return held.find((lock) => lock.name?.startsWith('waypost:sync:'))?.clientId;
    });
  const first = await leads(other);
  await write(other, 'Nobody sends me');

  const banner = other.getByTestId('stuck-banner');
  await hurryUntil(other, async () => (await banner.count()) > 0);
  await expect.poll(() => leads(other)).toBe(first);
  await expect.poll(() => banner.textContent()).not.toMatch(/taken over sending/);
  await expect.poll(() => arrived('Nobody sends me')).toBe(false);
  // The one that led cannot have sent it. It may lead again since: it sees that this hurried clock keeps no time.
  await hurryUntil(other, () => arrived('Nobody sends me'));
  await expect.poll(() => banner.textContent()).toMatch(/taken over sending/);
});
