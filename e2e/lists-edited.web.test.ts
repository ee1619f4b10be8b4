import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// What an admin has made is changed: lists, what is prepared, who works here, what requesters see. Without a network.

let site: Site;
let office: BrowserPerson;
let desk: BrowserPerson;
let admin: Page;
let agent: Page;
beforeAll(async () => {
  site = await openSite();
  [office, desk] = await Promise.all([
    openBrowser(site.url),
    openBrowser(site.url, { width: 390, height: 800 }),
  ]);
  [admin, agent] = await Promise.all([office.open(), desk.open()]);
  await enterAs(admin, demoEmails.admin);
  await enterAs(agent, demoEmails.fieldAgent);
  await Promise.all([readyForOffline(admin), readyForOffline(agent)]);
});
afterAll(async () => {
  await Promise.all([office?.close(), desk?.close()]);
  await site?.close();
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Makes one of what is prepared, with only what it must have. */
async function make(path: string, name: string, fill: () => Promise<unknown>): Promise<void> {
  await admin.goto(`${site.url}/settings/${path}/new`);
  await admin.getByLabel('Name').fill(name);
  await fill();
  await press(admin, 'Save');
  await admin.getByRole('link', { name: `Edit ${name}`, exact: true }).waitFor();
}

test('a category, a template, a canned reply and a macro are changed without a network, taken out of use and used again; an agent has them so', async () => {
  await make('templates', 'Roof round', () => admin.getByLabel('Checklist').fill('Gutters'));
  await make('replies', 'Received', () => admin.getByLabel('Text').fill('We have it.'));
  await make('macros', 'Parts ordered', () => admin.getByLabel('Status').selectOption('pending'));
  await synced(admin);

  await office.context.setOffline(true);
  await press(admin, 'Edit Inspections');
  const dialog = admin.getByTestId('category-dialog');
  await dialog.getByLabel('Name').fill('Doors and access');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  // Two of one name could not be told apart.
  await expect.poll(() => dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
  await dialog.getByLabel('Name').fill('Rounds');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByTestId('category-row').filter({ hasText: 'Rounds' }).getByTestId('waiting-mark').waitFor();
  for (const [of, to, label, words] of [
    ['Roof round', 'Roof and gutters', 'Checklist', 'Gutters\nSkylights'],
    ['Received', 'We have it', 'Text', 'Thank you, we have it.'],
    ['Parts ordered', 'Waits for parts', 'Priority', 'low'],
  ] as const) {
    await admin.getByRole('link', { name: `Edit ${of}`, exact: true }).click();
    await expect.poll(() => admin.getByLabel('Name').inputValue()).toBe(of);
    await admin.getByLabel('Name').fill(to);
    if (label === 'Priority') await admin.getByLabel(label).selectOption(words);
    else await admin.getByLabel(label).fill(words);
    expect(await violations(admin)).toEqual([]);
    await press(admin, 'Save');
    await admin.getByRole('link', { name: `Edit ${to}`, exact: true }).waitFor();
    await press(admin, `Take out of use ${to}`);
    await admin.getByRole('link', { name: `Edit ${to}`, exact: true }).waitFor({ state: 'detached' });
    await admin.locator('summary', { hasText: 'out of use: 1' }).click();
    await press(admin, `Use again ${to}`);
    await admin.getByRole('link', { name: `Edit ${to}`, exact: true }).waitFor();
  }
  await office.context.setOffline(false);
  await synced(admin);

  const settings = await site.all<{ what: string; value: Record<string, unknown>; archived: boolean }[]>`
    select what, value, archived from settings
    where value->>'name' in ('Roof and gutters', 'We have it', 'Waits for parts') order by what`;
  expect(settings).toMatchObject([
    { what: 'canned-reply', value: { text: 'Thank you, we have it.' }, archived: false },
    { what: 'macro', value: { status: 'pending', priority: 'low' }, archived: false },
    { what: 'ticket-template', value: { checklist: ['Gutters', 'Skylights'] }, archived: false },
  ]);
  // The agent's open screen has them by itself.
  await agent.getByRole('button', { name: /^Category/ }).click();
  await agent.getByText('Rounds', { exact: true }).waitFor();
  await agent.keyboard.press('Escape');
  await agent.getByTestId('ticket-row').first().click();
  await agent.getByTestId('canned-menu').click();
  await agent.locator('[data-option]', { hasText: 'We have it' }).waitFor();
  await agent.keyboard.press('Escape');
});

test('what somebody saved while a form is open is told in it, and what was put out of use stays so', async () => {
  const other = await office.open('/settings');
  await admin.goto(`${site.url}/settings`);
  await press(admin, 'Edit Power');
  const dialog = admin.getByTestId('category-dialog');
  await dialog.getByLabel('Name').fill('Power and light');
  expect(await dialog.getByText('Somebody has saved this').count()).toBe(0);
  await press(other, 'Take out of use Power');
  await dialog.getByText('Somebody has saved this since you began.').waitFor();
  expect(await violations(admin)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await synced(admin);
  await expect
    .poll(() => site.all`select name, archived from categories where name like 'Power%'`.then(([row]) => row))
    .toEqual({ name: 'Power and light', archived: true });
  await other.close();
});

test('what was typed into the form of a list and not saved is there after a reload, and goes with Cancel', async () => {
  await admin.goto(`${site.url}/settings`);
  const days = admin.getByTestId('close-after-days');
  const stood = await days.inputValue();
  await days.fill('');
  await admin.getByText(/^A whole number from/).waitFor();
  await days.fill('9');
  await press(admin, 'Edit Heating and cooling');
  await admin.getByTestId('category-dialog').getByLabel('Name').fill('Plumbing and heat');
  await admin.getByTestId('setting-unsaved').waitFor();
  // Escape puts it aside and lets go of nothing.
  await admin.keyboard.press('Escape');
  await press(admin, 'New field');
  const dialog = admin.getByTestId('field-dialog');
  await dialog.getByLabel('Label').fill('Serial number');
  await dialog.getByLabel('Requesters see it on their tickets').check();
  await admin.getByText('Go on with the new field').waitFor();
  await admin.reload();
  await expect.poll(() => days.inputValue()).toBe('9');
  await press(admin, 'Go on with the new field');
  await expect.poll(() => dialog.getByLabel('Label').inputValue()).toBe('Serial number');
  expect(await dialog.getByLabel('Requesters see it on their tickets').isChecked()).toBe(true);
  expect(await violations(admin)).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await press(admin, 'New field');
  expect(await dialog.getByLabel('Label').inputValue()).toBe('');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await press(admin, 'Edit Heating and cooling');
  const category = admin.getByTestId('category-dialog');
  await expect.poll(() => category.getByLabel('Name').inputValue()).toBe('Plumbing and heat');
  await category.getByRole('button', { name: 'Cancel' }).click();
  await admin.getByTestId('setting-unsaved').waitFor({ state: 'detached' });
  await admin.getByTestId('lifecycle-settings').getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => days.inputValue()).toBe(stood);
});

test('who was deactivated is back with one press, without a network, and may sign in again', async () => {
  const isActive = async () => {
    const [row] = await site.all<
      { active: boolean }[]
    >`select active from people where name = 'Wanjiru Okafor'`;
    return row?.active;
  };
  await admin.goto(`${site.url}/settings`);
  await press(admin, 'Deactivate Wanjiru Okafor');
  await admin.getByTestId('leaving').getByRole('button', { name: 'Deactivate Wanjiru Okafor' }).click();
  await admin.getByTestId('person-gone').filter({ hasText: 'Wanjiru Okafor' }).waitFor();
  await expect.poll(isActive).toBe(false);
  await office.context.setOffline(true);
  await press(admin, 'Reactivate Wanjiru Okafor');
  await admin.getByTestId('person-gone').waitFor({ state: 'detached' });
  await admin.getByTestId('person-role').filter({ hasText: 'Wanjiru Okafor' }).waitFor();
  await office.context.setOffline(false);
  await synced(admin);
  await expect.poll(isActive).toBe(true);
});

test('a field that is hidden from requesters leaves their screens, what was filled in before with it', async () => {
  const [ticket] = await site.all<{ id: string; value: string }[]>`
    select v.ticket_id as id, v.value #>> '{}' as value from field_values v
    join fields f on f.tenant_id = v.tenant_id and f.id = v.id and f.label = 'Asset number'
    join tickets t on t.tenant_id = v.tenant_id and t.id = v.ticket_id
    join people p on p.tenant_id = t.tenant_id and p.id = t.requester_id
    where p.email = ${demoEmails.requester} and v.value <> 'null' and t.archived_at is null limit 1`;
  const client = await openBrowser(site.url);
  try {
    const hers = await client.open();
    await enterAs(hers, demoEmails.requester);
    await synced(hers);
    await hers.goto(`${site.url}/tickets/${ticket?.id}`);
    const facts = hers.locator('.requester-facts').first();
    await facts.getByText(ticket?.value ?? '', { exact: true }).waitFor();
    await press(admin, 'Edit Asset number');
    const dialog = admin.getByTestId('field-dialog');
    await dialog.getByLabel('Requesters see it on their tickets').uncheck();
    await dialog.getByText('They are shown it no more.').waitFor();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await facts.getByText('Asset number').waitFor({ state: 'detached' });
    expect(await facts.getByText(ticket?.value ?? '', { exact: true }).count()).toBe(0);
    await facts.getByText('Status', { exact: true }).waitFor();
  } finally {
    await client.close();
  }
});

test('on a phone the last change goes back from the menu, long after its strip is gone', async () => {
  await desk.context.setOffline(true);
  const control = agent.getByTestId('priority-control');
  const before = await control.inputValue();
  await control.selectOption(before === 'low' ? 'medium' : 'low');
  const strip = agent.getByTestId('undo-strip');
  await strip.getByRole('button', { name: 'Hide' }).click();
  await strip.waitFor({ state: 'detached' });
  const path = new URL(agent.url()).pathname;
  await agent.goBack();
  await agent.getByRole('button', { name: /: menu$/ }).click();
  await press(agent, 'Undo the last change…');
  await strip.getByRole('button', { name: 'Undo', exact: true }).click();
  await strip.getByText('Put back.').waitFor();
  await strip.getByRole('button', { name: 'Hide' }).click();
  await agent.getByRole('button', { name: /: menu$/ }).click();
  await agent.getByText('Keyboard shortcuts').waitFor();
  // There is nothing more to undo.
  expect(await agent.getByText('Undo the last change…').count()).toBe(0);
  await agent.goto(site.url + path);
  await expect.poll(() => control.inputValue()).toBe(before);
  await desk.context.setOffline(false);
});
