import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { archiveAll } from '../sync-server/jobs/archive.ts';
import { keepPromises } from '../sync-server/jobs/keep-promises.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// What people are told, where they look for it: live, without a network, by keyboard, on a phone.

const DAY_MS = 86_400_000;
let site: Site;
let field: BrowserPerson;
let office: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url, { width: 390, height: 800 });
  office = await openBrowser(site.url);
});
afterAll(async () => {
  await field?.close();
  await office?.close();
  await site?.close();
});

test('somebody gives a ticket away: its new holder is told at once, reads it offline, and it stays read', async () => {
  const [agent] = await site.all<{ id: string; name: string }[]>`
    select id, name from people where email = ${demoEmails.fieldAgent}`;
  const [ticket] = await site.all<{ id: string; title: string }[]>`
    select t.id, t.title from tickets t join people p on p.tenant_id = t.tenant_id
    where p.id = ${agent?.id ?? ''} and t.status = 'new' and t.assignee_id is null limit 1`;
  const page = await field.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await page.getByRole('link', { name: /^Inbox/ }).click();
  await page.getByRole('heading', { name: 'Notifications' }).waitFor();
  expect(await violations(page)).toEqual([]);

  const desk = await office.open();
  await enterAs(desk, demoEmails.admin);
  await desk.goto(new URL(`/tickets/${ticket?.id}`, site.url).href);
  await desk.getByTestId('assignee-control').selectOption({ label: agent?.name ?? '' });
  await synced(desk);

  const told = page.getByRole('listitem').filter({ hasText: ticket?.title ?? '' });
  await told.getByText('gave you').waitFor();
  await page.getByRole('link', { name: /^Inbox.*1 unread/ }).waitFor();
  expect(await violations(page)).toEqual([]);
  await field.context.setOffline(true);
  await told.getByRole('link').click();
  await page.getByRole('heading', { name: ticket?.title ?? '' }).waitFor();
  await page.goto(new URL('/notifications', site.url).href);
  await page.getByText('All read.').waitFor();
  // What they want to be told of is theirs to say, here too.
  await page.getByText('What you are told of').click();
  await page.getByLabel('A promise is due soon').uncheck();
  expect(await violations(page)).toEqual([]);
  await page.goto(new URL(`/tickets/${ticket?.id}`, site.url).href);
  const priority = page.getByTestId('priority-control');
  const before = await priority.inputValue();
  await priority.selectOption(before === 'low' ? 'high' : 'low');
  await page.getByTestId('undo-strip').waitFor();
  await page.getByRole('button', { name: 'Mute this ticket' }).click();
  const muted = page.getByRole('button', { name: 'Muted, but for mentions', pressed: true });
  await muted.waitFor();
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Mute this ticket', pressed: false }).waitFor();
  await page.keyboard.press('s');
  await muted.waitFor();
  // That is nobody's work on it: the last thing that was done is still the last, and goes back.
  await expect.poll(() => priority.inputValue()).not.toBe(before);
  await page.keyboard.press('Control+z');
  await expect.poll(() => priority.inputValue()).toBe(before);
  expect(await violations(page)).toEqual([]);
  await field.context.setOffline(false);
  await synced(page);
  const said = await site.all`
    select about, wanted from preferences where person_id = ${agent?.id ?? ''} order by about`;
  expect(said).toEqual([
    { about: 'notice:warned', wanted: false },
    { about: `ticket:${ticket?.id}`, wanted: false },
  ]);
  const [row] =
    await site.all`select read_at is not null as read from notices where person_id = ${agent?.id ?? ''}`;
  expect(row).toEqual({ read: true });
});

test('what is overdue is told with the ticket, and its timeline says what happened and when', async () => {
  const desk = await office.open();
  await desk.getByRole('button', { name: /: menu$/ }).waitFor();
  const [tenant] = await site.all<{ id: string }[]>`
    select tenant_id as id from people where email = ${demoEmails.admin}`;
  // What the demo has is looked at once, and then no more: whoever is told of many is told of the rest in one line.
  await keepPromises(site.sql, tenant?.id ?? '', Date.now());
  await site.all`update sla_checks set look_at = null`;
  const title = 'Pump 4 leaks since this morning';
  await desk.keyboard.press('c');
  await desk.getByLabel('Title').fill(title);
  await desk.getByRole('button', { name: 'Create ticket' }).click();
  await desk.getByRole('heading', { name: title }).waitFor();
  await synced(desk);
  await keepPromises(site.sql, tenant?.id ?? '', Date.now() + 8 * DAY_MS);
  await desk.keyboard.press('Escape');
  await desk.goto(new URL('/notifications', site.url).href);
  const told = desk.getByRole('listitem').filter({ hasText: title });
  await told.getByText('Overdue, and escalated:').waitFor();
  expect(await violations(desk)).toEqual([]);
  await told.getByRole('link').click();
  await desk.getByText('the resolution is overdue').first().waitFor();
  await expect.poll(() => desk.getByTestId('status-control').inputValue()).toBe('escalated');
});

test('what somebody was told of a ticket that went into the archive leads there', async () => {
  const page = await field.open('/notifications');
  const told = page.getByRole('listitem').filter({ hasText: 'gave you' });
  await told.waitFor();
  const [ticket] = await site.all<{ id: string; tenant: string; title: string }[]>`
    select id, tenant_id as tenant, title from tickets
    where id = (select ticket_id from notices where what = 'assigned' order by at desc limit 1)`;
  const { id = '', tenant = '', title = '' } = ticket ?? {};
  await told.getByText(title).waitFor();
  await site.all`
    update tickets set status = 'closed', resolved_at = created_at, closed_at = created_at where id = ${id}`;
  await archiveAll(site.sql, tenant, Date.now() + 900 * DAY_MS);
  await told.getByText('a ticket that is not on this device').waitFor();
  expect(await violations(page)).toEqual([]);
  await told.getByRole('link').click();
  await page.getByRole('link', { name: 'Look in the archive' }).click();
  await page.getByTestId('archived-ticket').getByText(title).first().waitFor();
  // To the archive, though it is not where one came from.
  await page.getByRole('link', { name: 'Back to the archive' }).click();
  await page.getByRole('heading', { name: 'Archive', exact: true }).waitFor();
});
