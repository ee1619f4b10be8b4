import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import {
  enterAs,
  openBrowser,
  readyForOffline,
  reply,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// What belongs together, in the hands of the desk: linked, merged and split without a network, and settled with one.

interface Known {
  id: string;
  number: string;
  title: string;
}

let site: Site;
let office: BrowserPerson;
let page: Page;
/** Two of one requester, and one of another; all open. */
let [one, two, other]: Known[] = [];
beforeAll(async () => {
  site = await openSite();
  const rows = await site.all<(Known & { requester: string })[]>`
    select t.id, t.number, t.title, t.requester_id as requester from tickets t join tenants s on s.tenant_id = t.tenant_id
    where t.status in ('new', 'open', 'pending') and s.tenant_id = (
      select tenant_id from people where email = ${demoEmails.fieldAgent})
    order by t.created_at desc, t.id`;
  const pair = rows.flatMap((row, i) => {
    const mate = rows.slice(i + 1).find(({ requester }) => requester === row.requester);
    return mate ? [[row, mate] as const] : [];
  })[0];
  [one, two] = pair ?? [];
  other = rows.find(({ requester }) => requester !== pair?.[0].requester);
  office = await openBrowser(site.url, { width: 1400, height: 900 });
  page = await office.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
});
afterAll(async () => {
  await office?.close();
  await site?.close();
});

const goTo = async ({ id }: Pick<Known, 'id'>) => {
  await page.goto(new URL(`/tickets/${id}`, site.url).href);
  await page.getByTestId('composer').waitFor();
};
const linked = () => page.getByTestId('linked-tickets');
const known = (ticket: Known | undefined): Known => {
  if (!ticket) throw new Error('the demo has no such ticket');
  return ticket;
};

test('a part is linked by the keyboard, without a network, and how far it is stands on its parent', async () => {
  const [parent, part] = [known(one), known(two)];
  await goTo(parent);
  await office.context.setOffline(true);
  await page.keyboard.press('l');
  const dialog = page.getByTestId('link-dialog');
  await dialog.getByRole('combobox', { name: 'This ticket is' }).selectOption('Parent of');
  const picker = dialog.getByRole('combobox', { name: 'Ticket', exact: true });
  await picker.fill(part.number.slice(-6));
  await dialog.getByRole('option').filter({ hasText: part.number }).waitFor();
  expect(await violations(page)).toEqual([]);
  await picker.press('Enter');
  await picker.press('Enter');
  await linked().getByText('Parts: 0 of 1 resolved').waitFor();
  await linked().getByRole('link', { name: part.number }).waitFor();
  expect(await violations(page)).toEqual([]);

  // Again, and the other way round: said at once, and nothing is queued.
  await page.keyboard.press('l');
  await picker.fill(part.number.slice(-6));
  await picker.press('Enter');
  await picker.press('Enter');
  await page.getByText('These two tickets are linked already.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await linked().getByRole('link', { name: part.number }).click();
  await linked().getByText('Part of').waitFor();
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await linked().getByRole('link', { name: parent.number }).click();
  await linked().getByText('Parts: 1 of 1 resolved').waitFor();
  await office.context.setOffline(false);
  await synced(page);
  const rows = await site.all`select what from links order by what`;
  expect(rows.map(({ what }) => what as string)).toEqual(['child-of', 'parent-of']);

  await linked()
    .getByRole('button', { name: /^Take away the link/ })
    .click();
  await until('the link to go', async () => (await linked().getByText('Parts:').count()) === 0);
  await synced(page);
  await expect.poll(() => site.all`select 1 from links where not removed`).toHaveLength(0);
});

test('merged without a network, one reads both at one place; who else is concerned is said before; undone, all is as it was', async () => {
  const [into, from] = [known(one), known(other)];
  await goTo(from);
  await reply(page, 'Words on the one that goes');
  await synced(page);
  const [before] = await site.all`select status from tickets where id = ${from.id}`;
  await office.context.setOffline(true);
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  const dialog = page.getByTestId('merge-tickets-dialog');
  const picker = dialog.getByRole('combobox', { name: 'Merge into' });
  await picker.fill(into.number.slice(-6));
  await dialog.getByRole('option').filter({ hasText: into.number }).waitFor();
  await picker.press('Enter');
  await dialog.getByText('The requesters differ.').waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click();

  await until('the other ticket', async () => page.url().endsWith(into.id));
  const message = page.getByTestId('message').filter({ hasText: 'Words on the one that goes' });
  await message.getByRole('link', { name: from.number }).waitFor();
  await page.getByTestId('opening').filter({ hasText: from.number }).waitFor();
  expect(await violations(page)).toEqual([]);
  await message.getByRole('link', { name: from.number }).click();
  await page.getByTestId('merged-note').getByRole('link', { name: into.number }).waitFor();
  await expect.poll(() => page.getByTestId('status-control').inputValue()).toBe('closed');
  // What is written there is read at the other.
  await reply(page, 'Written where it was merged');
  await office.context.setOffline(false);
  await synced(page);
  await goTo(into);
  await page.getByTestId('message').filter({ hasText: 'Written where it was merged' }).waitFor();

  await linked().getByRole('button', { name: 'Undo merge' }).click();
  const undo = page.getByTestId('unmerge-dialog');
  expect(await violations(page)).toEqual([]);
  await undo.getByRole('button', { name: 'Undo merge' }).click();
  await until('the words to go', async () => (await page.getByTestId('opening').count()) === 0);
  await synced(page);
  const [after] = await site.all`select status from tickets where id = ${from.id}`;
  expect(after).toEqual(before);
  await goTo(from);
  for (const words of ['Words on the one that goes', 'Written where it was merged'])
    await page.getByTestId('message').filter({ hasText: words }).waitFor();
});

test('a message becomes a ticket, without a network, and says where it went', async () => {
  const ticket = known(one);
  await goTo(ticket);
  const box = page.getByTestId('composer').getByRole('textbox');
  await box.fill('**The gate** is stuck too\nsince this morning');
  await box.press('Control+Enter');
  await page.getByTestId('message').filter({ hasText: 'is stuck too' }).waitFor();
  await synced(page);
  await office.context.setOffline(true);
  const message = page.getByTestId('message').filter({ hasText: 'is stuck too' });
  await message.getByRole('button', { name: /^New ticket out of/ }).click();
  const dialog = page.getByTestId('split-dialog');
  const title = dialog.getByRole('textbox', { name: 'Title' });
  await expect.poll(() => title.inputValue()).toBe('The gate is stuck too');
  expect(await violations(page)).toEqual([]);
  await title.fill('The gate is stuck');
  // Put aside, it is there as it was typed.
  await page.keyboard.press('Escape');
  await message.getByRole('button', { name: /^New ticket out of/ }).click();
  await expect.poll(() => title.inputValue()).toBe('The gate is stuck');
  await dialog.getByRole('button', { name: 'Make the ticket' }).click();
  const went = message.getByTestId('message-split');
  await went.getByRole('link', { name: 'The gate is stuck' }).click();
  await page.getByRole('heading', { name: 'The gate is stuck' }).waitFor();
  await page.getByTestId('message').filter({ hasText: 'is stuck too' }).waitFor();
  await linked().getByText('Split off from').waitFor();
  expect(await violations(page)).toEqual([]);
  await office.context.setOffline(false);
  await synced(page);
  const rows = await site.all`
    select t.number, t.requester_id = o.requester_id as same from tickets t, tickets o
    where t.title = 'The gate is stuck' and o.id = ${ticket.id}`;
  expect([...rows]).toEqual([{ number: expect.stringMatching(/^\d{6}-\d{4}$/), same: true }]);
});
