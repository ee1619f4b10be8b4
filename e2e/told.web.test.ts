import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { OLDEST_PULL } from '../shared/protocol/version.ts';
import { violations } from './support/axe.ts';
import {
  enterAs,
  leaveSeat,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  reply,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// What a person is told when the server was restored (I1), their app is too old (V3), there is space to win (D6), or work has
// waited for long (B1); and where the server asks for patience (R1).

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

const composer = (page: Page) => page.getByTestId('composer').getByRole('textbox');
const message = (page: Page, words: string) => page.getByTestId('message').filter({ hasText: words });
const timesArrived = async (words: string): Promise<number> =>
  (await site.all`select 1 from messages where body = ${words}`).length;

test('a server that was restored from a backup is told, stays told until it was read, and is told once (I1)', async () => {
  const page = await browser.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openFirstTicket(page);
  await reply(page, 'Sent before the restore');
  await until('it in PostgreSQL', async () => (await timesArrived('Sent before the restore')) === 1);
  await synced(page);
  await site.stopServer();
  await site.all`update incarnation set id = gen_random_uuid(), since = now()`;
  await reply(page, 'Made while it was away');
  await site.startServer();

  const banner = page.locator('.banner').filter({ hasText: 'The server was restored from a backup' });
  await banner.waitFor({ timeout: 60_000 });
  await expect
    .poll(() => banner.textContent())
    .toMatch(/fetches everything again and offers your recent work once more/);
  await page.getByTestId('sync-chip').first().click();
  await page.getByTestId('sync-panel').getByText('The server was restored from a backup').waitFor();
  await page.keyboard.press('Escape');
  await synced(page);
  for (const words of ['Sent before the restore', 'Made while it was away']) {
    await expect.poll(() => timesArrived(words)).toBe(1);
    await message(page, words).waitFor();
  }
  // A round that went well does not put it away, nor does a new page.
  await page.reload();
  await synced(page);
  await banner.getByRole('button', { name: 'Understood' }).click();
  await banner.waitFor({ state: 'detached' });
  await page.reload();
  await synced(page);
  await expect.poll(() => banner.count()).toBe(0);
});

test('an app that is too old says so, goes on sending, and the button brings the new one with the draft (V3)', async () => {
  const page = await browser.context.newPage();
  // The same app, that says of itself what an older one would, until there is a newer one to be had.
  await page.addInitScript((protocol) => {
    if (localStorage.getItem('newer') !== null) return;
    const send = window.fetch.bind(window);
    Object.assign(window, { CompressionStream: undefined });
    window.fetch = (input, init) => {
      const said = typeof init?.body === 'string' ? (JSON.parse(init.body) as object) : {};
      const body = JSON.stringify({ ...said, protocol });
      return 'protocol' in said ? send(input, { ...init, body }) : send(input, init);
    };
  }, OLDEST_PULL - 2);
  await page.goto(site.url);
  await page.evaluate(() => localStorage.setItem('newer', 'for the first sync'));
  await page.reload();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await page.evaluate(() => localStorage.removeItem('newer'));
  await page.reload();
  const banner = page.getByTestId('too-old-banner');
  await openFirstTicket(page);
  await reply(page, 'By an app that is too old');
  await banner.waitFor();
  await expect
    .poll(() => banner.textContent())
    .toMatch(/too old to show what others do\. What you do is still sent\./);
  await until('it in PostgreSQL', async () => (await timesArrived('By an app that is too old')) === 1);
  await composer(page).fill('Half a sentence, not');

  // Without a newer one the button does no harm, and the banner stays true.
  const marked = (): Promise<boolean> => page.evaluate(() => 'marked' in window);
  const button = banner.getByRole('button', { name: 'Update' });
  const update = async (press = () => button.click()): Promise<void> => {
    await page.evaluate(() => Object.assign(window, { marked: true }));
    await press();
    await until('another page', async () => !(await marked().catch(() => true)));
    await composer(page).waitFor();
  };
  await update();
  await banner.waitFor();
  await expect.poll(() => composer(page).inputValue()).toBe('Half a sentence, not');
  await page.evaluate(() => localStorage.setItem('newer', 'now there is'));
  // Typed on until the very press: no pause in which it would have been kept.
  await update(() =>
    button.evaluate((pressed: HTMLElement) => {
      const box = document.querySelector('[data-testid=composer] textarea') as HTMLTextAreaElement;
      Reflect.set(HTMLTextAreaElement.prototype, 'value', 'Half a sentence, not more', box);
      box.dispatchEvent(new Event('input', { bubbles: true }));
      pressed.click();
    }),
  );
  await banner.waitFor({ state: 'detached' });
  await synced(page);
  await expect.poll(() => composer(page).inputValue()).toBe('Half a sentence, not more');
  await message(page, 'By an app that is too old').waitFor();
  await expect.poll(() => timesArrived('By an app that is too old')).toBe(1);
});

const databases = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    (await indexedDB.databases()).flatMap(({ name = '' }) => (/^waypost:.+:/.test(name) ? [name] : [])),
  );

test('what can go has its size and goes when asked; what is only here cannot be made to (D6)', async () => {
  // No worker sends anything while somebody else has the seat.
  await browser.context.addInitScript(() =>
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined }),
  );
  let page = await browser.context.newPage();
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  const [first = ''] = await databases(page);
  await openFirstTicket(page);
  await reply(page, 'Confirmed by the office');
  await synced(page);
  const openPanel = async (): Promise<Locator> => {
    await page.getByTestId('sync-chip').first().click();
    const shown = page.getByTestId('sync-storage');
    await shown.waitFor();
    return shown;
  };
  let space = await openPanel();
  await expect.poll(() => space.textContent()).toMatch(/\d+ tickets \(about \d+ [kM]B\), 0 drafts/);
  await space.getByText(/1 copy \(about 1 kB\) of work the office has confirmed/).waitFor();
  await space.getByRole('button', { name: 'Let go of it' }).click();
  await space.getByText(/of work the office has confirmed/).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');

  // With something unsent of theirs, nobody else can remove it.
  await browser.context.setOffline(true);
  await reply(page, 'Only on this device');
  await leaveSeat(page);
  // Its window is gone before there is a network: a page that is only left may send once more.
  await page.close();
  await browser.context.setOffline(false);
  page = await browser.context.newPage();
  await page.goto(site.url);
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  space = await openPanel();
  await space.getByText(/has 1 thing in this browser that is nowhere else: it stays/).waitFor();
  await expect.poll(() => space.getByRole('button', { name: 'Remove from this device' }).count()).toBe(0);
  await expect.poll(() => timesArrived('Only on this device')).toBe(0);

  // They come back and send it; then it can go, after a second thought.
  await leaveSeat(page);
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await synced(page);
  await expect.poll(() => timesArrived('Only on this device')).toBe(1);
  await leaveSeat(page);
  await page.goto(site.url);
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  space = await openPanel();
  await space.getByText(/has in this browser \(about \d+ [kM]B\) is all at the office\./).waitFor();
  await space.getByRole('button', { name: 'Remove from this device' }).click();
  await space.getByRole('button', { name: 'Keep' }).click();
  expect(await databases(page)).toContain(first);
  await space.getByRole('button', { name: 'Remove from this device' }).click();
  await space.getByRole('button', { name: 'Yes, remove it here' }).click();
  await space.getByText(/is all at the office/).waitFor({ state: 'detached' });
  const left = await databases(page);
  expect([left.length, left.includes(first)]).toEqual([1, false]);
  await page.reload();
  await synced(page);
});

test('work that has waited for a week is told in chip and panel: how much, that it is safe, what to do; until it is sent (B1)', async () => {
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + Number(sessionStorage.getItem('later') ?? 0);
  });
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openFirstTicket(page);
  await browser.context.setOffline(true);
  await reply(page, 'Written on Monday');
  const chip = page.getByTestId('sync-chip').first();
  const aDayOnly = page.locator('[data-testid=sync-chip].tone-held').first();
  await aDayOnly.waitFor();
  // And a minute: the chip looks at the clock now and then.
  const later = (days: number) =>
    page.evaluate((ms) => sessionStorage.setItem('later', String(ms)), days && days * 86_400_000 + 60_000);
  await later(2);
  await page.reload();
  await aDayOnly.waitFor();
  await expect.poll(() => chip.innerText()).toContain('1 waiting');
  await expect.poll(() => chip.innerText()).not.toContain('for 2 d');

  // Still without a network.
  await later(7);
  await page.reload();
  await page.locator('[data-testid=sync-chip].tone-heavy').first().waitFor();
  await expect.poll(() => chip.innerText()).toContain('1 waiting for 7 d');
  await expect.poll(() => chip.getAttribute('title')).toContain('safe on this device');
  await expect.poll(() => page.getByTestId('clock-banner').count()).toBe(0);
  await chip.click();
  const told = page.getByTestId('backlog');
  await expect
    .poll(() => told.innerText())
    .toMatch(
      /^1 change waits here for 7 d\. It is safe on this device, and nowhere else yet: .* leave Waypost open until it is sent\.$/,
    );
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.locator('.top-bar .sync-chip.tone-heavy').waitFor();
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth))
    .toBe(true);

  await later(0);
  await browser.context.setOffline(false);
  await page.reload();
  await synced(page);
  await expect.poll(() => timesArrived('Written on Monday')).toBe(1);
  await expect.poll(() => chip.getAttribute('class')).toContain('tone-good');
  await chip.click();
  await page.getByTestId('sync-panel').getByRole('heading', { name: 'Nothing waits' }).waitFor();
  await expect.poll(() => told.count()).toBe(0);
});

test('a server that asks for patience when the session is renewed is left alone, which the panel says, and gets all after it (R1)', async () => {
  const page = await browser.context.newPage();
  // The page sends, and no worker for it.
  await page.addInitScript(() =>
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined }),
  );
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openFirstTicket(page);
  const asked: { path: string; at: number }[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/(sync|auth)\//.test(pathname)) asked.push({ path: pathname, at: Date.now() });
  });
  const coded = (code: string) => JSON.stringify({ code, message: 'Not now.' });
  // The token is of no use any more, so the session is renewed; and that is put off by five seconds.
  await page.route(
    '**/sync/push',
    (route) => route.fulfill({ status: 401, contentType: 'application/json', body: coded('token-expired') }),
    { times: 1 },
  );
  let refusedAt = 0;
  await page.route(
    '**/auth/refresh',
    async (route) => {
      await route.fulfill({
        status: 429,
        contentType: 'application/json',
        headers: { 'retry-after': '5' },
        body: coded('busy'),
      });
      refusedAt = Date.now();
    },
    { times: 1 },
  );
  await reply(page, 'Kept while it asks for patience');
  await until('the renewal', async () => refusedAt > 0);
  await page.getByTestId('sync-chip').first().click();
  const panel = page.getByTestId('sync-panel');
  await panel.getByText(/^The office asked for patience: next try at /).waitFor();
  await expect.poll(() => panel.getByRole('button', { name: 'Sync now' }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await reply(page, 'And more');
  await until('both in PostgreSQL', async () => (await timesArrived('And more')) === 1);
  await expect.poll(() => timesArrived('Kept while it asks for patience')).toBe(1);
  expect(Date.now() - refusedAt).toBeGreaterThan(4_900);
  const early = asked.filter(({ at }) => at > refusedAt && at < refusedAt + 4_900);
  expect(early.map(({ path }) => path)).toEqual([]);
  expect(asked.filter(({ path }) => path === '/auth/refresh')).toHaveLength(2);
  await synced(page);
});
