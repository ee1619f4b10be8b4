import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { enterAs, openBrowser, type BrowserPerson } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// The list draws only the rows in sight: nobody may notice.

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

/** Everybody's tickets, all of them: 300 in the demo. */
async function allTickets(): Promise<Page> {
  const page = await browser.open();
  await enterAs(page, demoEmails.fieldAgent);
  await page.getByRole('link', { name: /^All\b/ }).click();
  await expect.poll(async () => (await seen(page)).count).toBeGreaterThan(200);
  return page;
}

/** What the list looks like: how many rows it has, which stand at its upper and lower edge (-1: a gap), how many are drawn. */
const seen = (page: Page) =>
  page.getByTestId('ticket-list').evaluate((list) => {
    const { left, right, top, bottom } = list.getBoundingClientRect();
    const rowAt = (y: number) =>
      document
        .elementsFromPoint((left + right) / 2, y)
        .map((element) => element.closest('[data-position]')?.getAttribute('data-position'))
        .find((position) => position !== undefined && position !== null) ?? '-1';
    return {
      count: Number(list.querySelector('[aria-setsize]')?.getAttribute('aria-setsize')),
      first: Number(rowAt(top + 2)),
      last: Number(rowAt(bottom - 2)),
      drawn: list.querySelectorAll('[data-position]').length,
      scrollTop: list.scrollTop,
      focused: document.activeElement?.closest('[data-position]')?.getAttribute('data-position') ?? null,
    };
  });
const scrollTo = (page: Page, top: number) =>
  page.getByTestId('ticket-list').evaluate((list, to) => list.scrollTo(0, to), top);

test('wherever one scrolls, rows stand from edge to edge, and few of them are drawn', async () => {
  const page = await allTickets();
  for (const [width, height] of [
    [1280, 800],
    [800, 1000],
    [390, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const top of [0, 1_234, 5_000, 1_000_000, 777]) {
      await scrollTo(page, top);
      await expect
        .poll(async () => {
          const { first, last } = await seen(page);
          return first >= 0 && last > first;
        })
        .toBe(true);
    }
    expect((await seen(page)).drawn).toBeLessThan(60);
  }
});

test('at the end stands the last ticket', async () => {
  const page = await allTickets();
  const { count } = await seen(page);
  await scrollTo(page, 1_000_000);
  await expect.poll(async () => (await seen(page)).last).toBe(count - 1);
});

test('walking by keys brings each row into sight, and the row with the focus keeps it however far one scrolls', async () => {
  const page = await allTickets();
  for (let step = 0; step < 30; step += 1) await page.keyboard.press('j');
  await expect.poll(async () => (await seen(page)).focused).toBe('29');
  const there = await seen(page);
  expect(there.scrollTop).toBeGreaterThan(0);
  expect(there.first).toBeLessThanOrEqual(29);
  expect(there.last).toBeGreaterThanOrEqual(29);
  await scrollTo(page, 1_000_000);
  await expect.poll(async () => (await seen(page)).first).toBeGreaterThan(100);
  expect((await seen(page)).focused).toBe('29');
  await page.keyboard.press('k');
  await expect.poll(async () => (await seen(page)).focused).toBe('28');
  const back = await seen(page);
  expect(back.first).toBeLessThanOrEqual(28);
  expect(back.last).toBeGreaterThanOrEqual(28);
});

test('who comes back from a ticket is where they were; another view starts at its top', async () => {
  const page = await allTickets();
  await scrollTo(page, 4_000);
  await expect.poll(async () => (await seen(page)).first).toBeGreaterThan(50);
  const before = await seen(page);
  await page
    .locator(`[data-position="${before.first + 3}"] a`)
    .first()
    .click();
  await page.getByTestId('composer').waitFor();
  await page.keyboard.press('u');
  await expect.poll(async () => (await seen(page)).scrollTop).toBe(before.scrollTop);
  expect((await seen(page)).first).toBe(before.first);
  await page.getByRole('link', { name: /^Active\b/ }).click();
  await expect.poll(async () => (await seen(page)).scrollTop).toBe(0);
});
