import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// M3, D10 in a real browser: what somebody else saves while a form is open is told in it before it is written over.

let site: Site;
let field: BrowserPerson;
let office: BrowserPerson;
/** Who has the form open, and who saves meanwhile. */
let ana: Page;
let ben: Page;
beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url, { width: 1100 });
  office = await openBrowser(site.url, { width: 1100 });
  ana = await field.open();
  await enterAs(ana, demoEmails.fieldAgent);
  await readyForOffline(ana);
  ben = await office.open();
  await enterAs(ben, demoEmails.dispatcher);
  await synced(ben);
});
afterAll(async () => {
  await field?.close();
  await office?.close();
  await site?.close();
});

/** Opens a ticket that is open for both; each test takes another. */
async function openBoth(nth: number): Promise<string> {
  const rows = await site.all<{ id: string }[]>`
    select t.id from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.dispatcher} and t.status = 'open'
      and t.latitude is not null order by t.id limit 3`;
  const id = rows[nth]?.id ?? '';
  for (const page of [ana, ben]) {
    await page.goto(`${site.url}/tickets/${id}`);
    await page.getByTestId('composer').waitFor();
  }
  return id;
}

const columnIn = async (id: string, column: string): Promise<unknown> =>
  (await site.all`select ${site.all(column)} as value from tickets where id = ${id}`)[0]?.['value'];

const told = (page: Page) => page.getByTestId('meanwhile');
const box = (page: Page, what: string) => page.getByRole('textbox', { name: what, exact: true });
const edit = (page: Page, what: string) => page.getByRole('button', { name: `Edit ${what}` }).click();
async function save(page: Page, what: string, text: string): Promise<void> {
  await edit(page, what.toLowerCase());
  await box(page, what).fill(text);
  await box(page, what).press('Control+Enter');
  await box(page, what).waitFor({ state: 'detached' });
}

test('two edit one description: what was saved under the form is read in it, also by who comes back to a draft (M3, D10)', async () => {
  const id = await openBoth(0);
  await save(ben, 'Description', 'The seal leaks.');
  await ana.getByText('The seal leaks.').waitFor();
  // Nothing touched: it follows, and there is nothing to tell.
  await edit(ana, 'description');
  await expect.poll(() => box(ana, 'Description').inputValue()).toBe('The seal leaks.');
  await save(ben, 'Description', 'The seal leaks badly.');
  await expect.poll(() => box(ana, 'Description').inputValue()).toBe('The seal leaks badly.');
  await expect.poll(() => told(ana).innerText()).toBe('');
  // The region stands there before the words, to be read out when they come.
  await expect.poll(() => told(ana).getAttribute('role')).toBe('status');

  await box(ana, 'Description').fill('The seal leaks badly, and the valve sticks.');
  await save(ben, 'Description', 'Resolved on the phone: tightened.');
  await expect.poll(() => told(ana).innerText()).toContain('Meanwhile it was changed.');
  await expect
    .poll(() => told(ana).locator('blockquote').innerText())
    .toBe('Resolved on the phone: tightened.');
  await expect
    .poll(() => box(ana, 'Description').inputValue())
    .toBe('The seal leaks badly, and the valve sticks.');
  await expect
    .poll(() => box(ana, 'Description').evaluate((one) => one.getAttribute('aria-describedby')))
    .toBe(await told(ana).getAttribute('id'));
  expect(await violations(ana)).toEqual([]);

  // Put aside, and found again after another change and a new start.
  await box(ana, 'Description').press('Escape');
  await save(ben, 'Description', 'Tightened, and closed.');
  await ana.getByText('Tightened, and closed.').waitFor();
  await ana.reload();
  await edit(ana, 'description');
  await expect
    .poll(() => box(ana, 'Description').inputValue())
    .toBe('The seal leaks badly, and the valve sticks.');
  await expect.poll(() => told(ana).locator('blockquote').innerText()).toBe('Tightened, and closed.');
  // Seen, and made into one: no conflict for anybody.
  await box(ana, 'Description').fill('Tightened; the valve sticks.');
  await box(ana, 'Description').press('Control+Enter');
  await ben.getByText('Tightened; the valve sticks.').waitFor();
  await until(
    'the office to have it',
    async () => (await columnIn(id, 'description')) === 'Tightened; the valve sticks.',
  );
  await edit(ana, 'description');
  await expect.poll(() => told(ana).innerText()).toBe('');
});

test('a title and a field of the tenant’s say it too, and a field that nobody touched is not written (M3)', async () => {
  const id = await openBoth(1);
  await edit(ana, 'title');
  await box(ana, 'Title').fill('Ana’s title of it');
  await save(ben, 'Title', 'Ben’s title of it');
  await expect.poll(() => told(ana).locator('blockquote').innerText()).toBe('Ben’s title of it');
  await ana.getByRole('button', { name: 'Cancel' }).click();
  await ana.getByRole('heading', { name: 'Ben’s title of it' }).waitFor();

  const asset = (page: Page) => page.getByLabel('Asset number');
  const valueIn = async () =>
    (
      await site.all`
        select v.value from field_values v join fields f on f.tenant_id = v.tenant_id and f.id = v.id
        where v.ticket_id = ${id} and f.label = 'Asset number'`
    )[0]?.['value'];
  await asset(ana).fill('A-1');
  await asset(ben).fill('B-2');
  await asset(ben).press('Enter');
  const words = ana.getByText(
    'Meanwhile it was changed to “B-2”. Leaving the field puts yours in its place.',
  );
  await words.waitFor();
  expect(await violations(ana)).toEqual([]);
  await asset(ana).press('Escape');
  await words.waitFor({ state: 'detached' });
  await expect.poll(() => asset(ana).inputValue()).toBe('B-2');
  // Typed and taken back is not touched: what comes is followed, and stays when the field is left.
  await asset(ana).fill('B-23');
  await asset(ana).fill('B-2');
  await asset(ben).fill('B-3');
  await asset(ben).press('Enter');
  await expect.poll(() => asset(ana).inputValue()).toBe('B-3');
  await asset(ana).press('Enter');
  await synced(ana);
  await expect.poll(valueIn).toBe('B-3');
});

test('a place and an appointment are written as far as they were touched, and the rest follows (M3)', async () => {
  const id = await openBoth(2);
  const dialog = (page: Page) => page.getByTestId('place-dialog');
  const address = (page: Page) => dialog(page).getByLabel('Place');
  const setAddress = async (page: Page, text: string) => {
    await page.getByTestId('edit-place').click();
    await address(page).fill(text);
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await dialog(page).waitFor({ state: 'detached' });
  };
  await ana.getByTestId('edit-place').click();
  await dialog(ana).getByRole('button', { name: 'Remove position' }).click();
  await dialog(ana).getByRole('button', { name: 'Use my position' }).waitFor();
  // Of the address Ana has said nothing.
  await setAddress(ben, 'Quay 8');
  await expect.poll(() => address(ana).inputValue()).toBe('Quay 8');
  await address(ana).fill('Quay 8, berth 2');
  await setAddress(ben, 'Quay 9');
  await dialog(ana).getByText('Meanwhile it was changed to “Quay 9”.').waitFor();
  expect(await violations(ana)).toEqual([]);
  // Closed by mistake, and opened again.
  await ana.keyboard.press('Escape');
  await dialog(ana).waitFor({ state: 'detached' });
  await ana.getByTestId('edit-place').click();
  await dialog(ana).getByText('Meanwhile it was changed to “Quay 9”.').waitFor();
  await address(ana).fill('Quay 9');
  await dialog(ana).getByRole('button', { name: 'Save' }).click();
  await dialog(ana).waitFor({ state: 'detached' });
  await until('the office to have it', async () => (await columnIn(id, 'latitude')) === null);
  expect(await columnIn(id, 'address')).toBe('Quay 9');

  const when = (page: Page) => page.getByTestId('appointment-dialog');
  const enter = async (page: Page, label: string, text: string) => when(page).getByLabel(label).fill(text);
  await ana.getByTestId('edit-appointment').click();
  await enter(ana, 'To', '2026-12-01T18:00');
  await ben.getByTestId('edit-appointment').click();
  await enter(ben, 'From', '2026-12-01T14:00');
  await enter(ben, 'To', '2026-12-01T16:00');
  await when(ben).getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => when(ana).getByLabel('From').inputValue()).toBe('2026-12-01T14:00');
  await when(ana).getByText('Meanwhile it was changed to').waitFor();
  await expect.poll(() => when(ana).getByLabel('To').inputValue()).toBe('2026-12-01T18:00');
  expect(await violations(ana)).toEqual([]);
  await when(ana).getByRole('button', { name: 'Save' }).click();
  await when(ana).waitFor({ state: 'detached' });
  await until('the appointment at the office', async () => {
    const [from, to] = [await columnIn(id, 'starts_at'), await columnIn(id, 'ends_at')];
    return Number(to) - Number(from) === 4 * 3_600_000;
  });
});
