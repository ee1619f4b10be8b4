import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced } from './support/person.ts';
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
    await readyForOffline(hers);
    const all = hers.getByRole('link', { name: /^All/ }).locator('.side-count');
    const shown = async () => Number(await all.innerText());
    await expect.poll(shown).toBe(300);
    const page = await desk.open();
    await enterAs(page, demoEmails.admin);
    await readyForOffline(page);
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
    await expect.poll(() => page.getByRole('radio', { name: 'Their teams’ tickets' }).isChecked()).toBe(true);
    await page.locator('[data-testid=sync-chip][data-waiting="3"]').waitFor();
    expect(await violations(page)).toEqual([]);
    await expect.poll(() => shown()).toBe(300);
    await desk.context.setOffline(false);
    await synced(page);
    const held = () => site.all<{ held: number }[]>`
      select count(*)::int as held from tickets t join people p on p.tenant_id = t.tenant_id
      where p.email = ${demoEmails.fieldAgent} and (t.requester_id = p.id or t.team_id in
        (select team_id from memberships m where m.tenant_id = t.tenant_id and m.person_id = p.id and not m.removed))`;
    const [row] = await held();
    expect(row?.held).toBeLessThan(300);
    await expect.poll(shown, { timeout: 40_000 }).toBe(row?.held);

    // What she files from now on is her team's, and only who would see it can be given it; without a network too.
    await field.context.setOffline(true);
    await hers
      .getByRole('link', { name: /New ticket/ })
      .first()
      .click();
    const teams = hers.getByTestId('new-team');
    const chosen = () => teams.locator('option:checked').innerText();
    await expect.poll(async () => ['North crew', 'South crew'].includes(await chosen())).toBe(true);
    const own = await chosen();
    await teams.selectOption({ label: 'No team' });
    const offered = hers.getByTestId('new-assignee').locator('option');
    const admins = await site.all<{ name: string }[]>`
      select name from people where role = 'admin' and tenant_id = (select tenant_id from people where email = ${demoEmails.fieldAgent})`;
    await expect
      .poll(() => offered.allInnerTexts())
      .toEqual(['Unassigned', ...admins.map(({ name }) => name)]);
    // A file cannot follow where she does not see the ticket: that is said before it is filed, not after.
    const create = hers.getByRole('button', { name: 'Create ticket' });
    const stays = hers.getByText('Files cannot be added to a ticket that you will not see.');
    const requester = hers.getByRole('combobox', { name: 'Requester' });
    const [other] = await site.all<{ name: string }[]>`
      select name from people where role = 'user'
        and tenant_id = (select tenant_id from people where email = ${demoEmails.fieldAgent}) limit 1`;
    await requester.fill(other?.name ?? '');
    await hers.getByRole('listbox', { name: 'Requester' }).getByRole('option').first().click();
    await expect.poll(() => create.isEnabled()).toBe(true);
    await hers
      .getByTestId('attach-file')
      .setInputFiles([{ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('a note') }]);
    await stays.waitFor();
    await expect.poll(() => create.isDisabled()).toBe(true);
    await hers.getByRole('textbox', { name: 'Title' }).fill('Filed by the keyboard');
    await hers.getByRole('textbox', { name: 'Title' }).press('Control+Enter');
    await teams.selectOption({ label: own });
    await stays.waitFor({ state: 'detached' });
    expect(new URL(hers.url()).pathname).toBe('/new');
    await hers.getByRole('button', { name: 'Start over' }).click();
    await teams.selectOption({ label: own });
    await expect.poll(async () => (await offered.allInnerTexts()).join()).toContain('Ana Dvořák (me)');
    await hers.getByRole('textbox', { name: 'Title' }).fill('Filed by a limited agent');
    await create.click();
    await hers.getByTestId('team-control').waitFor();
    await expect.poll(() => hers.getByTestId('team-control').locator('option:checked').innerText()).toBe(own);
    await field.context.setOffline(false);
    await synced(hers);
    await hers.goBack();

    const activeOfAna = async (): Promise<number | undefined> => {
      const [row] = await site.all<{ count: number }[]>`
        select count(*)::int as count from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.assignee_id
        where p.email = ${demoEmails.fieldAgent} and t.status not in ('resolved', 'closed')`;
      return row?.count;
    };
    expect(await activeOfAna()).toBeGreaterThan(0);

    // A role: the screens become those of a requester, and back, without a new start.
    const ana = page.getByTestId('person-role').filter({ hasText: 'Ana Dvořák' });
    await ana.getByLabel('Role of Ana Dvořák').selectOption('user');
    const leaving = page.getByTestId('leaving');
    await leaving.getByText(/^Ana Dvořák has \d+ tickets that are not closed\. Who takes them\?$/).waitFor();
    await leaving.getByRole('button', { name: 'Make Ana Dvořák a requester' }).click();
    await hers.getByRole('link', { name: /^My tickets/ }).waitFor({ timeout: 40_000 });
    await expect.poll(activeOfAna, { timeout: 40_000 }).toBe(0);
    // What she filed herself she follows as its requester.
    await expect.poll(shown, { timeout: 40_000 }).toBe(1);

    // Given back, it fills what they may see, their teams' tickets and what they filed, without a new start as well.
    const [again] = await held();
    await hers.evaluate(() => Object.assign(window, { samePage: true }));
    await page.getByRole('combobox', { name: 'Give somebody else a role' }).fill('Ana Dvo');
    await page
      .getByRole('listbox', { name: 'Give somebody else a role' })
      .getByRole('option', { name: /Ana Dvořák/ })
      .click();
    await ana.getByLabel('Role of Ana Dvořák').selectOption('agent');
    await hers.getByRole('link', { name: /^All/ }).waitFor({ timeout: 40_000 });
    await expect.poll(shown, { timeout: 40_000 }).toBe(again?.held);
    await expect.poll(() => hers.evaluate(() => 'samePage' in window)).toBe(true);
    // The tenant's lists as well, which no requester has.
    await hers.getByTestId('ticket-row').first().click();
    const crews = hers.getByTestId('team-control').locator('option');
    await expect.poll(async () => (await crews.allInnerTexts()).join()).toContain('South crew');
  } finally {
    await desk.close();
    await field.close();
  }
});

test('an admin chooses by what rule each custom field merges, without a network (M4)', async () => {
  const desk = await openBrowser(site.url);
  try {
    const page = await desk.open();
    await enterAs(page, demoEmails.admin);
    await readyForOffline(page);
    const fields = await site.all<{ id: string; key: string; label: string }[]>`
      select id, key, label from fields where not archived
        and tenant_id = (select tenant_id from people where email = ${demoEmails.admin}) order by key`;
    const [first, second] = fields;
    if (!first || !second) throw new Error('the demo has no two fields');
    await desk.context.setOffline(true);
    await page.getByRole('button', { name: /: menu$/ }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    const rules = page.getByTestId('merge-settings');
    for (const { key } of fields) await rules.getByTestId(`merge-field-${key}`).waitFor();
    for (const offered of ['place', 'appointment']) await rules.getByTestId(`merge-${offered}`).waitFor();
    const pick = (testId: string) => rules.getByTestId(testId);
    await pick('merge-field').selectOption('first');
    // Without a choice of its own a field goes by the one for all.
    await expect.poll(() => pick(`merge-field-${second.key}`).inputValue()).toBe('first');
    await pick(`merge-field-${first.key}`).selectOption('ask');
    await expect.poll(() => pick(`merge-field-${first.key}`).inputValue()).toBe('ask');
    await expect.poll(() => pick(`merge-field-${second.key}`).inputValue()).toBe('first');
    await desk.context.setOffline(false);
    await synced(page);
    const kept = await site.all`
      select p.key, p.value from policies p where p.key like 'merge-field%' order by p.key`;
    expect(kept).toEqual([
      { key: 'merge-field', value: 'first' },
      { key: `merge-field:${first.id}`, value: 'ask' },
    ]);
  } finally {
    await desk.close();
  }
});
