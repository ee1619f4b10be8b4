import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  reply,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// What the desk says often, whom it calls, and what it takes back: on the screens, without a network.

let site: Site;
let office: BrowserPerson;
let desk: BrowserPerson;
let admin: Page;
let agent: Page;
beforeAll(async () => {
  site = await openSite();
  office = await openBrowser(site.url);
  desk = await openBrowser(site.url);
  [admin, agent] = [await office.open(), await desk.open()];
  await enterAs(admin, demoEmails.admin);
  await enterAs(agent, demoEmails.dispatcher);
  await Promise.all([readyForOffline(admin), readyForOffline(agent)]);
});
afterAll(async () => {
  await Promise.all([office?.close(), desk?.close()]);
  await site?.close();
});

const box = (page: Page) => page.getByTestId('composer').locator('textarea');

test('an admin writes a canned reply without a network; an agent puts it into what they write, without one too', async () => {
  await openFirstTicket(agent);
  await agent.getByTestId('canned-menu').click();
  await agent.getByText('There are no canned replies yet').waitFor();
  await agent.keyboard.press('Escape');

  await admin.goto(`${site.url}/settings`);
  await admin.getByTestId('reply-settings').getByText('There is none yet.').waitFor();
  await admin.getByRole('link', { name: 'New canned reply' }).click();
  await office.context.setOffline(true);
  await admin.getByLabel('Name').fill('Received');
  const text = admin.getByLabel('Text');
  await text.fill('Dear {{requester.nam}},\n\nwe have it as ');
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('{{requester.nam}} is no variable').waitFor();
  expect(await violations(admin)).toEqual([]);
  await text.fill('Dear {{requester.name}},\n\nwe have it as ');
  await admin.getByRole('button', { name: 'ticket number' }).click();
  await expect
    .poll(() => text.inputValue())
    .toBe('Dear {{requester.name}},\n\nwe have it as {{ticket.number}}');
  await admin.getByText('Dear Mara Lindqvist,').waitFor();
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByTestId('reply-row').filter({ hasText: 'Received' }).waitFor();
  await office.context.setOffline(false);
  await synced(admin);

  // It reaches an open screen by itself.
  await box(agent).fill('Thanks.\n/');
  await agent.getByRole('option', { name: /Received/ }).waitFor();
  expect(await violations(agent)).toEqual([]);
  await desk.context.setOffline(true);
  const { number, name } = await factsOf(agent);
  await box(agent).press('Escape');
  await expect.poll(() => agent.getByTestId('suggestions').count()).toBe(0);
  // What was left with Escape stays left; Enter is a new line again.
  await box(agent).press('Enter');
  await expect.poll(() => box(agent).inputValue()).toBe('Thanks.\n/\n');
  await box(agent).pressSequentially('/rec');
  await agent.getByRole('option', { name: /Received/ }).waitFor();
  await box(agent).press('ArrowDown');
  await box(agent).press('Enter');
  await expect
    .poll(() => box(agent).inputValue())
    .toBe(`Thanks.\n/\nDear ${name},\n\nwe have it as ${number}`);
  await box(agent).fill('');
  await agent.getByTestId('canned-menu').click();
  await agent.locator('[data-option]', { hasText: 'Received' }).click();
  await expect.poll(() => box(agent).inputValue()).toBe(`Dear ${name},\n\nwe have it as ${number}`);
  await box(agent).press('Control+Enter');
  await agent
    .getByTestId('message')
    .filter({ hasText: `we have it as ${number}` })
    .waitFor();
  await desk.context.setOffline(false);
  await synced(agent);
  const [kept] = await site.all<
    { body: string }[]
  >`select body from messages order by created_at desc limit 1`;
  expect(kept?.body).toBe(`Dear ${name},\n\nwe have it as ${number}`);
});

test('somebody is called by @ without a network, told of it, and shown by the name they have', async () => {
  await agent.goto(site.url);
  await desk.context.setOffline(true);
  await openFirstTicket(agent);
  const { number } = await factsOf(agent);
  const [ingrid] = await site.all<{ id: string; name: string }[]>`
    select id, name from people where email = ${demoEmails.admin}`;
  if (!ingrid) throw new Error('the demo has no admin');
  await agent.getByText('Internal note').first().click();
  await box(agent).pressSequentially(`Please @${ingrid.name.slice(0, 3).toLowerCase()}`);
  await agent.getByTestId('suggestions').getByText(ingrid.name).waitFor();
  expect(await violations(agent)).toEqual([]);
  await box(agent).press('Enter');
  await box(agent).pressSequentially('have a look');
  await expect.poll(() => box(agent).inputValue()).toBe(`Please @${ingrid.name} have a look`);
  await box(agent).press('Control+Enter');
  const said = agent.getByTestId('message').filter({ hasText: 'have a look' });
  await said.getByTestId('mention').waitFor();
  await desk.context.setOffline(false);
  await synced(agent);
  const [row] = await site.all<
    { body: string }[]
  >`select body from messages order by created_at desc limit 1`;
  expect(row?.body).toBe(`Please [@${ingrid.name}](mention:${ingrid.id}) have a look`);
  await admin.goto(`${site.url}/notifications`);
  await admin.getByRole('link', { name: new RegExp(`mentioned you on .*${number}`) }).click();
  await expect.poll(() => admin.locator('.mention-me').innerText()).toBe(`@${ingrid.name}`);
  // A rename breaks nothing: it is shown by the person.
  await site.all`update people set name = 'Ingrid Berg' where id = ${ingrid.id}`;
  const other = await openBrowser(site.url);
  try {
    const fresh = await other.open();
    await enterAs(fresh, demoEmails.dispatcher);
    await fresh.getByRole('searchbox').first().fill(number);
    await fresh.getByTestId('ticket-row').first().click();
    await expect.poll(() => fresh.getByTestId('mention').innerText()).toBe('@Ingrid Berg');
  } finally {
    await other.close();
  }
});

test('what somebody wrote they change and take back without a network; others see that, and by whom', async () => {
  await agent.goto(site.url);
  await desk.context.setOffline(true);
  await openFirstTicket(agent);
  const path = new URL(agent.url()).pathname;
  await reply(agent, 'It comes on Tusday');
  const said = agent.getByTestId('message').last();
  await said.getByTestId('message-menu').click();
  await agent.getByRole('button', { name: 'Edit', exact: true }).click();
  const words = said.getByLabel('What you wrote');
  await expect.poll(() => words.inputValue()).toBe('It comes on Tusday');
  expect(await violations(agent)).toEqual([]);
  await words.fill('It comes on Tuesday');
  // Escape keeps what was typed for later.
  await words.press('Escape');
  await said.getByText('It comes on Tusday').waitFor();
  await said.getByTestId('message-menu').click();
  await agent.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect.poll(() => words.inputValue()).toBe('It comes on Tuesday');
  await words.press('Control+Enter');
  await said.getByText('It comes on Tuesday').waitFor();
  await said.getByTestId('message-edited').waitFor();
  await desk.context.setOffline(false);
  await synced(agent);
  await admin.goto(site.url + path);
  const seen = admin.getByTestId('message').last();
  await seen.getByText('It comes on Tuesday').waitFor();
  await seen.getByTestId('message-edited').waitFor();
  await desk.context.setOffline(true);
  await said.getByTestId('message-menu').click();
  await agent.getByRole('button', { name: /Take back/ }).click();
  expect(await violations(agent)).toEqual([]);
  await agent.getByRole('button', { name: 'Take the words back' }).click();
  await said.getByTestId('message-gone').waitFor();
  await desk.context.setOffline(false);
  await synced(agent);
  await expect.poll(() => seen.innerText()).toMatch(/took back what this said/);
  await expect.poll(() => seen.innerText()).not.toContain('Tuesday');
  expect(await violations(admin)).toEqual([]);
});

test('a macro is run with a key on one ticket and from the list on many, without a network; it goes back in one step', async () => {
  await admin.goto(`${site.url}/settings/macros/new`);
  await admin.getByLabel('Name').fill('Parts ordered');
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('Choose at least one thing that it does.').waitFor();
  await admin.getByLabel('Public reply').click();
  await admin.getByLabel('Text').fill('Dear {{requester.name}}, parts are on order.');
  await admin.getByLabel('Status').selectOption('pending');
  await admin.getByLabel('Priority').selectOption('low');
  await admin.getByLabel('Category').selectOption({ label: 'Inspections' });
  await admin.getByLabel('Under warranty').selectOption('yes');
  expect(await violations(admin)).toEqual([]);
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  const does = 'Category: Inspections · Under warranty: yes · Priority: Low · Status: Pending';
  await admin.getByTestId('macro-row').filter({ hasText: does }).waitFor();
  await synced(admin);

  await agent.goto(`${site.url}/?status=open&priority=medium`);
  await openFirstTicket(agent);
  // Its own device has the macro before it loses the network: what is said as synced is of the last round.
  await agent.getByTestId('macro-button').click();
  await agent.getByTestId('macro-dialog').getByRole('button', { name: 'Parts ordered' }).waitFor();
  await agent.keyboard.press('Escape');
  await agent.getByTestId('macro-dialog').waitFor({ state: 'detached' });
  await desk.context.setOffline(true);
  const { name } = await factsOf(agent);
  const control = (what: string) => agent.getByTestId(`${what}-control`);
  await agent.locator('body').press('y');
  await agent.getByTestId('macro-dialog').getByRole('button', { name: 'Parts ordered' }).click();
  await agent.getByText(`Dear ${name}, parts are on order.`).waitFor();
  expect(await violations(agent)).toEqual([]);
  await agent.keyboard.press('Enter');
  await expect.poll(() => control('status').inputValue()).toBe('pending');
  await expect.poll(() => control('priority').inputValue()).toBe('low');
  await agent.getByTestId('message').filter({ hasText: 'parts are on order' }).waitFor();
  await agent.getByTestId('undo-strip').getByText('“Parts ordered” on').waitFor();
  await agent.locator('body').press('Control+z');
  await expect.poll(() => control('status').inputValue()).toBe('open');
  await expect.poll(() => control('priority').inputValue()).toBe('medium');
  await agent.getByTestId('undo-strip').getByText('What was said stays said.').waitFor();

  const box = (at: number) =>
    agent.locator(`[data-testid=ticket-row][data-position="${at}"]`).getByRole('checkbox');
  await box(1).click();
  await box(3).click({ modifiers: ['Shift'] });
  await agent.getByTestId('bulk-macro').click();
  await agent.getByTestId('macro-dialog').getByRole('button', { name: 'Parts ordered' }).click();
  await agent.getByRole('button', { name: 'Run it on 3 tickets' }).click();
  await agent.getByTestId('undo-strip').getByText('“Parts ordered” on 3 tickets').waitFor();
  await desk.context.setOffline(false);
  await synced(agent);
  const [row] = await site.all<{ count: number }[]>`
    select count(*)::int as count from messages m join tickets t on t.tenant_id = m.tenant_id and t.id = m.ticket_id
    join categories c on c.tenant_id = t.tenant_id and c.id = t.category_id and c.name = 'Inspections'
    join field_values v on v.tenant_id = t.tenant_id and v.ticket_id = t.id and v.value = 'true'
    where m.body like '%parts are on order.' and t.status = 'pending' and t.priority = 'low'`;
  expect(row?.count).toBe(3);
});

/** The number and the requester of the ticket that is shown. */
async function factsOf(page: Page): Promise<{ number: string; name: string }> {
  const number = await page.locator('.ticket-number').innerText();
  const [row] = await site.all<{ name: string }[]>`
    select p.name from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.requester_id
    where t.number = ${number} and t.tenant_id = (select tenant_id from people where email = ${demoEmails.dispatcher})`;
  return { number, name: row?.name ?? '' };
}
