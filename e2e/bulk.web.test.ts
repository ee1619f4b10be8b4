import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// Many tickets in one step, its undo, and what of it the office refuses, in real browsers.

let site: Site;
let desk: BrowserPerson;
let other: BrowserPerson;
let page: Page;
beforeAll(async () => {
  site = await openSite();
  desk = await openBrowser(site.url, { width: 1100 });
  other = await openBrowser(site.url);
  page = await desk.open();
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
});
afterAll(async () => {
  await desk?.close();
  await other?.close();
  await site?.close();
});

const goTo = async (url: string) => {
  await page.goto(site.url + url);
  await page.getByTestId('ticket-row').first().waitFor();
};
const row = (position: number) => page.locator(`[data-testid=ticket-row][data-position="${position}"]`);
const box = (position: number) => row(position).getByRole('checkbox');
const bar = () => page.getByTestId('bulk-bar');
const selected = (count: number) => bar().getByText(`${count} selected`, { exact: true }).waitFor();
const idsAt = async (...positions: number[]) =>
  await Promise.all(positions.map(async (at) => (await row(at).getAttribute('data-ticket-id')) ?? ''));
const choose = async (menu: string, option: string) => {
  await page.getByTestId(menu).click();
  await page.locator('.option-list').getByRole('button', { name: option }).click();
};
const strip = () => page.getByTestId('undo-strip');
const prioritiesOf = async (ids: string[]) => {
  const rows = await site.all<
    { priority: string }[]
  >`select priority from tickets where id = any(${ids}::uuid[])`;
  return rows.map(({ priority }) => priority);
};

test('rows are selected by pointer and by keys, as far as the list shows them', async () => {
  await goTo('/?status=open&priority=medium');
  const [{ count } = { count: 0 }] = await site.all<{ count: number }[]>`
    select count(*)::int as count from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.dispatcher} and t.status = 'open' and t.priority = 'medium'`;
  await box(1).click();
  await box(4).click({ modifiers: ['Shift'] });
  await selected(4);
  await box(2).click();
  await selected(3);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Control+a');
  await selected(count);
  await page.keyboard.press('Escape');
  await bar().waitFor({ state: 'detached' });
  // The focus is still on the row whose box was pressed: from there the keys walk.
  await page.locator('body').press('j');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await selected(3);
  await page.keyboard.press('Shift+ArrowUp');
  await selected(2);
  await page.keyboard.press('x');
  await selected(1);
  // What leaves the list is not among what would be changed.
  await page.getByRole('link', { name: /^New / }).first().click();
  await bar().waitFor({ state: 'detached' });
});

test('a step without a network is one entry, goes back with one key, and reaches the office as many changes', async () => {
  await goTo('/?status=open&priority=medium');
  const ids = await idsAt(0, 1, 2);
  await desk.context.setOffline(true);
  await box(0).click();
  await box(2).click({ modifiers: ['Shift'] });
  await choose('bulk-priority', 'Urgent');
  await strip().getByText('Priority of 3 tickets → Urgent').waitFor();
  await bar().waitFor({ state: 'detached' });
  await page.locator('[data-testid=sync-chip][data-waiting="3"]').waitFor();
  expect(await violations(page)).toEqual([]);
  await expect.poll(() => page.locator(`[data-ticket-id="${ids[0]}"]`).count()).toBe(0);

  await page.locator('body').press('Control+z');
  await strip().getByText('Put back.').waitFor();
  await page.locator(`[data-ticket-id="${ids[0]}"]`).waitFor();
  await page.locator('[data-testid=sync-chip][data-waiting="6"]').waitFor();
  await page.getByTestId('sync-chip').first().click();
  const steps = page.getByTestId('waiting-step');
  await expect.poll(() => steps.count()).toBe(2);
  await steps.first().getByText('Priority of 3 tickets → Urgent').waitFor();
  await steps.nth(1).getByText('Undone: what was done to 3 tickets').waitFor();
  await page.keyboard.press('Escape');

  await desk.context.setOffline(false);
  await synced(page);
  await expect.poll(() => prioritiesOf(ids)).toEqual(['medium', 'medium', 'medium']);
  const [audited] = await site.all`
    select count(*)::int as count from audit where action = 'ticket.set-priority' and subject_id = any(${ids}::uuid[])`;
  expect(audited?.['count']).toBe(6);
});

test('a key in a field is the field’s: it undoes what is typed, and no ticket', async () => {
  await goTo('/?status=open&priority=medium');
  const ids = await idsAt(0);
  await box(0).click();
  await choose('bulk-priority', 'High');
  await strip().waitFor();
  const search = page.getByRole('searchbox').first();
  await search.pressSequentially('pump');
  await search.press('Control+z');
  await expect.poll(() => search.inputValue()).not.toBe('pump');
  await synced(page);
  await expect.poll(() => prioritiesOf(ids)).toEqual(['high']);
  await strip().getByRole('button', { name: 'Undo' }).click();
  await until('the priority of before', async () => (await prioritiesOf(ids)).join() === 'medium');
});

test('what the office refuses of a step stands alone, the rest is done', async () => {
  await goTo('/?status=pending');
  const [first = '', second = '', third = ''] = await idsAt(0, 1, 2);
  const elsewhere = await other.open();
  await enterAs(elsewhere, demoEmails.admin);
  await synced(elsewhere);
  await desk.context.setOffline(true);
  await box(0).click();
  await box(2).click({ modifiers: ['Shift'] });
  await choose('bulk-status', 'Resolved');
  await strip().getByText('Status of 3 tickets → Resolved').waitFor();
  // Meanwhile somebody closes one of them, by the button that does it.
  await elsewhere.goto(`${site.url}/tickets/${second}`);
  await elsewhere.getByRole('button', { name: 'Resolve', exact: true }).click();
  await elsewhere.getByRole('button', { name: 'Close', exact: true }).click();
  const statusOf = async (id: string) =>
    (await site.all`select status from tickets where id = ${id}`)[0]?.['status'];
  await until('it to be closed', async () => (await statusOf(second)) === 'closed');
  await desk.context.setOffline(false);
  await page.locator('[data-testid=sync-chip][data-waiting="0"]').first().waitFor();
  await expect
    .poll(() => Promise.all([first, second, third].map(statusOf)))
    .toEqual(['resolved', 'closed', 'resolved']);
  await page.goto(`${site.url}/attention`);
  await page.getByTestId('refused-step').getByText('1 of 3 changes that you made in one step.').waitFor();
  await expect.poll(() => page.getByTestId('refusal').count()).toBe(1);
  expect(await violations(page)).toEqual([]);
  await elsewhere.close();
});

test('what the rules have no way for is left, and said ticket by ticket', async () => {
  await goTo('/?status=open,resolved&sort=number');
  const resolved = page
    .locator('[data-testid=ticket-row]')
    .filter({ has: page.getByText('Resolved', { exact: true }) })
    .first();
  const open = page
    .locator('[data-testid=ticket-row]')
    .filter({ has: page.getByText('Open', { exact: true }) })
    .first();
  await resolved.getByRole('checkbox').click();
  await open.getByRole('checkbox').click();
  await selected(2);
  await choose('bulk-status', 'Pending');
  const dialog = page.getByTestId('left-out');
  await dialog.getByText('It is Resolved, and cannot go from there to Pending.').waitFor();
  await dialog.getByText('1 ticket changed, 1 left').waitFor();
  expect(await violations(page)).toEqual([]);
  // It stays to be read where the list goes meanwhile, and the bar with it.
  await page.evaluate("history.pushState(null, '', '/notifications')");
  await page
    .getByRole('heading', { name: 'Notifications', includeHidden: true })
    .waitFor({ state: 'attached' });
  await bar().waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'All right' }).click();
  await synced(page);
});

test('several get a holder, a team and a tag without a network, and all of it reaches the office', async () => {
  await goTo('/?status=open&sort=number');
  const ids = await idsAt(0, 1);
  await desk.context.setOffline(true);
  for (const at of ids) await page.locator(`[data-ticket-id="${at}"]`).getByRole('checkbox').click();
  await selected(2);
  for (const [menu, option] of [
    ['bulk-team', 'South crew'],
    ['bulk-assignee', 'Unassigned'],
    ['bulk-tag-add', 'warranty'],
  ] as const) {
    await choose(menu, option);
    await page.locator('.option-list').waitFor({ state: 'detached' });
  }
  await desk.context.setOffline(false);
  await synced(page);
  const rows = () => site.all`
    select t.assignee_id as holder, m.name as team, exists (select from ticket_tags x
      join tags g on g.tenant_id = x.tenant_id and g.id = x.id
      where x.tenant_id = t.tenant_id and x.ticket_id = t.id and not x.removed and g.name = 'warranty') as tagged
    from tickets t left join teams m on m.tenant_id = t.tenant_id and m.id = t.team_id
    where t.id = any(${ids}::uuid[])`;
  const all = { holder: null, team: 'South crew', tagged: true };
  await expect.poll(rows).toEqual([all, all]);
});

test('who chooses an assignee sees how much each has', async () => {
  await goTo('/?status=open');
  const rows = await site.all<{ name: string; active: number }[]>`
    select p.name, count(t.id) filter (where t.status not in ('resolved', 'closed'))::int as active
    from people p left join tickets t on t.tenant_id = p.tenant_id and t.assignee_id = p.id
    where p.role <> 'user' and p.tenant_id = (select tenant_id from people where email = ${demoEmails.dispatcher})
    group by p.id, p.name`;
  const bilal = rows.find(({ name }) => name === 'Bilal Kaya');
  expect(bilal?.active).toBeGreaterThan(0);
  const said = new RegExp(`Bilal Kaya.*${bilal?.active} active`);
  await box(0).click();
  await page.getByTestId('bulk-assignee').click();
  await page.locator('.option-list').getByRole('button', { name: said }).waitFor();
  await page.keyboard.press('Escape');
  await row(0).getByRole('link').click();
  const control = page.getByTestId('assignee-control');
  await control.waitFor();
  await expect
    .poll(async () => (await control.locator('option').allInnerTexts()).join())
    .not.toContain('active');
  await control.focus();
  await expect.poll(async () => (await control.locator('option').allInnerTexts()).join('\n')).toMatch(said);
});

test('where the work is and when somebody comes is said without a network, and goes back', async () => {
  await goTo('/?status=open&sort=number');
  const [id = ''] = await idsAt(3);
  const place = async () =>
    (await site.all`select address, starts_at, ends_at from tickets where id = ${id}`)[0] ?? {};
  const before = await place();
  await desk.context.setOffline(true);
  await row(3).getByRole('link').click();
  await page.getByTestId('edit-place').click();
  const dialog = page.getByTestId('place-dialog');
  await dialog.getByLabel('Place').fill('Quay 7, berth 2');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.locator('.plain-facts').getByText('Quay 7, berth 2').waitFor();
  const map = page.getByRole('link', { name: 'Open in maps' });
  await expect.poll(() => map.getAttribute('href')).toMatch(/Quay%207%2C%20berth%202|mlat=/);
  await strip().getByText('→ Quay 7, berth 2').waitFor();
  await page.getByTestId('edit-appointment').click();
  const when = page.getByTestId('appointment-dialog');
  await when.getByLabel('From').fill('2026-12-01T14:00');
  await when.getByLabel('To').fill('2026-12-01T13:00');
  await when.getByRole('button', { name: 'Save' }).click();
  await when.getByText('An appointment ends after it begins.').waitFor();
  await when.getByLabel('To').fill('2026-12-01T16:00');
  expect(await violations(page)).toEqual([]);
  await when.getByRole('button', { name: 'Save' }).click();
  await when.waitFor({ state: 'detached' });
  await desk.context.setOffline(false);
  await synced(page);
  const now = await place();
  expect(now['address']).toBe('Quay 7, berth 2');
  expect(Number(now['ends_at']) - Number(now['starts_at'])).toBe(2 * 3_600_000);
  await page.locator('body').press('Control+z');
  await until('the appointment to be gone', async () => (await place())['starts_at'] === before['starts_at']);
  await expect.poll(async () => (await place())['address']).toBe('Quay 7, berth 2');
});

test('what they lack is told before they are moved, without a network', async () => {
  const settings = await openBrowser(site.url);
  try {
    const admin = await settings.open();
    await enterAs(admin, demoEmails.admin);
    await admin.goto(`${site.url}/settings`);
    await admin.getByRole('button', { name: 'New field' }).click();
    await admin.getByTestId('field-dialog').getByLabel('Label').fill('Cause');
    await admin.getByTestId('field-dialog').getByLabel('Resolved').check();
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    await admin.getByTestId('field-dialog').waitFor({ state: 'detached' });
    await synced(admin);
  } finally {
    await settings.close();
  }
  await goTo('/?status=open&priority=low');
  const [first = '', second = ''] = await idsAt(1, 2);
  await row(1).getByRole('link').first().click();
  await page.getByLabel('Cause').waitFor();
  await goTo('/?status=open&priority=low');
  await desk.context.setOffline(true);
  await box(1).click();
  await box(2).click({ modifiers: ['Shift'] });
  await bar().getByRole('button', { name: 'Close', exact: true }).click();
  const told = page.getByTestId('lacking-dialog');
  await told.getByText('2 of 2 tickets lack “Cause”.').waitFor({ timeout: 20_000 });
  expect(await violations(page)).toEqual([]);
  await told.getByRole('button', { name: 'All right' }).click();
  await told.waitFor({ state: 'detached' });

  // One of them gets what it lacks: then that one goes, and the other stays.
  await page.locator(`[data-ticket-id="${first}"]`).getByRole('link').first().click();
  await page.getByLabel('Cause').fill('Worn seal');
  await page.getByLabel('Cause').press('Enter');
  await page.locator('[data-testid=sync-chip][data-waiting="1"]').waitFor();
  await goTo('/?status=open&priority=low');
  // What was worked on stands elsewhere in the list by now.
  for (const id of [first, second])
    await page.locator(`[data-ticket-id="${id}"]`).getByRole('checkbox').click();
  await bar().getByRole('button', { name: 'Close', exact: true }).click();
  await told.getByText('1 of 2 tickets lacks “Cause”.').waitFor();
  await told.getByRole('button', { name: 'Change the other one' }).click();
  await told.waitFor({ state: 'detached' });
  await page.locator(`[data-ticket-id="${first}"]`).waitFor({ state: 'detached' });
  await page.locator(`[data-ticket-id="${second}"]`).waitFor();
  await desk.context.setOffline(false);
  await synced(page);
  const statuses = await site.all<{ id: string; status: string }[]>`
    select id, status from tickets where id = any(${[first, second]}::uuid[])`;
  expect(new Map(statuses.map(({ id, status }) => [id, status]))).toEqual(
    new Map([[first, 'closed'], [second, 'open']]),
  );
}); // prettier-ignore

test('on a phone rows are chosen with a finger, changed without a network, and the step goes back', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await goTo('/?status=open&priority=medium');
  const ids = await idsAt(0, 1);
  await desk.context.setOffline(true);
  await box(0).click();
  await box(1).click();
  await selected(2);
  const inSight = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await inSight()).toBeLessThanOrEqual(390);
  expect(await violations(page)).toEqual([]);
  await choose('bulk-priority', 'Low');
  await strip().getByText('Priority of 2 tickets → Low').waitFor();
  await page.locator('[data-testid=sync-chip][data-waiting="2"]').first().waitFor();
  await strip().getByRole('button', { name: 'Undo' }).click();
  await strip().getByText('Put back.').waitFor();
  expect(await inSight()).toBeLessThanOrEqual(390);
  await desk.context.setOffline(false);
  await synced(page);
  await expect.poll(() => prioritiesOf(ids)).toEqual(['medium', 'medium']);
  await page.setViewportSize({ width: 1280, height: 800 });
});
