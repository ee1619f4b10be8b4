import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  reply,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// A part of the app that cannot be fetched, or that a mistake of ours keeps from being drawn, costs that part and not the page.

let site: Site;
let browser: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());
beforeEach(async () => {
  // As in the first seconds of a first visit: no worker has the rest of the app yet.
  browser = await openBrowser(site.url, { worker: false });
});
afterEach(() => browser?.close());

const keysSheet = '**/assets/keys-sheet-*.js';
const attention = '**/assets/attention-screen-*.js';

test('a part that the network lost before it was fetched says so, and opens by itself when it is there', async () => {
  const page = await browser.context.newPage();
  await page.route(keysSheet, (route) => route.abort());
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await page.keyboard.press('?');
  const missing = page.getByTestId('part-missing');
  await missing.waitFor();
  await expect.poll(() => missing.textContent()).toMatch(/not on this device yet.*opens by itself/);
  expect(await violations(page)).toEqual([]);

  // The rest goes on meanwhile: a reply is written, saved and sent.
  await openFirstTicket(page);
  await reply(page, 'Written while a part was missing');
  await synced(page);

  await page.unroute(keysSheet);
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await expect.poll(() => missing.count()).toBe(0);
});

test('a screen that cannot be drawn stands alone with its trouble; another one opens, and a reload that mends it helps', async () => {
  const page = await browser.context.newPage();
  // What a broken build would bring: a module without the screen.
  await page.route(attention, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'export const nothing = 1;' }),
  );
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await page.getByRole('link', { name: /attention/i }).click();
  const stumble = page.getByTestId('stumble');
  await stumble.waitFor();
  await expect
    .poll(() => stumble.textContent())
    .toMatch(/our mistake, not yours. What you wrote is kept on this device/);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('link', { name: /^Open/ }).first().click();
  await expect.poll(() => stumble.count()).toBe(0);
  await openFirstTicket(page);
  await reply(page, 'Written after a screen had stumbled');
  await synced(page);

  await page.getByRole('link', { name: /attention/i }).click();
  await stumble.waitFor();
  await page.unroute(attention);
  await stumble.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
});

test('a screen that stumbles once is drawn when it is tried again; where it happened can be copied, without what was said', async () => {
  const page = await browser.context.newPage();
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  await page.route(attention, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `export function AttentionScreen() {
        if (!window.mended) throw new TypeError('words of a person');
        return 'Drawn at last';
      }`,
    }),
  );
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await page.getByRole('link', { name: /attention/i }).click();
  const stumble = page.getByTestId('stumble');
  await stumble.getByRole('button', { name: 'Try again' }).click();
  await stumble.getByRole('button', { name: 'Copy where it happened' }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toMatch(/^TypeError\n\s+at AttentionScreen /);
  expect(await copied()).not.toContain('words of a person');
  await page.evaluate(() => Object.assign(window, { mended: true }));
  await stumble.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Drawn at last').waitFor();
  await expect.poll(() => stumble.count()).toBe(0);
});
