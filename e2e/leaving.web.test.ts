import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
let desk: BrowserPerson;
let field: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  desk = await openBrowser(site.url);
  field = await openBrowser(site.url, { width: 900 });
});
afterAll(async () => {
  await desk?.close();
  await field?.close();
  await site?.close();
});

const heldBy = async (name: string): Promise<number> => {
  const [row] = await site.all<{ count: number }[]>`
    select count(*)::int as count from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.assignee_id
    where p.name = ${name} and t.status <> 'closed'`;
  return row?.count ?? 0;
};

test('an admin deactivates somebody without a network and says whose their tickets become; it is so once there is one', async () => {
  const hers = await field.open();
  await enterAs(hers, demoEmails.fieldAgent);
  await synced(hers);
  const page = await desk.open();
  await enterAs(page, demoEmails.admin);
  await readyForOffline(page);
  const [before, bilals] = [await heldBy('Ana Dvořák'), await heldBy('Bilal Kaya')];
  expect(before).toBeGreaterThan(0);
  const [share] = await site.all<{ count: number }[]>`
    select count(*)::int as count from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.assignee_id
    join teams m on m.tenant_id = t.tenant_id and m.id = t.team_id
    where p.name = 'Ana Dvořák' and m.name = 'North crew' and t.status <> 'closed'`;
  await page.getByRole('button', { name: /: menu$/ }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await desk.context.setOffline(true);
  await page.getByRole('button', { name: 'Deactivate Ana Dvořák' }).click();
  const dialog = page.getByTestId('leaving');
  await dialog.getByText(`Ana Dvořák has ${before} tickets that are not closed. Who takes them?`).waitFor();
  expect(await violations(page)).toEqual([]);
  const north = dialog.getByLabel(`${share?.count} tickets of North crew`);
  await north.selectOption({
    label: (await north.locator('option', { hasText: 'Bilal Kaya' }).innerText()).trim(),
  });
  await dialog.getByRole('button', { name: 'Deactivate Ana Dvořák' }).click();
  await page.getByTestId('person-gone').filter({ hasText: 'Ana Dvořák' }).waitFor();
  await page.getByTestId('undo-strip').getByText('Ana Dvořák works here no longer').waitFor();
  // Not in the office yet: she goes on.
  await expect.poll(() => heldBy('Ana Dvořák')).toBe(before);

  await desk.context.setOffline(false);
  await synced(page);
  await expect.poll(() => heldBy('Ana Dvořák')).toBe(0);
  await expect.poll(() => heldBy('Bilal Kaya')).toBe(bilals + (share?.count ?? 0));
  // Her device learns it at its next contact, and is told nothing more.
  await hers.reload();
  await hers.locator('[data-testid=sync-chip][data-state=waiting-for-sign-in]').first().waitFor();

  // Undone, she is back with what was hers.
  await page.locator('body').press('Control+z');
  await until('her tickets', async () => (await heldBy('Ana Dvořák')) === before);
  await expect.poll(() => heldBy('Bilal Kaya')).toBe(bilals);
  await page.getByTestId('person-role').filter({ hasText: 'Ana Dvořák' }).waitFor();
});

test('the review says of everybody what they may do and when they were last here, and goes out as a file', async () => {
  const page = await desk.open('/settings/review');
  const rows = page.getByTestId('review-row');
  await rows.first().waitFor();
  const staff = await site.all<{ name: string }[]>`
    select name from people where role <> 'user' and tenant_id = (select tenant_id from people where email = ${demoEmails.admin})`;
  await expect.poll(() => rows.count()).toBe(staff.length);
  const ana = rows.filter({ hasText: 'Ana Dvořák' });
  await expect
    .poll(async () => await ana.innerText())
    .toMatch(/Agent\s+North crew\s+North crew\s+yes\s+\w+ \d/);
  // Somebody who has no device here was never seen.
  await expect
    .poll(async () => await rows.filter({ hasText: 'Wanjiru Okafor' }).innerText())
    .toContain('never');
  expect(await violations(page)).toEqual([]);
  const link = page.getByRole('link', { name: 'Export as CSV' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^who-may-do-what-nordlicht-\d{4}-\d\d-\d\d\.csv$/);
  const file = decodeURIComponent((await link.getAttribute('href')) ?? '');
  expect(file).toContain('Ana Dvořák,ana@nordlicht.example,Agent,yes,North crew,North crew,20');
  expect(file).toContain('assign and take tickets');
  await page.getByLabel('Requesters too').click();
  await expect.poll(() => rows.count()).toBeGreaterThan(staff.length);
});

test('the review is the admins’: an agent is told so', async () => {
  const office = await openBrowser(site.url);
  onTestFinished(() => office.close());
  const page = await office.open();
  await enterAs(page, demoEmails.dispatcher);
  await page.goto(`${site.url}/settings/review`);
  await page.getByText('Settings are the admins’').waitFor();
  await expect.poll(() => page.getByTestId('review-row').count()).toBe(0);
});
