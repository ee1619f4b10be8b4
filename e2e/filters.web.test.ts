import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, type BrowserPerson } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

let site: Site;
let field: BrowserPerson;
let page: Page;

beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url);
  page = await field.open();
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
});
afterAll(async () => {
  await field?.close();
  await site?.close();
});

const found = async (): Promise<number> => {
  const words = await page.locator('.list-heading [role=status]').innerText();
  return Number(words.replaceAll(',', '').split(' ')[0]);
};

/** How many of the tenant's tickets PostgreSQL finds. */
async function counted(where: string): Promise<number> {
  const [row] = await site.all.unsafe<{ count: number }[]>(`
    select count(*)::int as count from tickets t
    where t.tenant_id = (select tenant_id from people where email = '${demoEmails.dispatcher}') and ${where}`);
  return row?.count ?? -1;
}

const valueOf = (key: string) => `(select v.value from field_values v join fields f
  on f.tenant_id = v.tenant_id and f.id = v.id where v.tenant_id = t.tenant_id and v.ticket_id = t.id and f.key = '${key}')`;

test('by category, and by what custom fields say: words, numbers and days, without a network', async () => {
  await page.goto(`${site.url}/?status=all`);
  await page.getByTestId('ticket-row').first().waitFor();
  await field.context.setOffline(true);
  const all = await found();
  expect(all).toBe(await counted('true'));

  await page.getByRole('button', { name: 'Category' }).click();
  const categories = page.getByRole('dialog', { name: 'Category filter' });
  const tick = categories.locator('.filter-tick').first();
  const name = (await tick.innerText()).trim();
  await tick.click();
  expect(await violations(page)).toEqual([]);
  const ofCategory = await counted(`t.category_id in (select id from categories where name = '${name}')`);
  expect(ofCategory).toBeGreaterThan(0);
  await expect.poll(found).toBe(ofCategory);
  // The address is the view.
  await page.reload();
  await expect.poll(found).toBe(ofCategory);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.goto(`${site.url}/?status=all`);

  await page.getByRole('button', { name: 'Field', exact: false }).first().click();
  const fields = page.getByRole('dialog', { name: 'Field filter' });
  const meter = fields.getByRole('group', { name: 'Meter reading' });
  await meter.getByLabel('At least').fill('5000');
  const many = await counted(`${valueOf('meter_reading')}::numeric >= 5000`);
  expect(many).toBeGreaterThan(0);
  await expect.poll(found).toBe(many);
  await meter.getByLabel('At most').fill('20000.5');
  const between = await counted(`${valueOf('meter_reading')}::numeric between 5000 and 20000.5`);
  await expect.poll(found).toBe(between);
  expect(await violations(page)).toEqual([]);
  await meter.getByLabel('At least').fill('');
  await meter.getByLabel('At most').fill('');
  await expect.poll(found).toBe(all);

  const [middle] = await site.all.unsafe<{ day: string }[]>(`
    select percentile_disc(0.5) within group (order by v.value #>> '{}') as day
    from field_values v join fields f on f.id = v.id where f.key = 'next_inspection' and v.value is not null`);
  await fields
    .getByRole('group', { name: 'Next inspection' })
    .getByLabel('To')
    .fill(middle?.day ?? '');
  const due = await counted(`(${valueOf('next_inspection')} #>> '{}') <= '${middle?.day}'`);
  expect(due).toBeGreaterThan(0);
  await expect.poll(found).toBe(due);
  await page.getByRole('button', { name: 'Any field' }).click();
  await expect.poll(found).toBe(all);
  await expect
    .poll(() => fields.getByRole('group', { name: 'Next inspection' }).getByLabel('To').inputValue())
    .toBe('');

  const words = fields.getByRole('group', { name: 'Asset number' }).getByLabel('Has the words');
  const [asset] = await site.all.unsafe<{ said: string }[]>(`
    select v.value #>> '{}' as said from field_values v join fields f on f.id = v.id
    where f.key = 'asset' and v.value is not null order by v.ticket_id limit 1`);
  await words.pressSequentially((asset?.said ?? '').toLowerCase());
  await expect.poll(found).toBe(await counted(`${valueOf('asset')} #>> '{}' ilike '%${asset?.said}%'`));
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await violations(page)).toEqual([]);
  await field.context.setOffline(false);
});

test('by a choice that was withdrawn and by a field out of use, as long as tickets have them', async () => {
  const office = await openBrowser(site.url);
  const admin = await office.open();
  try {
    await enterAs(admin, demoEmails.admin);
    await admin.goto(`${site.url}/settings/fields`);
    await admin.getByRole('button', { name: 'Edit Access', exact: true }).click();
    const dialog = admin.getByTestId('field-dialog');
    await dialog.getByLabel('Choices').fill('Open\nEscort needed');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await admin.getByRole('button', { name: 'Take out of use Asset number', exact: true }).click();
    await page.goto(`${site.url}/?status=all`);
    const all = await counted('true');
    await expect.poll(found).toBe(all);

    await page.getByRole('button', { name: 'Field', exact: false }).first().click();
    const fields = page.getByRole('dialog', { name: 'Field filter' });
    await fields.getByText('Access: Night guard (out of use)').click();
    const guarded = await counted(`${valueOf('access')} #>> '{}' = 'Night guard'`);
    expect(guarded).toBeGreaterThan(0);
    await expect.poll(found).toBe(guarded);
    await fields.getByText('Access: Night guard (out of use)').click();
    await fields.getByText('Asset number (out of use): filled in').click();
    const filled = await counted(`${valueOf('asset')} #>> '{}' <> ''`);
    expect(filled).toBeGreaterThan(0);
    await expect.poll(found).toBe(filled);
  } finally {
    await office.close();
  }
});
