import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { policyRef } from '../shared/model/policy.ts';
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

// What becomes of a ticket once it is resolved, in the hands of its requester and of the desk; and of one that is taken.

const DAY_MS = 86_400_000;
let site: Site;
let home: BrowserPerson;
let office: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  home = await openBrowser(site.url, { width: 390, height: 800 });
  office = await openBrowser(site.url);
});
afterAll(async () => {
  await home?.close();
  await office?.close();
  await site?.close();
});

const goTo = (page: Page, path: string) => page.goto(new URL(path, site.url).href);

test('taking a new ticket opens it at once, without a network', async () => {
  const page = await office.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  const [ticket] = await site.all<{ id: string }[]>`select id from tickets where status = 'new' limit 1`;
  await goTo(page, `/tickets/${ticket?.id}`);
  await office.context.setOffline(true);
  await page.getByRole('button', { name: 'Take', exact: true }).click();
  await expect.poll(() => page.getByTestId('status-control').inputValue()).toBe('open');
  await office.context.setOffline(false);
  await synced(page);
  const [row] =
    await site.all`select status, assignee_id is not null as held from tickets where id = ${ticket?.id ?? ''}`;
  expect(row).toMatchObject({ status: 'open', held: true });
  await page.close();
});

test('a reply to what was settled long ago says that it opens a new ticket, and does, without a network; the two are linked', async () => {
  // Before the requester's device is filled: one of theirs that was resolved long ago, and one that was just now.
  const own = await site.all<{ id: string; title: string }[]>`
    select t.id, t.title from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.requester_id
    where p.email = ${demoEmails.requester} order by t.created_at desc limit 2`;
  const [old, fresh] = own.map(({ id }) => id);
  for (const [id, days] of [[old, 30], [fresh, 1]] as const)
    await site.all`update tickets set status = 'resolved', resolved_at = ${Date.now() - days * DAY_MS}, closed_at = null where id = ${id ?? ''}`; // prettier-ignore

  const page = await home.open();
  await enterAs(page, demoEmails.requester);
  await readyForOffline(page);
  await goTo(page, `/tickets/${fresh}`);
  await page.getByText('the ticket is open again').waitFor();
  const reopen = page.getByRole('button', { name: 'No, reopen it' });
  await reopen.waitFor();
  await goTo(page, `/tickets/${old}`);
  const composer = page.getByTestId('composer');
  await composer.getByText('your reply opens a new one that follows it').waitFor();
  await page.getByRole('button', { name: 'Yes, close it' }).waitFor();
  await expect.poll(() => reopen.count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await home.context.setOffline(true);
  await composer.getByRole('textbox').fill('It has begun again');
  await composer.getByRole('button', { name: 'Send as a new ticket' }).click();
  await until(
    'the new ticket',
    async () => /\/tickets\//.test(page.url()) && !page.url().endsWith(old ?? ''),
  );
  await page.getByTestId('message').filter({ hasText: 'It has begun again' }).waitFor();
  const linked = page.getByTestId('linked-tickets');
  await linked.getByText('Follows').waitFor();
  await linked.getByText(own[0]?.title ?? '').waitFor();
  expect(await violations(page)).toEqual([]);
  await home.context.setOffline(false);
  await synced(page);
  const links = await site.all`select what from links order by what`;
  expect(links.map(({ what }) => what as string)).toEqual(['followed-by', 'follows']);
  await linked.getByRole('link').click();
  await page.getByTestId('linked-tickets').getByText('Followed by').waitFor();

  // What the desk calls resolved its requester confirms.
  await goTo(page, `/tickets/${fresh}`);
  await page.getByRole('button', { name: 'Yes, close it' }).click();
  await until('it to be closed', async () => {
    const [row] = await site.all`select status from tickets where id = ${fresh ?? ''}`;
    return row?.['status'] === 'closed';
  });
});

test('what a requester reopens while the desk resolves it is told to them, and settled on their phone (M3, M5)', async () => {
  const [own] = await site.all<{ id: string }[]>`
    select t.id from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.requester_id
    where p.email = ${demoEmails.requester} and t.status = 'open' and t.archived_at is null order by t.id limit 1`;
  const path = `/tickets/${own?.id}`;
  const statusIs = async (status: string) => {
    const rows = await site.all`select 1 from tickets where id = ${own?.id ?? ''} and status = ${status}`;
    return rows.length === 1;
  };
  const desk = await office.open();
  const hers = await home.open();
  await goTo(desk, path);
  const move = async (status: string) => {
    await desk.getByTestId('status-control').selectOption(status);
    await until(`it to be ${status}`, () => statusIs(status));
  };
  await move('pending');
  await goTo(hers, path);
  const bar = hers.locator('.ticket-bar');
  await bar.getByText('Pending').waitFor();
  await home.context.setOffline(true);
  await reply(hers, 'It drips again');
  await bar.getByText('Open').waitFor();
  await move('resolved');
  await home.context.setOffline(false);

  const note = hers.getByTestId('conflict-note');
  await note.waitFor();
  await expect
    .poll(() => note.innerText())
    .toMatch(/Ana Dvořák changed the status to Resolved at .* while you set it to Open\./);
  await bar.getByText('Resolved').waitFor();
  await hers.getByTestId('message').filter({ hasText: 'It drips again' }).waitFor();
  await expect.poll(() => desk.getByTestId('conflict-note').count()).toBe(0);
  expect(await violations(hers)).toEqual([]);
  // Settled without a network as well.
  await home.context.setOffline(true);
  await note.getByRole('button', { name: 'Restore mine' }).click();
  await note.waitFor({ state: 'detached' });
  await bar.getByText('Open').waitFor();
  await home.context.setOffline(false);
  await until('it to be open', () => statusIs('open'));
  await expect.poll(() => desk.getByTestId('status-control').inputValue()).toBe('open');
  await hers.close();
  await desk.close();
});

test('an admin says after how many days what happens; a number that is none is refused in words', async () => {
  const page = await office.open();
  await page.getByRole('button', { name: /: menu$/ }).waitFor();
  const admin = await openBrowser(site.url, { width: 1100 });
  try {
    const settings = await admin.open();
    await enterAs(settings, demoEmails.admin);
    await goTo(settings, '/settings');
    const days = settings.getByTestId('close-after-days');
    await days.fill('0');
    await settings.getByText('A whole number from 1 to 90.').waitFor();
    await days.fill('30');
    await settings.getByTestId('lifecycle-settings').getByRole('button', { name: 'Save' }).click();
    await until('the rule', async () => {
      const rows =
        await site.all`select 1 from policies where key = 'close-after-days' and value::text = '30'`;
      return rows.length === 1;
    });
    expect(await violations(settings)).toEqual([]);
    await goTo(settings, '/settings');
    await expect.poll(() => settings.getByTestId('close-after-days').inputValue()).toBe('30');
  } finally {
    await admin.close();
    await page.close();
  }
});

test('whoever filed a ticket that others work on has the last word as its requester, an agent too, without a network', async () => {
  const { id: policy } = policyRef('agents-see');
  await site.all`
    insert into policies (tenant_id, id, key, value, r, n, s)
    select tenant_id, ${policy}, 'agents-see', '"own-teams"', 1, 1, 1 from people where email = ${demoEmails.fieldAgent}`;
  const [field, desk] = [
    await openBrowser(site.url, { width: 390, height: 800 }),
    await openBrowser(site.url),
  ];
  try {
    const hers = await field.open();
    await enterAs(hers, demoEmails.fieldAgent);
    await readyForOffline(hers);
    await goTo(hers, '/new');
    await hers.getByTestId('new-team').selectOption({ label: 'No team' });
    await hers.getByRole('textbox', { name: 'Title' }).fill('The office is cold');
    await hers.getByRole('button', { name: 'Create ticket' }).click();
    await synced(hers);
    const statusOf = async () =>
      (
        await site.all<{ id: string; status: string }[]>`
        select id, status from tickets where title = 'The office is cold'`
      )[0];
    await until('the ticket', async () => (await statusOf()) !== undefined);
    const path = `/tickets/${(await statusOf())?.id}`;

    const page = await desk.open();
    await enterAs(page, demoEmails.admin);
    await goTo(page, path);
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await synced(page);

    await goTo(hers, path);
    const panel = hers.getByRole('region', { name: /^The desk says this is solved/ });
    await panel.waitFor();
    // What only those do who work on it is not offered to her here.
    await expect.poll(() => hers.getByTestId('status-control').count()).toBe(0);
    await hers.getByText('the ticket is open again').waitFor();
    expect(await violations(hers)).toEqual([]);
    await field.context.setOffline(true);
    await panel.getByRole('button', { name: 'No, reopen it' }).click();
    await panel.waitFor({ state: 'detached' });
    await expect.poll(async () => (await statusOf())?.status).toBe('resolved');
    await field.context.setOffline(false);
    await synced(hers);
    await expect.poll(async () => (await statusOf())?.status).toBe('open');
  } finally {
    await field.close();
    await desk.close();
  }
});

test('a reply that opens a new ticket is given back where it could not be kept, and waits for no number (D6)', async () => {
  // Before the requester's device is filled.
  const [old] = await site.all<{ id: string }[]>`
    update tickets set status = 'resolved', resolved_at = ${Date.now() - 30 * DAY_MS}, closed_at = null
    where id = (
      select t.id from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.requester_id
      where p.email = ${demoEmails.requester} and t.status not in ('closed') order by t.created_at limit 1)
    returning id`;
  await home.close();
  home = await openBrowser(site.url, { width: 390, height: 800 });
  await home.context.addInitScript(() => {
    // Dexie holds on to this as it was when it opened, so it must be in place before.
    type Begin = (this: IDBDatabase, ...of: unknown[]) => IDBTransaction;
    const begin = Reflect.get(IDBDatabase.prototype, 'transaction') as Begin;
    const failing: string[] = [];
    Object.assign(window, { failing });
    IDBDatabase.prototype.transaction = function (...of) {
      const stores = [of[0]].flat() as string[];
      if (of[1] !== 'readwrite' || !stores.some((store) => failing.includes(store)))
        return begin.apply(this, of);
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    };
  });
  const page = await home.open();
  await enterAs(page, demoEmails.requester);
  await readyForOffline(page);
  await goTo(page, `/tickets/${old?.id}`);
  await home.context.setOffline(true);
  const fail = (...stores: string[]) =>
    page.evaluate((names) => {
      const { failing } = window as unknown as { failing: string[] };
      failing.splice(0, failing.length, ...names);
    }, stores);
  const composer = page.getByTestId('composer');
  const box = composer.getByRole('textbox');
  const send = composer.getByRole('button', { name: 'Send as a new ticket' });
  const words = 'It has begun for the third time';
  await box.fill(words);

  // A bug of ours, on the way to the storage.
  await page.evaluate(() => {
    const make = crypto.randomUUID.bind(crypto);
    const spoil = (): void => {
      crypto.randomUUID = () => {
        crypto.randomUUID = make;
        Object.assign(window, { thrown: true });
        throw new Error('no id');
      };
    };
    addEventListener('submit', spoil, { capture: true, once: true });
  });
  await send.click();
  await expect.poll(() => page.evaluate(() => 'thrown' in window)).toBe(true);
  await expect.poll(() => box.inputValue()).toBe(words);

  await fail('numbers', 'outbox');
  await send.click();
  await page.getByText('This device could not save your change').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => box.inputValue()).toBe(words);

  await fail('numbers');
  await send.click();
  await page.getByTestId('message').filter({ hasText: words }).waitFor();
  await expect.poll(() => page.url()).not.toContain(old?.id ?? 'no ticket');
  await expect.poll(() => box.inputValue()).toBe('');
  await fail();
  await home.context.setOffline(false);
  await synced(page);
  expect(await site.all`select 1 from messages where body = ${words}`).toHaveLength(1);
  await page.close();
});
