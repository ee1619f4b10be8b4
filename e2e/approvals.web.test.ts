import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// A change that waits for an admin's word, on the screens of both.

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

test('an admin says what needs a word; an agent asks without a network, is rejected with a word, asks again, and has it', async () => {
  const desk = await office.open();
  await enterAs(desk, demoEmails.admin);
  await desk.goto(`${site.url}/settings`);
  await desk.getByTestId('approve-urgent').selectOption('yes');
  await desk.getByTestId('approve-reopened').selectOption('30');
  await until('both in PostgreSQL', async () => {
    const kept = await site.all`select value from policies where key like 'approve-%' order by key`;
    return kept.map(({ value }) => value as unknown).join() === '30,yes';
  });
  await expect.poll(() => desk.getByTestId('approve-reopened').inputValue()).toBe('30');
  expect(await violations(desk)).toEqual([]);

  const page = await field.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  const [ticket] = await site.all<{ id: string }[]>`
    select t.id from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.fieldAgent} and t.status = 'open' and t.priority = 'medium' limit 1`;
  const path = `${site.url}/tickets/${ticket?.id}`;
  await page.goto(path);
  await field.context.setOffline(true);
  const priority = page.getByTestId('priority-control');
  await priority.selectOption('urgent');
  const note = page.getByTestId('approval-note');
  await note.getByText('Raising it to Urgent').waitFor();
  await expect.poll(() => priority.inputValue()).toBe('medium');
  await expect.poll(() => note.getByRole('button').allInnerTexts()).toEqual(['Take back']);
  expect(await violations(page)).toEqual([]);
  await field.context.setOffline(false);
  await synced(page);

  // The admin is told, and finds it there.
  await desk
    .getByRole('link', { name: /^Notifications|^Inbox/ })
    .first()
    .click();
  const told = desk.getByRole('listitem').filter({ hasText: 'asks for your approval on' });
  await told.getByRole('link').first().click();
  const asked = desk.getByTestId('approval-note');
  await asked.getByRole('button', { name: 'Reject' }).focus();
  await desk.keyboard.press('Enter');
  await desk.getByRole('dialog').getByLabel('Reason').fill('Not before the part is here.');
  expect(await violations(desk)).toEqual([]);
  await desk.getByRole('dialog').getByRole('button', { name: 'Reject the request' }).click();
  await asked.waitFor({ state: 'detached' });
  await synced(desk);
  await note.waitFor({ state: 'detached' });
  await page.getByText('rejected: raising it to Urgent').waitFor();
  await page.getByText('Not before the part is here.').waitFor();

  // Asked again, it stands among all that waits, on the phone as on the desk: in the list, with its number and its mark.
  await priority.selectOption('urgent');
  await note.waitFor();
  await synced(page);
  await page.goto(`${site.url}/`);
  await page.getByRole('button', { name: 'For approval 1' }).click();
  await page.getByRole('heading', { name: 'Tickets waiting for approval' }).waitFor();
  const row = page.getByTestId('ticket-row');
  await row.getByTestId('approval-mark').waitFor();
  await expect.poll(() => row.count()).toBe(1);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'For approval 1' }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('');
  await desk.getByRole('link', { name: 'For approval' }).click();
  await expect.poll(() => desk.getByTestId('ticket-row').count()).toBe(1);
  await desk.getByTestId('ticket-row').getByRole('link').click();
  await asked.getByRole('button', { name: 'Approve with a word' }).click();
  await desk.getByRole('dialog').getByLabel('Reason').fill('Here it is now.');
  await desk.getByRole('dialog').getByRole('button', { name: 'Approve the request' }).click();
  await asked.waitFor({ state: 'detached' });
  await synced(desk);
  await page.goto(path);
  await page.getByText('Here it is now.').waitFor();
  await note.waitFor({ state: 'detached' });
  await expect.poll(() => priority.inputValue()).toBe('urgent');
  // Nothing waits any more: there is no way to an empty list.
  await desk.goto(`${site.url}/`);
  await desk.getByTestId('ticket-row').first().waitFor();
  await expect.poll(() => desk.getByRole('link', { name: 'For approval' }).count()).toBe(0);
  const rows = await site.all`select state from approvals order by created_at`;
  expect(rows.map(({ state }) => state as string)).toEqual(['rejected', 'approved']);
});

test('a request that events have overtaken says so to both, without a network too, and can only be turned down or taken back', async () => {
  const [ticket] = await site.all<{ id: string }[]>`
    select t.id from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.fieldAgent} and t.status = 'open' and t.priority = 'low' limit 1`;
  const path = `/tickets/${ticket?.id}`;
  const [desk, page] = await Promise.all([office.open(path), field.open(path)]);
  const [asked, note] = [desk.getByTestId('approval-note'), page.getByTestId('approval-note')];
  await page.getByTestId('priority-control').selectOption('urgent');
  await note.getByText('Raising it to Urgent').waitFor();
  await expect.poll(() => asked.getByRole('button').allInnerTexts()).toContain('Approve');
  await office.context.setOffline(true);
  await desk.getByTestId('priority-control').selectOption('high');
  const overtaken = 'The priority has changed since: this request is overtaken.';
  await asked.getByText(overtaken).waitFor();
  await expect.poll(() => asked.getByRole('button').allInnerTexts()).toEqual(['Reject']);
  expect(await violations(desk)).toEqual([]);
  await office.context.setOffline(false);
  await synced(desk);
  await note.getByText(overtaken).waitFor();
  await note.getByRole('button', { name: 'Take back' }).click();
  await note.waitFor({ state: 'detached' });
  await asked.waitFor({ state: 'detached' });
  const rows = await site.all`
    select a.state, t.priority from approvals a join tickets t on t.tenant_id = a.tenant_id and t.id = a.ticket_id
    where t.id = ${ticket?.id ?? ''}`;
  expect(rows).toEqual([{ state: 'withdrawn', priority: 'high' }]);
});
