import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// What a desk keeps beside the usual, and what a field agent does on the spot: on the screen, without a network.

let site: Site;
let admin: BrowserPerson;
let page: Page;
beforeAll(async () => {
  site = await openSite();
  admin = await openBrowser(site.url);
  page = await admin.open();
  await enterAs(page, demoEmails.admin);
  await readyForOffline(page);
});
afterAll(async () => {
  await admin.close();
  await site.close();
});

/** With SHOTS=<folder>, what there is to see on a desk and on a phone. */
async function look(name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (!folder) return;
  for (const [width, height, colorScheme] of [
    [1280, 800, 'light'],
    [360, 740, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    await page.screenshot({ path: `${folder}/${name}-${width}.png` });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

const save = (testId: string) =>
  page.getByTestId(testId).getByRole('button', { name: 'Save', exact: true }).click();

test('an admin keeps the lists, offline, and a ticket asks for what its status requires', async () => {
  await page.goto(`${site.url}/settings`);
  await page.getByTestId('tags-settings').waitFor();
  await admin.context.setOffline(true);
  await page.getByRole('button', { name: 'New tag' }).click();
  await save('tag-dialog');
  const name = page.getByTestId('tag-dialog').getByLabel('Name');
  expect(await name.getAttribute('aria-invalid')).toBe('true');
  await name.fill('danger');
  await page.getByLabel('Red', { exact: true }).check();
  await page.getByTestId('tag-dialog').getByLabel('Description').fill('Somebody may be hurt');
  expect(await violations(page)).toEqual([]);
  await look('tag-dialog');
  await save('tag-dialog');
  const row = page.getByTestId('tag-row').filter({ hasText: 'danger' });
  await row.getByText('Somebody may be hurt').waitFor();
  await page.getByRole('button', { name: 'New field' }).click();
  const form = page.getByTestId('field-dialog');
  await form.getByLabel('Label').fill('Meter');
  await form.getByLabel('Type').selectOption('choices');
  await form.getByLabel('Choices').fill('gas\nwater');
  await form.getByLabel('Resolved').check();
  expect(await violations(page)).toEqual([]);
  await look('field-dialog');
  await save('field-dialog');
  await page.getByTestId('field-row').filter({ hasText: 'required for Resolved' }).waitFor();
  await look('lists');

  await page.locator('.side-brand').first().click();
  await openFirstTicket(page);
  const fold = page.locator('.more-facts > summary');
  await fold.click();
  await page.getByLabel('Add tag').selectOption('danger');
  expect(await page.locator('.tag-own[data-color=red]').innerText()).toContain('danger');
  await fold.click();
  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.getByText('Fill in “Meter” first.').waitFor();
  await look('needed');
  await page.getByRole('button', { name: 'Fill it in' }).click();
  await page.locator(':focus').press('Space');
  await expect.poll(() => page.getByLabel('gas').isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.locator('.ticket-bar').getByText('Resolved').waitFor();
  await admin.context.setOffline(false);
  await synced(page);
});
