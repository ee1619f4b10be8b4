import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violationsByDayAndNight } from './support/axe.ts';
import { enterAs, openBrowser } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const looks = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
] as const;

test.each(looks)(
  'every screen meets WCAG 2.2 AA as far as axe can tell ($width px, by day and by night)',
  async (look) => {
    const browser = await openBrowser(site.url, look);
    try {
      const page = await browser.open();
      await page.getByTestId('demo-person').first().waitFor();
      expect(await violationsByDayAndNight(page)).toEqual([]);
      await enterAs(page, demoEmails.dispatcher);
      expect(await violationsByDayAndNight(page)).toEqual([]);
      await page.getByTestId('ticket-row').first().click();
      await page.getByTestId('composer').waitFor();
      expect(await violationsByDayAndNight(page)).toEqual([]);
      await page.getByTestId('sync-chip').first().click();
      await page.getByTestId('sync-panel').waitFor();
      expect(await violationsByDayAndNight(page)).toEqual([]);
      await page.goto(`${site.url}/new`);
      await page.getByLabel('Title').waitFor();
      expect(await violationsByDayAndNight(page)).toEqual([]);
      await page.goto(`${site.url}/attention`);
      await page.getByText('Nothing needs you here').waitFor();
      expect(await violationsByDayAndNight(page)).toEqual([]);
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth))
        .toBe(true);
    } finally {
      await browser.close();
    }
  },
);

test.each(looks)(
  'so do the settings and their forms, with what is wrong in them ($width px, by day and by night)',
  async (look) => {
    const browser = await openBrowser(site.url, look);
    try {
      const page = await browser.open();
      await enterAs(page, demoEmails.admin);
      await page.goto(`${site.url}/settings`);
      await page.getByTestId('sla-default').waitFor();
      expect(await violationsByDayAndNight(page)).toEqual([]);
      for (const form of ['sla', 'calendars', 'replies', 'macros']) {
        await page.goto(`${site.url}/settings/${form}/new`);
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByText('A name of 1 to 50 characters.').waitFor();
        expect(await violationsByDayAndNight(page)).toEqual([]);
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth))
          .toBe(true);
      }
    } finally {
      await browser.close();
    }
  },
);

/** What the office looks at, and by what each has come; on a desk they are looked at where they are worked with. */
const ofTheOffice = [
  ['/archive', '#archive-title'],
  ['/settings/audit', '[data-testid=audit-row]'],
  ['/settings/devices', '[data-testid=fleet-row]'],
  ['/settings/review', '[data-testid=review-row]'],
  ['/notifications', '#notices-title'],
] as const;

test('so do the archive, the log, the devices, the review and the inbox on a phone, by day and by night', async () => {
  const browser = await openBrowser(site.url, looks[1]);
  try {
    const page = await browser.open();
    await enterAs(page, demoEmails.admin);
    for (const [path, sign] of ofTheOffice) {
      await page.goto(`${site.url}${path}`);
      await page.locator(sign).first().waitFor();
      const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
      const found = await violationsByDayAndNight(page);
      await expect
        .poll(async () => ({ path, found, fits: await page.evaluate(fits) }))
        .toEqual({ path, found: [], fits: true });
    }
  } finally {
    await browser.close();
  }
});
