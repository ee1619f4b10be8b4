import { afterAll, beforeAll, test } from 'vitest';
import type { CDPSession, Locator, Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// D6 in a real browser whose disk is full. It counts only every half minute what is used: these wait side by side.

let site: Site;
const opened: BrowserPerson[] = [];
beforeAll(async () => {
  site = await openSite();
});
afterAll(async () => {
  for (const browser of opened) await browser.close();
  await site?.close();
});

async function open(): Promise<BrowserPerson> {
  const browser = await openBrowser(site.url);
  opened.push(browser);
  return browser;
}

/** A field agent at a browser of their own, on a ticket, with the reserve in place. */
interface Seat {
  browser: BrowserPerson;
  page: Page;
  cdp: CDPSession;
  composer: () => Locator;
  message: (words: string) => Locator;
  /** How many entries the reserve has: one, or none once it was spent. */
  reserve: () => Promise<number>;
  write: (words: string) => Promise<void>;
}

async function takeSeat(): Promise<Seat> {
  const browser = await open();
  const page = await browser.open();
  const cdp = await browser.context.newCDPSession(page);
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openFirstTicket(page);
  const composer = () => page.getByTestId('composer').getByRole('textbox');
  const reserve = () =>
    page.evaluate(async () => (await (await caches.open('waypost-reserve')).keys()).length);
  await until('the reserve', async () => (await reserve()) === 1);
  return {
    browser,
    page,
    cdp,
    composer,
    message: (words) => page.getByTestId('message').filter({ hasText: words }),
    reserve,
    async write(words) {
      await composer().fill(words);
      await composer().press('Control+Enter');
    },
  };
}

const arrived = (words: string): Promise<boolean> =>
  site.all`select 1 from messages where body = ${words}`.then((rows) => rows.length === 1);

test.concurrent(
  'on a full device words are kept by the reserve; past it they stay in the field and are never called saved; every tab says so (D6)',
  async ({ expect }) => {
    const { browser, page, cdp, composer, message, reserve, write } = await takeSeat();
    const other = await browser.open();
    await synced(other);
    await page.bringToFront();
    await browser.context.setOffline(true);
    const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin: site.url });
    // Not a byte more than there is. The browser lets some through until it has counted again.
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: site.url, quotaSize: usage });
    const kept: string[] = [];
    const banner = page.getByTestId('full-banner');
    await until('the disk to be full', async () => {
      const words = `Kept, number ${kept.length}`;
      await write(words);
      await message(words).waitFor();
      kept.push(words);
      // Slowly: a browser counts only every half minute, and what slips in until then must be less than the reserve.
      await page.waitForTimeout(2_500);
      return (await banner.count()) > 0;
    });
    await expect.poll(() => reserve()).toBe(0);
    // The other tab has met nothing, and says the same; so does one that opens now.
    await other.getByTestId('full-banner').waitFor();
    const late = await browser.open();
    await late.getByTestId('full-banner').waitFor();
    await page.bringToFront();

    // And now not even that.
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: site.url, quotaSize: 1 });
    const refused = page.getByText('This device is full, so your change was not saved');
    let last = '';
    await until('words that cannot be kept', async () => {
      last = `Perhaps kept, number ${kept.length}`;
      await write(last);
      await Promise.race([message(last).waitFor(), refused.waitFor()]);
      if ((await refused.count()) > 0) return true;
      kept.push(last);
      await page.waitForTimeout(500);
      return false;
    });
    await expect.poll(() => composer().inputValue()).toBe(last);
    await expect.poll(() => message(last).count()).toBe(0);
    const chip = page.locator('[data-testid=sync-chip]').first();
    await expect.poll(() => chip.getAttribute('data-waiting')).toBe(String(kept.length));

    // The panel says what takes space; with room again what was typed is sent as it stands in the field.
    await page.getByRole('button', { name: 'What takes space' }).click();
    await page.getByTestId('sync-storage').getByText('This device is full.').waitFor();
    await page.keyboard.press('Escape');
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: site.url });
    await browser.context.setOffline(false);
    await composer().press('Control+Enter');
    await message(last).waitFor();
    await until('all in PostgreSQL', () => arrived(last));
    for (const words of kept) expect(await arrived(words)).toBe(true);
    await synced(page);
    for (const tab of [page, other, late])
      await tab.getByTestId('full-banner').waitFor({ state: 'detached' });
    await expect.poll(() => reserve()).toBe(1);
  },
);

test.concurrent(
  'a full device with a network: what a colleague writes has to wait, and is told; the reserve stays for own words (D6)',
  async ({ expect }) => {
    const { page, cdp, message, reserve, write } = await takeSeat();
    const office = await open();
    const theirs = await office.open();
    await enterAs(theirs, demoEmails.dispatcher);
    await theirs.goto(page.url());
    const box = theirs.getByTestId('composer').getByRole('textbox');
    const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin: site.url });
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: site.url, quotaSize: usage });
    const banner = page.getByTestId('full-banner');
    let count = 0;
    await until('a delivery that finds no room', async () => {
      count += 1;
      const words = `From the office, number ${count}.`;
      await box.fill(`${words} ${'It is a long story. '.repeat(200)}`);
      await box.press('Control+Enter');
      await theirs.getByTestId('message').filter({ hasText: words }).waitFor();
      // A browser counts only every half minute.
      await page.waitForTimeout(2_000);
      return (await banner.count()) > 0;
    });
    const last = message(`From the office, number ${count}.`);
    await expect.poll(() => banner.innerText()).toContain('news from the office has to wait for room');
    await expect.poll(async () => [await last.count(), await reserve()]).toEqual([0, 1]);
    await page.getByTestId('sync-chip').first().click();
    await page.getByTestId('sync-storage').getByText('This device is full.').waitFor();
    await page.keyboard.press('Escape');

    // Own words are kept by the reserve, which nothing that was delivered has touched, and they are sent.
    await write('Kept on a full device');
    await message('Kept on a full device').waitFor();
    await until('it in PostgreSQL', () => arrived('Kept on a full device'));
    await expect.poll(() => reserve()).toBe(0);

    await cdp.send('Storage.overrideQuotaForOrigin', { origin: site.url });
    await last.waitFor({ timeout: 60_000 });
    await banner.waitFor({ state: 'detached' });
    await expect.poll(() => reserve()).toBe(1);
    await expect.poll(() => message('Kept on a full device').count()).toBe(1);
  },
);
