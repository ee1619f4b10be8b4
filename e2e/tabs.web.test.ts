import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { freeze } from './support/freeze.ts';
import { enterAs, openBrowser, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
let browser: BrowserPerson;
let office: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  browser = await openBrowser(site.url);
  office = await openBrowser(site.url);
});
afterAll(async () => {
  await browser?.close();
  await office?.close();
  await site?.close();
});

/** Writes on a ticket in one window. */
async function write(page: Page, words: string): Promise<void> {
  const box = page.getByTestId('composer').getByRole('textbox');
  await box.fill(words);
  await box.press('Control+Enter');
  await page.getByTestId('message').filter({ hasText: words }).waitFor();
}

const shows = (page: Page, words: string, timeoutMs: number) =>
  page.getByTestId('message').filter({ hasText: words }).waitFor({ timeout: timeoutMs });

test('many tabs, one stream; another tab goes on when the leader closes, or freezes', async () => {
  let streams = 0;
  browser.context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/sync/stream') streams += 1;
  });
  const first = await browser.open();
  await enterAs(first, demoEmails.dispatcher);
  await synced(first);
  await until('the stream', async () => streams === 1);
  await first.getByTestId('ticket-row').first().click();
  await first.getByTestId('composer').waitFor();
  const path = new URL(first.url()).pathname;
  const second = await browser.open(path);
  const third = await browser.open(path);
  const colleague = await office.open();
  await enterAs(colleague, demoEmails.fieldAgent);
  await colleague.goto(site.url + path);
  await colleague.getByTestId('composer').waitFor();

  // Every tab shows the same, whichever wrote it, and there is one stream for all of them.
  await write(third, 'written in the third tab');
  await shows(first, 'written in the third tab', 5_000);
  await shows(second, 'written in the third tab', 5_000);
  await shows(colleague, 'written in the third tab', 5_000);
  expect(streams).toBe(1);

  await first.close();
  await write(colleague, 'after the leader closed');
  await shows(second, 'after the leader closed', 10_000);
  await shows(third, 'after the leader closed', 10_000);
  await until('the second stream', async () => streams === 2);

  // One of the two leads now; freeze each in turn, and the other must take over within seconds.
  for (const [frozen, awake] of [
    [second, third],
    [third, second],
  ] as const) {
    await awake.bringToFront();
    const thaw = await freeze(browser.context, frozen);
    const words = `while ${frozen === second ? 'the second' : 'the third'} tab is frozen`;
    await write(colleague, words);
    await shows(awake, words, 20_000);
    thaw();
    await frozen.bringToFront();
    await shows(frozen, words, 10_000);
  }
});
