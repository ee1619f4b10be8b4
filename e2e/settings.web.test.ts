import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { enterAs, openBrowser, synced } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

test('an admin limits agents to their teams without a network; their screens follow by themselves (S1, D4)', async () => {
  const desk = await openBrowser(site.url);
  const field = await openBrowser(site.url);
  try {
    const hers = await field.open();
    await enterAs(hers, demoEmails.fieldAgent);
    await synced(hers);
    const all = hers.getByRole('link', { name: /^All/ }).locator('.side-count');
    const shown = async () => Number(await all.innerText());
    await expect.poll(shown).toBe(300);
    const page = await desk.open();
    await enterAs(page, demoEmails.admin);
    await synced(page);
    await page.getByRole('button', { name: /: menu$/ }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await desk.context.setOffline(true);
    await page.getByText('Their teams’ tickets').click();
    const team = page.getByTestId('team-card').filter({ hasText: 'South crew' });
    await team.getByLabel('Add somebody to South crew').selectOption({ label: 'Ana Dvořák' });
    const leads = team.getByLabel('Ana Dvořák leads South crew');
    await leads.click();
    await expect.poll(() => leads.isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: 'Their teams’ tickets' }).isChecked()).toBe(true);
    await page.locator('[data-testid=sync-chip][data-waiting="3"]').waitFor();
    const found = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(found.violations.map(({ id }) => id)).toEqual([]);
    expect(await shown()).toBe(300);
    await desk.context.setOffline(false);
    await synced(page);
    const [row] = await site.all<{ held: number }[]>`
      select count(*)::int as held from tickets t join people p on p.tenant_id = t.tenant_id
      where p.email = ${demoEmails.fieldAgent} and (t.requester_id = p.id or t.team_id in
        (select team_id from memberships m where m.tenant_id = t.tenant_id and m.person_id = p.id and not m.removed))`;
    expect(row?.held).toBeLessThan(300);
    await expect.poll(shown, { timeout: 20_000 }).toBe(row?.held);

    // What she files from now on is her team's, and only who would see it can be given it; without a network too.
    await field.context.setOffline(true);
    await hers
      .getByRole('link', { name: /New ticket/ })
      .first()
      .click();
    const teams = hers.getByTestId('new-team');
    const own = await teams.locator('option:checked').innerText();
    expect(['North crew', 'South crew']).toContain(own);
    await teams.selectOption({ label: 'No team' });
    const offered = hers.getByTestId('new-assignee').locator('option');
    const admins = await site.all<{ name: string }[]>`
      select name from people where role = 'admin' and tenant_id = (select tenant_id from people where email = ${demoEmails.fieldAgent})`;
    await expect
      .poll(() => offered.allInnerTexts())
      .toEqual(['Unassigned', ...admins.map(({ name }) => name)]);
    await teams.selectOption({ label: own });
    await expect.poll(async () => (await offered.allInnerTexts()).join()).toContain('Ana Dvořák (me)');
    await hers.getByRole('textbox', { name: 'Title' }).fill('Filed by a limited agent');
    await hers.getByRole('button', { name: 'Create ticket' }).click();
    await hers.getByTestId('team-control').waitFor();
    expect(await hers.getByTestId('team-control').locator('option:checked').innerText()).toBe(own);
    await field.context.setOffline(false);
    await synced(hers);
    await hers.goBack();

    // A role: the screens become those of a requester, and back, without a new start.
    const ana = page.getByTestId('person-role').filter({ hasText: 'Ana Dvořák' });
    await ana.getByLabel('Role of Ana Dvořák').selectOption('user');
    await page.getByRole('button', { name: 'Make Ana Dvořák a requester' }).click();
    await hers.getByRole('link', { name: /^My tickets/ }).waitFor({ timeout: 20_000 });
    // What she filed herself she follows as its requester.
    await expect.poll(shown, { timeout: 20_000 }).toBe(1);
  } finally {
    await desk.close();
    await field.close();
  }
}, 90_000);
