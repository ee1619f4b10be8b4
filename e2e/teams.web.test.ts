import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { inTenant } from '../sync-server/db/tenant.ts';
import { provisionTenant } from '../sync-server/tenants/provision.ts';
import { violations } from './support/axe.ts';
import { openBrowser, readyForOffline, synced } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// A tenant that begins with nothing: its admin makes the teams.

let site: Site;
const person = (name: string, role: 'admin' | 'agent') => ({
  id: randomUUID(),
  name,
  email: `${name.toLowerCase()}@fresh.example`,
  role,
});
const frida = person('Frida', 'admin');
const ole = person('Ole', 'agent');
beforeAll(async () => {
  site = await openSite();
  const id = randomUUID();
  await inTenant(site.sql, id, (tx) =>
    provisionTenant(
      tx,
      { id, slug: 'fresh', name: 'Fresh', demo: true, people: [frida, ole] },
      1_700_000_000_000,
    ),
  );
});
afterAll(() => site?.close());

async function enter(page: Page, { email }: { email: string }): Promise<void> {
  await page.locator(`[data-testid=demo-person][data-email="${email}"]`).click();
  await synced(page);
}

test('a new admin makes a team without a network and puts somebody into it; the other browser has it by itself', async () => {
  const office = await openBrowser(site.url);
  const field = await openBrowser(site.url);
  try {
    const his = await field.open();
    await enter(his, ole);
    await his
      .getByRole('link', { name: /New ticket/ })
      .first()
      .click();
    const offered = async () => await his.getByTestId('new-team').locator('option').allInnerTexts();
    await expect.poll(offered).toEqual(['No team']);
    const page = await office.open();
    await enter(page, frida);
    await page.getByRole('button', { name: /: menu$/ }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    const teams = page.getByRole('region', { name: 'Teams' });
    await teams.getByText('There is none yet.').waitFor();
    await readyForOffline(page);
    await office.context.setOffline(true);

    const dialog = page.getByTestId('team-dialog');
    await teams.getByRole('button', { name: 'New team' }).click();
    await dialog.getByLabel('Name').fill('West crew');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const card = teams.getByTestId('team-card').filter({ hasText: 'West crew' });
    await card.getByLabel('Add somebody to West crew').selectOption({ label: 'Ole' });
    const leads = card.getByLabel('Ole leads West crew');
    await leads.click();
    await expect.poll(() => leads.isChecked()).toBe(true);

    // A slip, and the way back: he is in it again, and leads it.
    await card.getByRole('button', { name: 'Take Ole out of West crew' }).click();
    await card.getByText('Nobody is in this team.').waitFor();
    await page.getByTestId('undo-strip').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => leads.isChecked()).toBe(true);

    // Two of one name could not be told apart.
    await teams.getByRole('button', { name: 'New team' }).click();
    await dialog.getByLabel('Name').fill('West crew');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('This name is there already.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await violations(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await expect.poll(() => offered()).toEqual(['No team']);

    await office.context.setOffline(false);
    await synced(page);
    await expect.poll(offered).toEqual(['No team', 'West crew']);

    await card.getByRole('button', { name: 'Edit West crew' }).click();
    await dialog.getByLabel('Name').fill('Westerners');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect.poll(offered).toEqual(['No team', 'Westerners']);
    await teams.getByRole('button', { name: 'Take out of use Westerners' }).click();
    await expect.poll(offered).toEqual(['No team']);
    await teams.getByText('Teams out of use: 1').click();
    await teams.getByLabel('Ole leads Westerners').waitFor();
    await teams.getByRole('button', { name: 'Use again Westerners' }).click();
    await expect.poll(offered).toEqual(['No team', 'Westerners']);
  } finally {
    await office.close();
    await field.close();
  }
});
