import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must } from '../shared/lib/must.ts';
import { archiveAll } from '../sync-server/jobs/archive.ts';
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

/** A field agent at a phone, on their first ticket, without a network. */
async function onTheSpot(): Promise<{ agent: BrowserPerson; phone: Page }> {
  const agent = await openBrowser(site.url, { width: 360, height: 740 });
  const phone = await agent.open();
  await enterAs(phone, demoEmails.fieldAgent);
  await readyForOffline(phone);
  await agent.context.setOffline(true);
  await openFirstTicket(phone);
  return { agent, phone };
}

/** With SHOTS=<folder>, what there is to see as it stands. */
async function picture(of: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder) await of.screenshot({ path: `${folder}/${name}.png` });
}

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
  await expect.poll(() => name.getAttribute('aria-invalid')).toBe('true');
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
  await page.getByLabel('Add tag').selectOption('danger – Somebody may be hurt');
  await expect.poll(() => page.locator('.tag-own[data-color=red]').innerText()).toContain('danger');
  await fold.click();
  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.getByText('Fill in “Meter” first.').waitFor();
  await look('needed');
  await page.getByRole('button', { name: 'Fill it in' }).click();
  await page.locator(':focus').press('Space');
  await expect.poll(() => page.getByLabel('gas').isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.locator('.ticket-bar').getByText('Resolved').waitFor();

  // Out of use: it is filled in no more, what it said stays to be read, and both can still be sought by.
  const path = new URL(page.url()).pathname;
  await page.goto(`${site.url}/settings`);
  for (const entry of ['Meter', 'danger']) {
    await page.getByRole('button', { name: `Take out of use ${entry}`, exact: true }).click();
    await page.getByRole('button', { name: `Edit ${entry}`, exact: true }).waitFor({ state: 'detached' });
  }
  await page.goto(site.url + path);
  const kept = page.getByTestId('fields-out-of-use');
  await kept.getByText('Meter (out of use)').waitFor({ state: 'attached' });
  await kept.getByText('gas').waitFor({ state: 'attached' });
  expect(await page.getByLabel('gas').count()).toBe(0);
  await page.goto(site.url);
  await page.getByTestId('ticket-row').first().waitFor();
  await page.getByRole('button', { name: /^Tag/ }).click();
  await page.getByText('danger (out of use)').waitFor();
  await page.keyboard.press('Escape');
  await page.goto(`${site.url}/settings`);
  for (const [title, entry] of [
    ['Fields', 'Meter'],
    ['Tags', 'danger'],
  ] as const) {
    await page.getByText(`${title} out of use: 1`).click();
    await page.getByRole('button', { name: `Use again ${entry}`, exact: true }).click();
    await page.getByRole('button', { name: `Edit ${entry}`, exact: true }).waitFor();
  }
  await admin.context.setOffline(false);
  await synced(page);
});

test('a template makes a ticket with its checklist, offline, and two people tick it', async () => {
  await page.goto(`${site.url}/settings/templates/new`);
  await page.getByLabel('Name').fill('Yearly inspection');
  await page.getByLabel('Title').fill('Inspection of the pump');
  await page.getByLabel('Add to tags').selectOption('danger');
  await page.getByLabel('gas').check();
  await page
    .getByRole('textbox', { name: 'Checklist' })
    .fill('- Close the valve\n- Read the meter\n- Open the valve');
  expect(await violations(page)).toEqual([]);
  await look('template');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByTestId('template-card').getByText('a checklist of 3 items').waitFor();
  await synced(page);

  const agent = await openBrowser(site.url, { width: 360, height: 740, colorScheme: 'dark' });
  const tablet = await agent.open();
  await enterAs(tablet, demoEmails.fieldAgent);
  await readyForOffline(tablet);
  await agent.context.setOffline(true);
  await tablet.goto(`${site.url}/new`);
  await tablet.getByTestId('new-template').selectOption({ label: 'Yearly inspection' });
  await expect.poll(() => tablet.getByLabel('Title').inputValue()).toBe('Inspection of the pump');
  await picture(tablet, 'new-with-template');
  await tablet.getByRole('button', { name: 'Create ticket' }).click();
  const first = tablet.getByTestId('check-item').filter({ hasText: 'Close the valve' });
  await first.getByRole('checkbox').click();
  await tablet.getByText('1 of 3 done').waitFor();
  await tablet.getByLabel('New item').fill('Sweep');
  await tablet.getByLabel('New item').press('Enter');
  await tablet.getByText('1 of 4 done').waitFor();
  // One key takes back what was done last: an item that was added, a box that was ticked.
  await tablet.getByLabel('New item').blur();
  await tablet.locator('body').press('Control+z');
  await tablet.getByText('1 of 3 done').waitFor();
  await tablet.getByLabel('New item').fill('Sweep');
  await tablet.getByLabel('New item').press('Enter');
  await tablet.getByText('1 of 4 done').waitFor();
  await first.getByRole('checkbox').click();
  await tablet.getByText('0 of 4 done').waitFor();
  await tablet.locator('body').press('Control+z');
  await tablet.getByText('1 of 4 done').waitFor();
  await picture(tablet, 'checklist');
  expect(await violations(tablet)).toEqual([]);
  const path = new URL(tablet.url()).pathname;
  await agent.context.setOffline(false);
  await synced(tablet);

  await page.goto(`${site.url}${path}`);
  await page.getByText('1 of 4 done').waitFor();
  await page.getByTestId('check-item').filter({ hasText: 'Read the meter' }).getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Edit Sweep' }).click();
  await page.getByRole('button', { name: 'Move up' }).click();
  await page.getByLabel('Item', { exact: true }).fill('Sweep the floor');
  await look('checklist-edit');
  await page.getByLabel('Item', { exact: true }).press('Enter');
  await page.getByText('2 of 4 done').waitFor();
  await synced(page);
  await tablet.getByText('2 of 4 done').waitFor();
  await expect
    .poll(() => tablet.locator('.check-text').allInnerTexts())
    .toEqual(['Close the valve', 'Read the meter', 'Sweep the floor', 'Open the valve']);
  await agent.close();
});

test('a visit is recorded, signed and timed on a phone, offline', async () => {
  const { agent, phone } = await onTheSpot();
  await phone.getByRole('button', { name: 'Arrived' }).click();
  await phone.getByText('You are there since').waitFor();
  await phone.getByRole('button', { name: 'Have it signed' }).click();
  const pad = phone.getByTestId('signature-pad');
  const box = await pad.boundingBox();
  if (!box) throw new Error('no pad');
  await phone.mouse.move(box.x + 40, box.y + 60);
  await phone.mouse.down();
  for (let i = 1; i <= 20; i += 1) await phone.mouse.move(box.x + 40 + 10 * i, box.y + 60 + 25 * Math.sin(i));
  await phone.mouse.up();
  await phone.getByRole('button', { name: 'Sign', exact: true }).click();
  await phone.getByText('Please say who signs.').waitFor();
  await phone.getByLabel('Name of who signs').fill('R. Meyer');
  // Drawn and not signed yet: closed by mistake, and the page thrown away by the system.
  const drawn = pad.locator('path').last();
  const path = must(await drawn.getAttribute('d'), 'what was drawn');
  expect(path.length).toBeGreaterThan(50);
  await phone.keyboard.press('Escape');
  await pad.waitFor({ state: 'detached' });
  await phone.reload();
  await phone.getByRole('button', { name: 'Have it signed' }).click();
  await expect.poll(() => drawn.getAttribute('d')).toBe(path);
  await expect.poll(() => phone.getByLabel('Name of who signs').inputValue()).toBe('R. Meyer');
  await picture(phone, 'sign');
  expect(await violations(phone)).toEqual([]);
  await phone.getByRole('button', { name: 'Sign', exact: true }).click();
  await phone.getByRole('img', { name: 'Signature of R. Meyer' }).waitFor();
  await phone.getByRole('button', { name: 'Leave' }).click();
  await phone.getByLabel('Parts needed').check();
  await phone.getByTestId('visit-dialog').getByLabel('Note').fill('Valve ordered');
  await picture(phone, 'visit-dialog');
  expect(await violations(phone)).toEqual([]);
  await phone.getByTestId('visit-dialog').getByRole('button', { name: 'Save' }).click();
  await phone.getByTestId('visit').getByText('Valve ordered').waitFor();
  await phone.getByRole('button', { name: 'Add time' }).click();
  await phone.getByLabel('How long').fill('soon');
  await phone.getByTestId('time-dialog').getByRole('button', { name: 'Save' }).click();
  await phone.getByText('Say how long').waitFor();
  await phone.getByLabel('How long').fill('1:30');
  expect(await violations(phone)).toEqual([]);
  await phone.getByTestId('time-dialog').getByRole('button', { name: 'Save' }).click();
  await phone.getByText('1 h 30 min in all').waitFor();
  const happened = phone.getByTestId('event');
  await happened.filter({ hasText: 'ended a visit' }).waitFor();
  await happened.filter({ hasText: 'had R. Meyer sign' }).waitFor();
  await happened.filter({ hasText: 'wrote down time: 1 h 30 min on' }).waitFor();
  await phone.getByTestId('visits').scrollIntoViewIfNeeded();
  await picture(phone, 'visits');
  const ticket = new URL(phone.url()).pathname;
  await agent.context.setOffline(false);
  await synced(phone);

  await page.goto(`${site.url}${ticket}`);
  await page.getByRole('img', { name: 'Signature of R. Meyer' }).waitFor();
  await page.getByText('1 h 30 min in all').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByTestId('visits').scrollIntoViewIfNeeded();
  await look('visits-desk');

  // While the office corrects the note, the agent corrects both that and the outcome.
  const [edited, theirs] = [page.getByTestId('visit-dialog'), phone.getByTestId('visit-dialog')];
  await page.getByRole('button', { name: 'Edit the visit' }).click();
  await edited.getByLabel('Note').fill('Valve ordered, comes on Friday');
  await phone.getByRole('button', { name: 'Edit the visit' }).click();
  await theirs.getByLabel('Work done').check();
  await theirs.getByLabel('Note').fill('Valve was in the van');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await edited.getByText('Meanwhile it was changed to “Valve was in the van”').waitFor();
  await expect.poll(() => edited.getByLabel('Work done').isChecked()).toBe(true);
  await expect.poll(() => edited.getByLabel('Note').inputValue()).toBe('Valve ordered, comes on Friday');
  await edited.getByRole('button', { name: 'Save' }).click();
  await edited.waitFor({ state: 'detached' });
  await phone.getByTestId('visit').getByText('comes on Friday').waitFor();
  await phone.getByTestId('visit').getByText('Work done').waitFor();
  await agent.close();

  // Years later: in the archive, to be read.
  const id = must(ticket.split('/').at(-1), 'ticket');
  await site.all`update tickets set status = 'closed', resolved_at = created_at, closed_at = created_at where id = ${id}`;
  const [tenant] = await site.all<{ id: string }[]>`select tenant_id as id from tickets where id = ${id}`;
  await archiveAll(site.sql, must(tenant, 'tenant').id, Date.now() + 900 * 86_400_000);
  await page.goto(`${site.url}/archive/${id}`);
  const archived = page.getByTestId('archived-ticket');
  await archived.getByRole('img', { name: 'Signature of R. Meyer' }).waitFor();
  await archived.getByText('1 h 30 min in all').waitFor();
  await expect
    .poll(() => archived.getByRole('button', { name: /Edit|Sign anew|Arrived|Add time|Link…/ }).count())
    .toBe(0);
  expect(await violations(page)).toEqual([]);
  await look('archived');
});

test('a phone says where it stands, when asked, without a network; where it may not, the rest is kept', async () => {
  const { agent, phone } = await onTheSpot();
  await phone.locator('.more-facts > summary').click();
  await phone.getByTestId('edit-place').click();
  const dialog = phone.getByTestId('place-dialog');
  const remove = dialog.getByRole('button', { name: 'Remove position' });
  if (await remove.isVisible()) await remove.click();
  await dialog.getByLabel('Place').fill('Quay 9');
  await dialog.getByRole('button', { name: 'Use my position' }).click();
  await dialog.getByText('This browser does not let Waypost see your position.').waitFor();
  expect(await violations(phone)).toEqual([]);
  await expect.poll(() => dialog.getByLabel('Place').inputValue()).toBe('Quay 9');
  await agent.context.setGeolocation({ latitude: 53.545_571_8, longitude: 9.966_213_4 });
  await agent.context.grantPermissions(['background-sync', 'geolocation'], { origin: site.url });
  await dialog.getByRole('button', { name: 'Use my position' }).click();
  // To a metre: more would pretend.
  await dialog.getByText('53.54557, 9.96621').waitFor();
  await picture(phone, 'position');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const map = phone.getByRole('link', { name: 'Open in maps' });
  await expect.poll(() => map.getAttribute('href')).toMatch(/53\.54557.*9\.96621/);
  const id = must(new URL(phone.url()).pathname.split('/').at(-1), 'ticket');
  await agent.context.setOffline(false);
  await synced(phone);
  const [there] = await site.all`select address, latitude, longitude from tickets where id = ${id}`;
  expect(there).toEqual({ address: 'Quay 9', latitude: 53.545_57, longitude: 9.966_21 });
  await agent.close();
});
