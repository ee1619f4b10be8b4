import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { inDatabase } from './support/device-database.ts';
import {
  enterAs,
  openBrowser,
  readyForOffline,
  reply,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// A field agent's day: out before the first job, back after the last, and everything done without a network between.

let site: Site;
let profile: string;
let tablet: BrowserPerson;
let office: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  profile = await mkdtemp(join(tmpdir(), 'waypost-day-'));
  tablet = await openBrowser(site.url, { profile, width: 820, height: 1180 });
  office = await openBrowser(site.url);
});
afterAll(async () => {
  await tablet?.close();
  await office?.close();
  await site?.close();
  await rm(profile, { recursive: true, force: true });
});

interface Job {
  id: string;
  title: string;
}

type Ten = [Job, Job, Job, Job, Job, Job, ...Job[]];

async function goTo(page: Page, { id, title }: Job): Promise<void> {
  await page.goto(`${site.url}/tickets/${id}`);
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByTestId('composer').waitFor();
}

async function photoOf(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 480);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = '#2f6fc0';
    context.fillRect(0, 0, 640, 480);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  return Buffer.from(text, 'base64');
}

async function sign(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Have it signed' }).click();
  const box = await page.getByTestId('signature-pad').boundingBox();
  if (!box) throw new Error('no pad');
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (let i = 1; i <= 20; i += 1) await page.mouse.move(box.x + 40 + 8 * i, box.y + 60 + 25 * Math.sin(i));
  await page.mouse.up();
  await page.getByLabel('Name of who signs').fill(name);
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await page.getByRole('img', { name: `Signature of ${name}` }).waitFor();
}

/** What a browser holds of tickets, with all that lies under them, as its own database has it. */
const heldOf = (page: Page, ids: string[]): Promise<unknown[]> =>
  inDatabase(
    page,
    async ({ db, done }, wanted) => {
      const stores = db.transaction(['tickets', 'threads']);
      const byId = (rows: { id: string }[] = []) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      const held: unknown[] = [];
      for (const id of wanted) {
        const record = (await done(stores.objectStore('tickets').get(id))) as Record<string, never>;
        const thread = (await done(stores.objectStore('threads').get(id))) as Record<string, never>;
        const more = Object.entries(record['more'] ?? {}).map(
          ([kind, rows]) => [kind, byId(rows as never)] as [string, unknown],
        );
        held.push({
          ticket: record['ticket'],
          tags: byId(record['tags']),
          values: byId(record['values']),
          more: more.toSorted(([a], [b]) => (a < b ? -1 : 1)),
          messages: byId(thread['messages']),
          events: byId(thread['events']),
        });
      }
      return held;
    },
    ids,
  );

test('ten jobs, photos, a signature, a checklist, one conflict, one refusal: in the evening both sides are equal', async () => {
  const jobs = await site.all<Job[]>`
    select t.id, t.title from tickets t join people p on p.tenant_id = t.tenant_id and p.id = t.assignee_id
    where p.email = ${demoEmails.fieldAgent} and t.status = 'open'
    order by t.priority <> 'medium', t.number limit 10`;
  expect(jobs).toHaveLength(10);
  const [contested, visit, photo, list, time, closed, ...rest] = jobs as unknown as Ten;
  let page = await tablet.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);

  // Out of reach. The office goes on meanwhile, and touches two of the jobs.
  await tablet.context.setOffline(true);
  const desk = await office.open();
  await enterAs(desk, demoEmails.dispatcher);

  await goTo(page, contested);
  await page.getByTestId('priority-control').selectOption('high');
  await reply(page, 'Job 5: this is worse than it looked.');

  await goTo(page, visit);
  await page.getByRole('button', { name: 'Arrived' }).click();
  await page.getByText('You are there since').waitFor();
  await sign(page, 'R. Meyer');
  await page.getByRole('button', { name: 'Leave' }).click();
  await page.getByTestId('visit-dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByTestId('visit-dialog').waitFor({ state: 'detached' });
  const composer = page.getByTestId('composer');
  const shot = async (name: string) => ({ name, mimeType: 'image/jpeg', buffer: await photoOf(page) });
  await composer.getByTestId('attach-photo').setInputFiles(await shot('valve.jpg'));
  await composer.getByText('valve.jpg').waitFor();
  await reply(page, 'Job 1: the valve is replaced.');
  await page.getByRole('button', { name: 'Open valve.jpg' }).waitFor();

  await goTo(page, photo);
  await composer.getByTestId('attach-photo').setInputFiles(await shot('seal.jpg'));
  await composer.getByText('seal.jpg').waitFor();
  await composer.getByTestId('attach-photo').setInputFiles(await shot('bolt.jpg'));
  await composer.getByText('bolt.jpg').waitFor();
  await reply(page, 'Job 2: see the photos of seal and bolt.');
  await page.getByRole('button', { name: 'Open seal.jpg' }).waitFor();

  await goTo(page, list);
  await page.getByRole('button', { name: 'Checklist', exact: true }).click();
  for (const item of ['Close the valve', 'Read the meter']) {
    await page.getByLabel('New item').fill(item);
    await page.getByLabel('New item').press('Enter');
    await page.getByTestId('check-item').filter({ hasText: item }).waitFor();
  }
  await page.getByTestId('check-item').filter({ hasText: 'Close the valve' }).getByRole('checkbox').click();
  await page.getByText('1 of 2 done').waitFor();
  await reply(page, 'Job 3: half of the list is done.');

  await goTo(page, time);
  await page.getByRole('button', { name: 'Add time' }).click();
  await page.getByLabel('How long').fill('0:45');
  await page.getByTestId('time-dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByTestId('time-dialog').waitFor({ state: 'detached' });
  await page.getByText('45 min in all').waitFor();
  await reply(page, 'Job 4: three quarters of an hour.');

  // Long after the tablet's, and however slowly that one's words will travel: so it is the one that stands.
  await goTo(desk, contested);
  await desk.getByTestId('priority-control').selectOption('low');
  const atTheOffice = (column: 'priority' | 'status', { id }: Job, value: string) =>
    until(`${column} ${value}`, async () => {
      const [row] = await site.all`select priority, status from tickets where id = ${id}`;
      return row?.[column] === value;
    });
  await atTheOffice('priority', contested, 'low');
  await goTo(desk, closed);
  for (const step of ['Resolve', 'Close'])
    await desk.getByRole('button', { name: step, exact: true }).click();
  await atTheOffice('status', closed, 'closed');
  await goTo(page, closed);
  await page.getByTestId('status-control').selectOption('pending');
  await reply(page, 'Job 6: waits for the part.');

  // Lunch: the tablet is put away, and goes on where it was.
  await tablet.close();
  tablet = await openBrowser(site.url, { profile, width: 820, height: 1180 });
  await tablet.context.setOffline(true);
  page = await tablet.open('/');
  await page.getByTestId('ticket-row').first().waitFor();
  for (const [i, job] of rest.entries()) {
    await goTo(page, job);
    await reply(page, `Job ${i + 7}: done.`);
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await page.locator('.ticket-bar').getByText('Resolved').waitFor();
  }

  // Back in the van.
  await tablet.context.setOffline(false);
  await until('all words in the office', async () => {
    const said = await site.all<
      { body: string }[]
    >`select body from messages where body like 'Job %: %' order by body`;
    return said.length === 10 && new Set(said.map(({ body }) => body)).size === 10;
  });
  const photos = ['bolt.jpg', 'seal.jpg', 'valve.jpg'];
  await until('the photos in the office', async () => {
    const [row] =
      await site.all`select count(*)::int as whole from attachments where name = any(${photos}) and stored_at is not null`;
    return row?.['whole'] === 3;
  });
  await page.goto(`${site.url}/attention`);
  const refusal = page.getByTestId('refusal');
  await refusal.getByText(/closed by now, and cannot go from there to pending/).waitFor();
  await page.getByTestId('conflict').waitFor();
  await expect
    .poll(async () => [await refusal.count(), await page.getByTestId('conflict').count()])
    .toEqual([1, 1]);
  await refusal.getByRole('button', { name: 'Drop' }).click();
  await refusal.getByRole('button', { name: 'Yes, drop' }).click();
  await refusal.waitFor({ state: 'detached' });
  await page.getByTestId('conflict').getByRole('button', { name: 'Keep theirs' }).click();
  await page.getByText('Nothing needs you here').waitFor();
  await synced(page);

  const ids = jobs.map(({ id }) => id);
  const states = await site.all<
    { id: string; status: string }[]
  >`select id, status from tickets where id = any(${ids})`;
  const statusOf = new Map(states.map(({ id, status }) => [id, status]));
  expect(rest.map(({ id }) => statusOf.get(id))).toEqual(rest.map(() => 'resolved'));
  expect(statusOf.get(closed.id)).toBe('closed');
  // What was done in the field is in the database as it was done there, the photos by the digest of what lies on the disk.
  const done = await site.all<{ what: string; ticket: string }[]>`
    select 'outcome of a visit' as what, ticket_id as ticket from visits where left_at is not null
    union all select 'signature of ' || name, ticket_id from signatures
    union all select minutes || ' minutes', ticket_id from time_entries
    union all select 'item ' || i.text || case when c.done then ', done' else '' end, i.ticket_id
      from check_items i left join checks c on c.tenant_id = i.tenant_id and c.ticket_id = i.ticket_id and c.id = i.id
      where i.text in ('Close the valve', 'Read the meter')
    union all select name, ticket_id from attachments where name = any(${photos}) and stored_at is not null and sha256 is not null
    union all select 'priority ' || priority, id from tickets where id = ${contested.id}`;
  const byWhat = done.filter(({ ticket }) => ids.includes(ticket)).sort((a, b) => (a.what < b.what ? -1 : 1));
  expect(byWhat).toEqual([
    { what: '45 minutes', ticket: time.id },
    { what: 'bolt.jpg', ticket: photo.id },
    { what: 'item Close the valve, done', ticket: list.id },
    { what: 'item Read the meter', ticket: list.id },
    { what: 'outcome of a visit', ticket: visit.id },
    { what: 'priority low', ticket: contested.id },
    { what: 'seal.jpg', ticket: photo.id },
    { what: 'signature of R. Meyer', ticket: visit.id },
    { what: 'valve.jpg', ticket: visit.id },
  ]);
  await goTo(desk, photo);
  await synced(desk);
  await expect.poll(async () => await heldOf(page, ids)).toEqual(await heldOf(desk, ids));
  // The office sees what was seen there.
  const tile = desk.getByTestId('file').filter({ hasText: 'seal.jpg' });
  await tile.scrollIntoViewIfNeeded();
  await tile.getByRole('button', { name: 'Open seal.jpg' }).click();
  await expect
    .poll(() =>
      desk
        .getByTestId('viewer')
        .locator('img')
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    )
    .toBe(640);
});
