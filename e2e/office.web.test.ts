import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldTime } from '../app/ui/words/local-time.ts';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { archiveAll } from '../sync-server/jobs/archive.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// What is at the office and on no device: the archive, the log of who did what, and where each device stands.

const DAY_MS = 86_400_000;
let site: Site;
let office: BrowserPerson;
let field: BrowserPerson;
let tenantId: string;
beforeAll(async () => {
  site = await openSite();
  office = await openBrowser(site.url);
  field = await openBrowser(site.url, { width: 390, height: 800 });
  const [tenant] = await site.all<{ id: string }[]>`
    select tenant_id as id from people where email = ${demoEmails.admin}`;
  tenantId = tenant?.id ?? '';
});
afterAll(async () => {
  await office?.close();
  await field?.close();
  await site?.close();
});

/** A moment's day as a field for dates takes it. */
const dayOf = (ms: number): string => fieldTime(ms).slice(0, 10);

test('what was closed long ago is found in the archive, read, and restored with a reason; without a network it says so', async () => {
  expect(await archiveAll(site.sql, tenantId, Date.now() + 900 * DAY_MS)).toBeGreaterThan(30);
  // Done so much later, it would stand above all that comes in the log: it was long ago.
  await site.all`update audit set received_at = received_at - ${1_300 * DAY_MS} where action = 'ticket.archive'`;
  const [ticket] = await site.all<{ id: string; title: string; number: string }[]>`
    select t.id, t.title, t.number from tickets t where t.tenant_id = ${tenantId} and t.archived_at is not null
      and exists (select 1 from messages m where m.ticket_id = t.id and m.internal) order by t.closed_at desc limit 1`;
  const [merged] = await site.all<{ id: string; title: string; number: string }[]>`
    select id, title, number from tickets where tenant_id = ${tenantId} and archived_at is not null
      and id <> ${ticket?.id ?? ''} and number is not null order by id limit 1`;
  const link = { tenant_id: tenantId, removed: false, public: false, r: 1, n: 1, s: 1 };
  await site.all`insert into links ${site.all([
    { ...link, ticket_id: merged?.id ?? '', id: ticket?.id ?? '', what: 'merged-into' },
    { ...link, ticket_id: ticket?.id ?? '', id: merged?.id ?? '', what: 'merged-from' },
  ])}`;
  const page = await office.open();
  await enterAs(page, demoEmails.admin);
  await readyForOffline(page);
  await page.keyboard.press('a');
  await page.getByRole('heading', { name: 'Archive' }).waitFor();
  await page.getByTestId('archive-row').first().waitFor();
  await expect.poll(() => page.getByTestId('archive-row').count()).toBe(25);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => page.getByTestId('archive-row').count()).toBeGreaterThan(25);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid')))
    .toBe('archive-row');
  expect(await violations(page)).toEqual([]);

  // Narrowed down by what tickets are, and by when they were closed.
  const archived = await site.all<
    { priority: string; categoryId: string | null; requesterId: string; closedAt: number }[]
  >`
    select priority, category_id as "categoryId", requester_id as "requesterId", closed_at as "closedAt" from tickets
    where tenant_id = ${tenantId} and archived_at is not null`;
  const shown = () => page.getByTestId('archive-row').count();
  const fits = (one: (of: (typeof archived)[number]) => boolean) => Math.min(25, archived.filter(one).length);
  const urgent = fits(({ priority }) => priority === 'urgent');
  expect(urgent).toBeGreaterThan(0);
  expect(urgent).toBeLessThan(25);
  await page.getByLabel('Priority').selectOption('urgent');
  await expect.poll(shown).toBe(urgent);
  const { categoryId } = archived.find(({ priority }) => priority === 'urgent') ?? { categoryId: null };
  await page.getByLabel('Category').selectOption(categoryId ?? '');
  await expect.poll(shown).toBe(fits((of) => of.priority === 'urgent' && of.categoryId === categoryId));
  await page.getByRole('button', { name: 'Clear filters' }).click();
  const days = archived.map(({ closedAt }) => closedAt).sort((a, b) => a - b);
  const middle = new Date(Number(days[4]));
  await page.getByLabel('Closed until').fill(dayOf(middle.getTime()));
  const endOfDay = new Date(middle.getFullYear(), middle.getMonth(), middle.getDate() + 1).getTime();
  await expect.poll(shown).toBe(fits(({ closedAt }) => closedAt < endOfDay));
  // What was typed a moment ago, and not asked for yet, is cleared as well.
  await page.getByLabel('Words').fill('nothing is like this');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForTimeout(600);
  expect(await page.getByLabel('Words').inputValue()).toBe('');
  await expect.poll(shown).toBe(25);
  const requester = archived.find(({ priority }) => priority === 'urgent')?.requesterId ?? '';
  await page.goto(new URL(`/archive?priority=urgent&requesterId=${requester}`, site.url).href);
  await expect.poll(shown).toBe(fits((of) => of.priority === 'urgent' && of.requesterId === requester));
  await page.getByRole('button', { name: 'Any requester' }).click();
  await expect.poll(shown).toBe(urgent);
  await page.getByRole('button', { name: 'Clear filters' }).click();

  await page.getByLabel('Words').fill(ticket?.number ?? '');
  await expect.poll(() => page.getByTestId('archive-row').count()).toBe(1);
  await page.getByTestId('archive-row').click();
  await page
    .getByTestId('archived-ticket')
    .getByRole('heading', { name: ticket?.title ?? '' })
    .waitFor();
  await expect.poll(() => page.getByTestId('message').count()).toBeGreaterThan(0);
  await expect.poll(() => page.getByTestId('composer').count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  // What was merged into it is read here too, and leads to where it stands by itself.
  const opening = page.getByTestId('opening');
  await expect.poll(() => opening.count()).toBe(1);
  await opening.getByRole('link', { name: merged?.number ?? '' }).click();
  await page
    .getByTestId('archived-ticket')
    .getByRole('heading', { name: merged?.title ?? '' })
    .waitFor();
  await page.goBack();
  await opening.waitFor();
  await page.getByRole('link', { name: 'Back to the archive' }).click();
  await expect.poll(() => page.getByLabel('Words').inputValue()).toBe(ticket?.number);

  await office.context.setOffline(true);
  await page.getByLabel('Words').fill('something else');
  await page.getByText('Without a network the archive cannot be searched').waitFor();
  expect(await violations(page)).toEqual([]);
  await office.context.setOffline(false);
  await page.getByText('Nothing in the archive fits.').waitFor();

  await page.goto(new URL(`/archive/${ticket?.id}`, site.url).href);
  await page.getByRole('button', { name: 'Restore…' }).click();
  await page.getByLabel('Reason').fill('It leaks again');
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByTestId('composer').waitFor();
  await page.getByText('It leaks again').waitFor();
  await synced(page);
  const [row] = await site.all`
    select status, archived_at is null as here from tickets where id = ${ticket?.id ?? ''}`;
  expect(row).toEqual({ status: 'open', here: true });
});

test('a requester writes about what is in the archive: a new ticket opens that follows it', async () => {
  const [old] = await site.all<{ id: string; title: string }[]>`
    select t.id, t.title from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.requester_id
    where p.email = ${demoEmails.requester} and t.archived_at is not null order by t.id limit 1`;
  const client = await openBrowser(site.url, { width: 390, height: 800 });
  try {
    const hers = await client.open();
    await enterAs(hers, demoEmails.requester);
    await readyForOffline(hers);
    await hers.goto(new URL(`/archive/${old?.id}`, site.url).href);
    await hers.getByTestId('archived-ticket').waitFor();
    await client.context.setOffline(true);
    await hers.getByRole('button', { name: 'Write about it again…' }).click();
    const box = hers.getByRole('textbox', { name: 'Your message' });
    await box.fill('It is as it was before');
    expect(await violations(hers)).toEqual([]);
    await hers.getByRole('button', { name: 'Send as a new ticket' }).click();
    await hers.getByText('The new ticket opens here once the office has it.').waitFor();
    expect(await violations(hers)).toEqual([]);
    await client.context.setOffline(false);
    await hers.getByTestId('composer').waitFor();
    await hers.getByRole('heading', { name: old?.title ?? '' }).waitFor();
    await hers.getByTestId('message').filter({ hasText: 'It is as it was before' }).waitFor();
    const rows = await site.all`
      select l.what from links l join tickets t on t.tenant_id = l.tenant_id and t.id = l.ticket_id
      where l.id = ${old?.id ?? ''} and t.status = 'new'`;
    expect(rows).toEqual([{ what: 'follows' }]);
  } finally {
    await client.close();
  }
});

test('an admin reads who did what, narrows it down, and takes it along; that is in the log as well', async () => {
  const page = await office.open();
  await page.goto(new URL('/settings', site.url).href);
  await page.getByRole('link', { name: /^Audit log/ }).click();
  await page.getByRole('heading', { name: 'Audit log' }).waitFor();
  await page.locator('[data-action="ticket.restore"]').getByText('Status: Closed → Open').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('Action').selectOption({ label: 'Archive searched' });
  await page.locator('[data-action="archive.search"]').first().waitFor();
  await expect
    .poll(() => page.locator('[data-testid="audit-row"]:not([data-action="archive.search"])').count())
    .toBe(0);
  await page.getByText('words: something else').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as JSON lines' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  const actions = file.trimEnd().split('\n').map((line) => (JSON.parse(line) as { action: string }).action); // prettier-ignore
  expect(new Set(actions)).toEqual(new Set(['archive.search']));
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.locator('[data-action="audit.export"]').waitFor();
  // Of that day only: what was archived in the test's first lines stands long before.
  const now = Date.now();
  await page.getByRole('textbox', { name: 'From' }).fill(dayOf(now + DAY_MS));
  await page.getByText('No entry fits.').waitFor();
  await page.getByRole('textbox', { name: 'From' }).fill(dayOf(now - DAY_MS));
  await page.locator('[data-action="audit.export"]').waitFor();
  await page.getByRole('textbox', { name: 'Until' }).fill(dayOf(now - 300 * DAY_MS));
  await page.getByRole('textbox', { name: 'From' }).fill('');
  await page.locator('[data-action="ticket.archive"]').first().waitFor();
  await expect
    .poll(() => page.locator('[data-testid="audit-row"]:not([data-action="ticket.archive"])').count())
    .toBe(0);
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const lines = (await readFile(await (await table).path(), 'utf8')).trimEnd().split(/\r?\n/);
  expect(lines[0]).toContain('action');
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.slice(1).filter((line) => !line.includes('ticket.archive'))).toEqual([]);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.locator('[data-action="sign-in"]').first().waitFor();
  await office.context.setOffline(true);
  await page.getByLabel('Only refused').check();
  await page.getByText('Without a network the log cannot be read').waitFor();
  // What this device can tell by itself stands there, as far as it can be narrowed down.
  await page.getByText('filtering by action, or for what was refused, waits until then').waitFor();
  const here = page.getByTestId('happened-row');
  await here.filter({ hasText: 'changed the status from Closed to Open' }).waitFor();
  await expect.poll(() => here.count()).toBe(100);
  expect(await violations(page)).toEqual([]);
  const person = page.getByRole('combobox', { name: 'Person' });
  await person.selectOption({ label: 'Ana Dvořák' });
  await expect.poll(() => here.filter({ hasNotText: 'Ana Dvořák' }).count()).toBe(0);
  await expect.poll(() => here.count()).toBeGreaterThan(0);
  await person.selectOption({ label: 'Anyone' });
  await office.context.setOffline(false);
  await page.getByText('No entry fits.').waitFor();
});

test('a dispatcher sees when a job has reached its device, and an admin how all devices stand', async () => {
  const [agent] = await site.all<{ id: string; name: string }[]>`
    select id, name from people where email = ${demoEmails.fieldAgent}`;
  const [ticket] = await site.all<{ id: string }[]>`
    select id from tickets where tenant_id = ${tenantId} and status = 'new' and assignee_id is null limit 1`;
  const page = await office.open();
  await page.goto(new URL(`/tickets/${ticket?.id}`, site.url).href);
  await page.getByTestId('assignee-control').selectOption({ label: agent?.name ?? '' });
  await page.getByText('Not yet on any device').waitFor();

  const there = await field.open();
  await enterAs(there, demoEmails.fieldAgent);
  await synced(there);
  await there.addInitScript(() => {
    const shown: (number | undefined)[] = [];
    Object.assign(globalThis, { shown });
    Object.assign(navigator, {
      setAppBadge: async (count?: number) => void shown.push(count),
      clearAppBadge: async () => void shown.push(0),
    });
  });
  // With everything here, an app that starts asks whether there is more.
  await there.reload();
  await synced(there);
  // Given a ticket, they are told so: the icon of the app says that there is one thing to read.
  await expect
    .poll(() => there.evaluate(() => (globalThis as unknown as { shown: number[] }).shown.at(-1)))
    .toBe(1);
  await there.goto(new URL('/notifications', site.url).href);
  await there.getByRole('button', { name: 'Mark all as read' }).click();
  await expect
    .poll(() => there.evaluate(() => (globalThis as unknown as { shown: number[] }).shown.at(-1)))
    .toBe(0);
  await page.reload();
  await page
    .getByTestId('delivery')
    .getByText(/^On .* computer since/)
    .waitFor();
  expect(await violations(page)).toEqual([]);

  await page.goto(new URL('/settings/devices', site.url).href);
  const row = page.getByTestId('fleet-row').filter({ hasText: agent?.name ?? '' });
  await row.getByText('Chrome on Linux').waitFor();
  // What it has just sent it tells of within a minute or two, or when it starts.
  await until('nothing unsent', async () => {
    if ((await row.innerText()).includes('nothing')) return true;
    await there.reload();
    await synced(there);
    await page.reload();
    await row.waitFor();
    return false;
  });
  expect(await violations(page)).toEqual([]);

  // Away, with work on it that nobody has: its browser is closed, so that nothing of it says otherwise any more.
  await field.close();
  const told = {
    kind: 'tablet', name: 'Chrome on Android', app: '9.9.9', unsent: 3, oldestAt: Date.now() - 2 * 3_600_000,
    usedBytes: 120_000_000, quotaBytes: 9_000_000_000,
  }; // prettier-ignore
  await until('it to be away', async () => {
    await site.all`update replicas set seen_at = ${Date.now() - 30 * 60_000} where person_id = ${agent?.id ?? ''}`;
    const away = await site.all`
      update devices d set heard_at = ${Date.now() - 30 * 60_000}, told = ${site.all.json(told)}
      from replicas r where r.tenant_id = d.tenant_id and r.ord = d.r and r.person_id = ${agent?.id ?? ''} returning d.r`;
    return away.length === 1;
  });
  await page.reload();
  await expect
    .poll(() => row.innerText())
    .toMatch(
      /tablet\s+Chrome on Android\s+away since.*3 changes or files, oldest 2 h old\s.*120 MB of 9\.0 GB/s,
    );
  await page.getByText(/device.*, 1 away/).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 800 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
