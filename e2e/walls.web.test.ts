import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { deviceText } from './support/device-database.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';
import { tapWire } from './support/wire.ts';

let site: Site;
let browser: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  browser = await openBrowser(site.url);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test("a requester's device holds their own tickets, and no internal note", async () => {
  const wire = await tapWire(site.server().port);
  const page = await browser.context.newPage();
  await page.goto(wire.url);
  await enterAs(page, demoEmails.requester);
  await readyForOffline(page);
  const held = await deviceText(page);
  const received = wire.replies().join('\n');
  expect(received).toContain('"line":"done"');
  expect(received.length).toBeGreaterThan(500);

  const [person] = await site.all<{ id: string; tenant: string }[]>`
    select id, tenant_id as tenant from people where email = ${demoEmails.requester}`;
  const own = await site.all<
    { id: string }[]
  >`select id from tickets where requester_id = ${person?.id ?? ''}`;
  const foreign = await site.all<
    { id: string }[]
  >`select id from tickets where requester_id <> ${person?.id ?? ''}`;
  const notes = await site.all<{ id: string; body: string }[]>`select id, body from messages where internal`;
  expect(own.length).toBeGreaterThan(3);
  expect(notes.length).toBeGreaterThan(20);
  for (const { id } of own) expect(held).toContain(id);
  for (const { id } of foreign) expect(held.includes(id) || received.includes(id)).toBe(false);
  for (const { id } of notes) expect(held.includes(id) || received.includes(id)).toBe(false);
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('composer').waitFor();
  expect(await page.getByText('Internal note').count()).toBe(0);
  await page.close();
  await wire.close();
});

test('an ended session leaves the work, says so, and goes on by itself after signing in', async () => {
  const office = await openBrowser(site.url);
  const page = await office.open();
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
  await site.all`update sessions set expires_at = 1 where person_id = (select id from people where email = ${demoEmails.dispatcher})`;
  await page.waitForTimeout(5_500); // the server trusts a session it found good for five seconds
  await page.reload();
  await page.getByTestId('ticket-row').first().click();
  const composer = page.getByTestId('composer').getByRole('textbox');
  await composer.fill('Written after the session had ended');
  await composer.press('Control+Enter');
  await page.getByTestId('message').filter({ hasText: 'Written after' }).waitFor();
  await page.locator('[data-testid=sync-chip][data-state=waiting-for-sign-in]').first().waitFor();
  await expect
    .poll(() => page.locator('[data-testid=sync-chip]').first().getAttribute('data-waiting'))
    .toBe('1');
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await page.locator(`[data-testid=demo-person][data-email="${demoEmails.dispatcher}"]`).click();
  await until('the message in PostgreSQL', async () => {
    const rows = await site.all`select 1 from messages where body = 'Written after the session had ended'`;
    return rows.length === 1;
  });
  await synced(page);
  await office.close();
});
