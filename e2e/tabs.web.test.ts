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

test('many tabs, one stream; another tab goes on when the leader closes, or freezes (D5)', async () => {
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

test('a leader frozen in the middle of sending: another tab takes the lock for sending with the lead (D5)', async () => {
  const own = await openBrowser(site.url);
  try {
    // A worker lives in the process of some tab, here perhaps of the one that is stopped dead; and it would send as well.
    await own.context.addInitScript(() => {
      ServiceWorkerContainer.prototype.register = () => new Promise(() => undefined);
    });
    const leader = await own.open();
    await enterAs(leader, demoEmails.dispatcher);
    await synced(leader);
    await leader.getByTestId('ticket-row').first().click();
    await leader.getByTestId('composer').waitFor();
    const awake = await own.open(new URL(leader.url()).pathname);
    await awake.getByTestId('composer').waitFor();

    let asked = 0;
    await leader.route('**/sync/push', () => void (asked += 1)); // is never answered
    await write(leader, 'on its way when the tab froze');
    await until('the push', async () => asked === 1);
    const thaw = await freeze(own.context, leader);
    await awake.bringToFront();
    const arrived = async (): Promise<boolean> =>
      (await site.all`select 1 from messages where body = 'on its way when the tab froze'`).length === 1;
    // Patience with a lock that is simply held would be a minute and a half.
    await until('the message in PostgreSQL', arrived, 75_000);
    thaw();
    await leader.unroute('**/sync/push');
    await leader.bringToFront();
    await write(leader, 'after the thaw');
    await shows(awake, 'after the thaw', 10_000);
    const rows = await site.all`select 1 from messages where body = 'on its way when the tab froze'`;
    expect(rows).toHaveLength(1);
  } finally {
    await own.close();
  }
}, 180_000);
