import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violationsByDayAndNight } from './support/axe.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  reply,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// M2 on the screen: what depends on "now" goes by the server's time, and a clock that is wrong is told.

let site: Site;
let right: BrowserPerson;
let wrong: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());
beforeEach(async () => {
  [right, wrong] = [await openBrowser(site.url), await openBrowser(site.url)];
});
afterEach(async () => {
  await right?.close();
  await wrong?.close();
});

const HOUR_MS = 3_600_000;
const YEAR_MS = 365.25 * 86_400_000;
const IN_2099 = 73 * YEAR_MS;
const IN_1999 = -27 * YEAR_MS;

/** A page whose `Date.now()` is off, and stays so through reloads; its timers are the browser's own. */
async function pageOff(offMs: number): Promise<Page> {
  const page = await wrong.context.newPage();
  await page.addInitScript((off) => {
    const real = Date.now.bind(Date);
    const state = window as unknown as { off: number };
    state.off = Number(sessionStorage.getItem('off') ?? off);
    Date.now = () => real() + state.off;
  }, offMs);
  await page.goto(site.url);
  return page;
}

async function setClock(page: Page, offMs: number): Promise<void> {
  await page.evaluate((off) => {
    sessionStorage.setItem('off', String(off));
    (window as unknown as { off: number }).off = off;
  }, offMs);
}

const deadlines = (page: Page) => page.locator('.rows .deadline').allInnerTexts();
const banner = (page: Page) => page.getByTestId('clock-banner');

async function enterRight(): Promise<Page> {
  const page = await right.open();
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  return page;
}

/** The same deadlines in the same words as on a device whose clock is right. */
async function sameDeadlines(page: Page, as: Page): Promise<void> {
  const differing = async (): Promise<string[]> => {
    const [here, there] = [await deadlines(page), await deadlines(as)];
    expect(here.length).toBeGreaterThan(3);
    // The banner takes the room of some rows.
    return here.flatMap((words, i) => (there[i] === words ? [] : [`${words}, not ${there[i]}`]));
  };
  // Each goes by steps of half a minute of its own clock: a deadline may pass from one word to the next between them.
  await expect.poll(differing).toEqual([]);
}

test.each([
  ['2099', IN_2099, '73 y ahead'],
  ['1999', IN_1999, '27 y behind'],
])('a device in %s shows deadlines and times as one whose clock is right (M2)', async (_, off, words) => {
  const page = await pageOff(off);
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  await expect.poll(() => banner(page).textContent()).toContain(`clock is ${words}. Your work is safe`);
  await sameDeadlines(page, await enterRight());

  await page.getByTestId('sync-chip').first().click();
  const panel = page.getByTestId('sync-panel');
  await expect.poll(() => panel.textContent()).toMatch(/Last synced (just now|[1-3] min ago)/);
  await expect
    .poll(() => panel.textContent())
    .not.toContain(String(new Date(Date.now() + off).getFullYear()));
  await page.keyboard.press('Escape');

  await wrong.context.setOffline(true);
  await page.getByTestId('ticket-row').first().click();
  const composer = page.getByTestId('composer').getByRole('textbox');
  await composer.fill(`Written offline in ${_}`);
  await composer.press('Control+Enter');
  const message = page.getByTestId('message').filter({ hasText: `Written offline in ${_}` });
  await expect.poll(() => message.locator('time').textContent()).toBe('just now');
});

test('a clock that jumps offline is told before any contact, and corrected with the next (M2)', async () => {
  const rightPage = await enterRight();
  const page = await pageOff(0);
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
  await sameDeadlines(page, rightPage);
  await expect.poll(() => banner(page).count()).toBe(0);

  await wrong.context.setOffline(true);
  await setClock(page, IN_1999);
  await expect.poll(() => banner(page).textContent()).toContain('jumped 27 y back');
  // A reload does not forget it: the last contact lies ahead. Deadlines stand as they did then.
  await page.reload();
  await page.getByTestId('ticket-row').first().waitFor();
  await expect.poll(() => banner(page).textContent()).toContain('jumped 27 y back');
  await expect.poll(async () => (await deadlines(page)).length).toBeGreaterThan(0);
  await expect.poll(async () => (await deadlines(page)).filter((words) => words.endsWith(' y'))).toEqual([]);

  await setClock(page, IN_2099);
  await expect.poll(() => banner(page).textContent()).toContain('y ahead since it last');

  await wrong.context.setOffline(false);
  await expect.poll(() => banner(page).textContent()).toContain('clock is 73 y ahead');
  // At once with the skew, not with the next turn of the screen's own timer.
  await sameDeadlines(page, rightPage);
  await setClock(page, 0);
  await page.reload();
  await synced(page);
  await expect.poll(() => banner(page).count()).toBe(0);
  await sameDeadlines(page, rightPage);
});

test('what was written two hours ago without a network stands there, and says when it reached the office (M7)', async () => {
  const page = await pageOff(0);
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
  await openFirstTicket(page);
  // Its last contact was three hours ago.
  await site.all`update replicas set drained_at = ${Date.now() - 3 * HOUR_MS}`;
  await wrong.context.setOffline(true);
  await setClock(page, -2 * HOUR_MS);
  await reply(page, 'The seal is worn');
  const mine = page.getByTestId('message').filter({ hasText: 'The seal is worn' });
  expect(await mine.getByTestId('arrived').count()).toBe(0);
  await setClock(page, 0);
  await wrong.context.setOffline(false);
  await synced(page);
  await mine.getByTestId('arrived').getByText('reached the office').waitFor();

  const other = await enterRight();
  await other.goto(page.url());
  const theirs = other.getByTestId('message').filter({ hasText: 'The seal is worn' });
  await expect
    .poll(() => theirs.locator('header').innerText())
    .toMatch(/2 h ago\s+reached the office just now/);
  expect(await violationsByDayAndNight(other)).toEqual([]);
  // It is news: first in the list by last activity.
  await other.goto(site.url);
  const first = other.getByTestId('ticket-row').first().getByRole('link');
  await expect.poll(() => first.getAttribute('href')).toContain(new URL(page.url()).pathname);
});
