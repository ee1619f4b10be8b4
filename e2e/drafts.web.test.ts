import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { deviceText } from './support/device-database.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// What is being typed: in two windows at once, and when its ticket is taken away (S1, D10).

let site: Site;
let field: BrowserPerson;
let desk: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  // Wide enough for the list to stand beside the ticket.
  field = await openBrowser(site.url, { width: 1700 });
  desk = await openBrowser(site.url);
  const page = await field.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await page.close();
});
afterAll(async () => {
  await field?.close();
  await desk?.close();
  await site?.close();
});

const box = (page: Page) => page.getByTestId('composer').getByRole('textbox');
const says = (page: Page, words: string) => expect.poll(() => box(page).inputValue()).toBe(words);
/** A pause is when drafts are kept. */
const pause = (page: Page) => page.waitForTimeout(700);

test('two windows on one ticket: a draft is seen in both, what both type at once is kept twice, and sending one loses nothing of the other (D10)', async () => {
  const a = await field.open();
  await a.getByTestId('ticket-row').first().click();
  await box(a).waitFor();
  const path = new URL(a.url()).pathname;
  const b = await field.open(path);
  await box(b).waitFor();

  await box(a).fill('begun in the first');
  await says(b, 'begun in the first');
  await box(b).fill('begun in the first, gone on in the second');
  await says(a, 'begun in the first, gone on in the second');
  await box(a).fill('');
  await says(b, '');

  // At once: neither can have seen the other's.
  await Promise.all([
    box(a).pressSequentially('typed in the first', { delay: 40 }),
    box(b).pressSequentially('typed in the second', { delay: 40 }),
  ]);
  const both = ['typed in the first', 'typed in the second'];
  const shown = async (page: Page) => [
    await box(page).inputValue(),
    ...(await page.getByTestId('other-drafts').locator('blockquote').allInnerTexts()),
  ];
  for (const page of [a, b]) {
    await pause(page);
    await expect.poll(async () => (await shown(page)).sort()).toEqual(both);
  }
  await expect.poll(() => box(a).inputValue()).toBe('typed in the first');
  await expect.poll(() => box(b).inputValue()).toBe('typed in the second');
  expect(await violations(a)).toEqual([]);

  await box(a).press('Control+Enter');
  await a.getByTestId('message').filter({ hasText: 'typed in the first' }).waitFor();
  await pause(a);
  await b.reload();
  await says(b, 'typed in the second');
  await expect.poll(() => b.getByTestId('other-drafts').count()).toBe(0);

  // And by hand: the first goes on with what the second has.
  await box(a).fill('something else');
  await pause(a);
  await a.getByTestId('other-drafts').getByRole('button', { name: 'Go on with this' }).click();
  await expect.poll(() => box(a).inputValue()).toBe('typed in the second');
  const others = a.getByTestId('other-drafts');
  await others.getByText('something else').waitFor();
  await others.getByRole('button', { name: 'Drop' }).click();
  await others.getByRole('button', { name: 'Yes, drop' }).click();
  await others.waitFor({ state: 'detached' });
  await box(a).press('Control+Enter');
  await a.getByTestId('message').filter({ hasText: 'typed in the second' }).waitFor();
  await says(b, '');
  await a.close();
  await b.close();
});

test('a reason and a new thing to do, half typed, are there after a reload, until they are said (D10)', async () => {
  const page = await field.open();
  await page.getByTestId('ticket-row').first().click();
  await box(page).waitFor();
  const reason = page.getByLabel('Reason');
  const item = page.getByLabel('New item');
  const restore = page.getByRole('button', { name: 'Restore', exact: true });
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await restore.click();
  await reason.fill('It drips again, behind the');
  await pause(page);
  await page.keyboard.press('Escape');
  await reason.waitFor({ state: 'detached' });
  const list = page.getByRole('button', { name: 'Checklist', exact: true });
  await list.click();
  await item.fill('Take off the cover');
  await pause(page);
  await page.reload();
  await list.click();
  await expect.poll(() => item.inputValue()).toBe('Take off the cover');
  await item.press('Enter');
  await page.getByTestId('check-item').getByText('Take off the cover').waitFor();
  await expect.poll(() => item.inputValue()).toBe('');

  await restore.click();
  await expect.poll(() => reason.inputValue()).toBe('It drips again, behind the');
  await reason.fill('It drips again, behind the wall');
  await page.getByRole('button', { name: 'Restore this ticket' }).click();
  await reason.waitFor({ state: 'detached' });
  await page.getByText('It drips again, behind the wall').first().waitFor();
  // What opens in a button's place gives the focus back to it.
  for (const edited of ['Edit Take off the cover', 'Edit title', 'Edit description']) {
    const opener = page.getByRole('button', { name: edited, exact: true });
    await opener.press('Enter');
    await opener.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.ariaLabel)).toBe(edited);
  }
  // What was said is no draft any more.
  await expect.poll(async () => (await deviceText(page)).includes('"reason:')).toBe(false);
  await synced(page);
  await page.close();
});

test('custom fields half typed are there after a kill, in every window, and nothing of them is written by passing through (D10)', async () => {
  const a = await field.open();
  await a.getByTestId('ticket-row').first().click();
  await box(a).waitFor();
  const path = new URL(a.url()).pathname;
  const asset = (page: Page) => page.getByLabel('Asset number', { exact: true });
  const meter = (page: Page) => page.getByLabel('Meter reading', { exact: true });
  const day = (page: Page) => page.getByLabel('Next inspection', { exact: true });
  const open = (page: Page) => page.getByTestId('field-open');
  const [stoodAsset, stoodDay] = [await asset(a).inputValue(), await day(a).inputValue()];
  await asset(a).focus();
  await asset(a).press('End');
  await asset(a).pressSequentially(' behind the pump');
  await pause(a);
  // The page goes while they are in the field, and then in the next one.
  await a.reload();
  await open(a).waitFor();
  await expect.poll(() => asset(a).inputValue()).toBe(`${stoodAsset} behind the pump`);
  await meter(a).fill('472.');
  await meter(a).pressSequentially('e');
  await pause(a);
  await a.close();

  const b = await field.open(path);
  await expect.poll(() => open(b).count()).toBe(2);
  await expect.poll(() => meter(b).inputValue()).toBe('472.e');
  await b.getByText('This is not a number yet.').waitFor();
  expect(await meter(b).getAttribute('aria-invalid')).toBe('true');
  expect(await violations(b)).toEqual([]);
  // A second window shows it, follows it, and writes nothing of it.
  const c = await field.open(path);
  await expect.poll(() => meter(c).inputValue()).toBe('472.e');
  await asset(b).fill('A-17');
  await expect.poll(() => asset(c).inputValue()).toBe('A-17');
  await asset(c).focus();
  await c.keyboard.press('Tab');
  await pause(c);
  await expect.poll(() => open(c).count()).toBe(2);
  await asset(b).press('Enter');
  await expect.poll(() => open(c).count()).toBe(1);
  await synced(b);
  // What is no number is kept where it is when the field is left, and saved once it is one.
  await meter(b).focus();
  await b.keyboard.press('Tab');
  await pause(b);
  expect(await meter(b).inputValue()).toBe('472.e');
  await meter(b).fill('472,5');
  await meter(b).press('Tab');
  for (const page of [b, c]) {
    await expect.poll(() => open(page).count()).toBe(0);
    await expect.poll(() => meter(page).inputValue()).toBe('472.5');
  }
  // Half a day is not "no day".
  await day(b).focus();
  await day(b).press('1');
  await asset(b).focus();
  await b.getByText('This is not a day yet.').waitFor();
  await day(b).focus();
  await day(b).press('Escape');
  await expect.poll(() => day(b).inputValue()).toBe(stoodDay);
  await synced(b);
  const [ticketId] = path.split('/').slice(-1);
  const stands = await site.all<{ label: string; value: unknown }[]>`
    select f.label, v.value from field_values v join fields f on f.tenant_id = v.tenant_id and f.id = v.id
    where v.ticket_id = ${ticketId ?? ''} and f.label in ('Asset number', 'Meter reading') order by f.label`;
  expect(stands).toEqual([
    { label: 'Asset number', value: 'A-17' },
    { label: 'Meter reading', value: 472.5 },
  ]);
  await expect.poll(async () => (await deviceText(b)).includes('"fields:')).toBe(false);
  await c.close();
  await b.close();
});

test('the ticket on the screen is taken away: it leaves screen, list, search and every table; the words typed on it are kept and shown (S1, D10)', async () => {
  const [row] = await site.all<{ id: string }[]>`
    select t.id from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.fieldAgent} and t.requester_id <> p.id and t.status = 'open'
      and not exists (select from memberships m where m.tenant_id = t.tenant_id
        and m.person_id = p.id and m.team_id = t.team_id and not m.removed)
    order by t.id limit 1`;
  const id = row?.id ?? '';
  const admin = await desk.open();
  await enterAs(admin, demoEmails.admin);
  await admin.goto(`${site.url}/tickets/${id}`);
  for (const [what, text] of [
    ['title', 'OFFICE-TITLE of the gate'],
    ['description', 'OFFICE-CODE of the gate is 4711.'],
  ] as const) {
    await admin.getByRole('button', { name: `Edit ${what}` }).click();
    const edited = admin.locator('.edit-form .input');
    await edited.fill(text);
    await edited.press('Control+Enter');
    await admin.getByText(text).first().waitFor();
  }
  await synced(admin);

  const agent = await field.open('/');
  await agent.getByTestId('ticket-row').first().waitFor();
  await agent.getByRole('searchbox').fill('OFFICE-TITLE');
  const rows = agent.getByTestId('ticket-row');
  await expect.poll(() => rows.count()).toBe(1);
  await rows.click();
  await box(agent).waitFor();
  await box(agent).fill('Half a reply of my own');
  await agent.getByRole('button', { name: 'Edit description' }).click();
  const description = agent.getByRole('textbox', { name: 'Description' });
  await expect.poll(() => description.inputValue()).toContain('OFFICE-CODE');
  await description.press('Control+End');
  await description.pressSequentially(' The hinge is worn.');
  await pause(agent);
  await expect.poll(() => agent.getByTestId('ticket-row').count()).toBe(1);
  const other = await field.open(`/tickets/${id}`);
  await box(other).waitFor();
  await expect.poll(() => deviceText(agent)).toContain('OFFICE-CODE');

  await admin.goto(`${site.url}/settings`);
  await admin.getByText('Their teams’ tickets').click();
  await synced(admin);
  for (const page of [agent, other]) {
    await page.getByRole('heading', { name: 'This ticket is not on this device' }).waitFor();
    await page.getByTestId('words-kept').waitFor();
    expect(await page.content()).not.toContain('OFFICE-CODE');
  }
  // The list stands beside it, and still looks for it.
  await expect.poll(() => agent.getByRole('searchbox').inputValue()).toBe('OFFICE-TITLE');
  await expect.poll(() => rows.count()).toBe(0);
  await synced(agent);
  await pause(agent);
  expect(await agent.locator('main').innerText()).not.toContain('OFFICE');
  expect(await agent.title()).not.toContain('OFFICE');
  expect(/.{40}OFFICE-(CODE|TITLE)/.exec(await deviceText(agent))?.[0]).toBeUndefined();
  expect(await violations(agent)).toEqual([]);

  // The person is told where their words are, and holds them in their hands, without a network too.
  await field.context.setOffline(true);
  await agent.getByTestId('words-kept').getByRole('link').click();
  const cards = agent.getByTestId('left-words');
  await expect.poll(() => cards.count()).toBe(2);
  await expect.poll(() => agent.getByTestId('attention-count').first().innerText()).toContain('2');
  const typed = await cards.locator('blockquote').allInnerTexts();
  expect(typed.sort()).toEqual(['Half a reply of my own', 'The hinge is worn.']);
  expect(await violations(agent)).toEqual([]);
  const reply = cards.filter({ hasText: 'Half a reply' });
  await field.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  await reply.getByRole('button', { name: 'Copy' }).click();
  await reply.getByText('Copied.').waitFor();
  await expect
    .poll(() => agent.evaluate(() => navigator.clipboard.readText()))
    .toBe('Half a reply of my own');
  const link = reply.getByText('Export');
  const [download] = await Promise.all([agent.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^waypost-words-.*\.json$/);
  const exported = decodeURIComponent((await link.getAttribute('href'))?.split(',')[1] ?? '');
  expect(JSON.parse(exported)).toMatchObject({ what: 'reply', ticket: id, text: 'Half a reply of my own' });
  await reply.getByRole('button', { name: 'Drop' }).click();
  await reply.getByRole('button', { name: 'Yes, drop' }).click();
  await expect.poll(() => cards.count()).toBe(1);
  await field.context.setOffline(false);

  // It comes back: nothing of a mix is offered as if it were the description.
  await admin.getByText('Every ticket').click();
  await other.getByRole('heading', { name: 'OFFICE-TITLE of the gate' }).waitFor();
  await until('the card to say so', async () =>
    (await cards.innerText()).includes('Its ticket had left this device, and is here again.'),
  );
});
