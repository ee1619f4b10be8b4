import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
let field: BrowserPerson;
let office: BrowserPerson;

beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url, { width: 820, height: 1180 });
  office = await openBrowser(site.url);
});
afterAll(async () => {
  await field?.close();
  await office?.close();
  await site?.close();
});

/** Writes a message on the ticket that is open, and waits until the device has it. */
async function write(page: Page, body: string, internal: boolean): Promise<void> {
  const composer = page.getByTestId('composer');
  await composer.getByText(internal ? 'Internal note' : 'Public reply').click();
  await composer.getByRole('textbox').fill(body);
  await composer.getByRole('textbox').press('Control+Enter');
  await page.getByTestId('message').filter({ hasText: body }).waitFor();
}

test('work done with no network and no server reaches the office with no window open', async () => {
  const page = await field.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  const dispatcher = await office.open();
  await enterAs(dispatcher, demoEmails.dispatcher);

  // The network goes, and the server with it; the app starts all the same.
  await field.context.setOffline(true);
  await site.stopServer();
  await page.reload();
  await page.getByTestId('ticket-row').first().waitFor();
  const total = await page.getByTestId('ticket-row').count();
  expect(total).toBeGreaterThan(5);

  // Search and filter work on what the device has.
  const wanted = await page.getByTestId('ticket-row').nth(2).getAttribute('data-ticket-id');
  const row = page.locator(`[data-ticket-id="${wanted}"]`);
  const number = /\d{6}-\d{4}/.exec(await row.innerText())?.[0] ?? '';
  await page.getByRole('searchbox').fill(number);
  await until(
    'the search to narrow the list',
    async () => (await page.getByTestId('ticket-row').count()) === 1,
  );

  // A day's work on one ticket.
  await page.getByTestId('ticket-row').click();
  await page.getByTestId('composer').waitFor();
  const ticketUrl = page.url();
  const status = page.getByTestId('status-control');
  const next = (await status.locator('option').allInnerTexts())[1] ?? '';
  await status.selectOption({ label: next });
  await page.getByTestId('priority-control').selectOption('urgent');
  await page.getByTestId('assignee-control').selectOption('');
  await write(page, 'Swapped the seal, running again', false);
  await write(page, 'Key is with the night guard', true);
  await expect.poll(() => page.getByTestId('waiting-mark').count()).toBeGreaterThan(2);

  // A new one, with its number.
  await page.goto(`${site.url}/new`);
  await page.getByLabel('Title').fill('Handrail loose on the upper deck');
  await page.getByText(/\d{6}-\d{4}/).waitFor();
  await page.getByRole('button', { name: 'Create ticket' }).click();
  await page.getByTestId('composer').waitFor();
  const filed = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const given = /\d{6}-\d{4}/.exec(await page.locator('main').innerText())?.[0];
  expect(given).toBeDefined();
  const chip = page.getByTestId('sync-chip').first();
  await expect.poll(async () => Number(await chip.getAttribute('data-waiting'))).toBe(6);

  // Every window closed, and only then the network comes back.
  for (const open of field.context.pages()) await open.close();
  expect(field.context.pages()).toHaveLength(0);
  await site.startServer();
  await field.context.setOffline(false);
  const [ticket] = await until('the new ticket in PostgreSQL', async () => {
    const rows = await site.all`select number, title from tickets where id = ${filed}`;
    return rows.length ? rows : undefined;
  });
  expect(field.context.pages()).toHaveLength(0);
  expect(ticket).toMatchObject({ number: given, title: 'Handrail loose on the upper deck' });

  // The dispatcher sees all of it without a reload.
  const id = new URL(ticketUrl).pathname.split('/').at(-1) ?? '';
  await until('all six changes answered', async () => {
    const [count] = await site.all<{ n: number }[]>`
      select count(*)::int as n from verdicts v join replicas r on r.tenant_id = v.tenant_id and r.ord = v.r
      join people p on p.tenant_id = r.tenant_id and p.id = r.person_id where p.email = ${demoEmails.fieldAgent}`;
    return count?.n === 6;
  });
  await dispatcher.locator(`[data-ticket-id="${filed}"]`).waitFor();
  await dispatcher.getByRole('searchbox').fill(number);
  await dispatcher.locator(`[data-testid=ticket-row][data-ticket-id="${id}"]`).click();
  await dispatcher.getByTestId('message').filter({ hasText: 'Swapped the seal' }).waitFor();
  await dispatcher
    .locator('[data-testid=message][data-internal=true]')
    .filter({ hasText: 'night guard' })
    .waitFor();
  await expect.poll(() => dispatcher.getByTestId('priority-control').inputValue()).toBe('urgent');

  // Back in the app, nothing waits any more.
  const again = await field.open();
  await synced(again);
});

test('a change made in one window is on the other person’s screen without a reload', async () => {
  const page = await field.open();
  await page.getByTestId('ticket-row').first().waitFor();
  await synced(page);
  const dispatcher = await office.open();
  await dispatcher.getByTestId('ticket-row').first().waitFor();
  await synced(dispatcher);
  await page.getByTestId('ticket-row').first().click();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await dispatcher.goto(`${site.url}/tickets/${id}`);
  await dispatcher.getByTestId('composer').waitFor();
  const words = `Live ${Date.now()}`;
  await write(page, words, false);
  const arrived = dispatcher.getByTestId('message').filter({ hasText: words });
  await arrived.waitFor({ timeout: 30_000 }); // and not with the loop's poll, a minute later
  await expect.poll(() => arrived.count()).toBe(1);
});
