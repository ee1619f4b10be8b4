import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deadlineWords } from '../app/ui/words/time-words.ts';
import type { BusinessCalendar } from '../shared/model/business-calendar.ts';
import type { SlaPolicy } from '../shared/model/sla-policy.ts';
import { dueOf } from '../shared/rules/sla/due.ts';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const DAY_MS = 86_400_000;
const ZONE = 'Europe/Berlin';
/** `20261224`, so many days from now, there. */
const icalDay = (days: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now() + days * DAY_MS).replaceAll('-', '');

/** Closed from today for five days; an event that does not take place, and one more on a day that is closed already. */
const shutdown = (): string => {
  const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
  return [
    'BEGIN:VCALENDAR',
    ...event(`DTSTART;VALUE=DATE:${icalDay(0)}`, `DTEND;VALUE=DATE:${icalDay(5)}`, 'SUMMARY:Shutdown'),
    ...event(`DTSTART;VALUE=DATE:${icalDay(7)}`, 'SUMMARY:Picnic', 'STATUS:CANCELLED'),
    ...event(`DTSTART;VALUE=DATE:${icalDay(1)}`, 'SUMMARY:Founders’ day'),
    'END:VCALENDAR',
  ].join('\r\n');
};

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: /: menu$/ }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
}

async function makeCalendar(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New calendar' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Office');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('berl');
  await zone.press('Enter');
  await expect.poll(() => zone.inputValue()).toBe(ZONE);
  await page.getByRole('button', { name: 'Put a lunch break into Monday' }).click();
  await page.getByRole('button', { name: 'Copy Monday to Tuesday to Friday' }).click();
  await page.getByTestId('day-4').getByLabel('Friday, time 2: to').fill('15:30');
  expect(await violations(page)).toEqual([]);
  const file = { name: 'shutdown.ics', mimeType: 'text/calendar', buffer: Buffer.from(shutdown()) };
  await page.getByTestId('holiday-file').setInputFiles(file);
  const dialog = page.getByTestId('import-dialog');
  await dialog.getByText(/^5 new days from/).waitFor();
  await dialog.getByText('2 events left out').click();
  await dialog.getByText('“Picnic” is cancelled').waitFor();
  await dialog.getByText(/^“Founders’ day” is on a day that has a name already/).waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Take over 5 days' }).click();
  await expect.poll(() => page.getByTestId('holiday').count()).toBe(5);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const card = page.getByTestId('calendar-card').filter({ hasText: 'Office' });
  await card.getByText('Mon–Thu 09:00–12:00, 13:00–17:00; Fri 09:00–12:00, 13:00–15:30').waitFor();
  await card.getByTestId('waiting-mark').waitFor();
}

async function makePolicy(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New policy' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Gold');
  const medium = page.getByTestId('targets-medium');
  await medium.getByLabel('Resolution', { exact: true }).fill('2');
  await medium.getByLabel('Resolution for Medium: in what').selectOption('working-hours');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  // Said at its field, which has the focus.
  const calendar = page.getByLabel('Calendar for working time');
  await page.getByText('Working time is measured by a calendar: choose one.').waitFor();
  await expect
    .poll(() => calendar.evaluate((element) => element === element.ownerDocument.activeElement))
    .toBe(true);
  await calendar.selectOption({ label: 'Office' });
  await page
    .getByTestId('policy-example')
    .getByText(/A medium ticket created now: resolution due /)
    .waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const card = page.getByTestId('sla-policy').filter({ hasText: 'Gold' });
  await card.getByText('Medium 2 working hours').waitFor();
  await card.getByTestId('waiting-mark').waitFor();
}

test('a calendar with lunch and imported holidays and a policy, made without a network, change the countdown elsewhere', async () => {
  const desk = await openBrowser(site.url);
  const field = await openBrowser(site.url);
  try {
    const hers = await field.open();
    await enterAs(hers, demoEmails.dispatcher);
    await synced(hers);
    await hers
      .getByRole('link', { name: /New ticket/ })
      .first()
      .click();
    await hers.getByRole('textbox', { name: 'Title' }).fill('Valve sticks at berth 9');
    await hers.getByRole('button', { name: 'Create ticket' }).click();
    const countdown = hers.locator('.main-deadline').getByTestId('deadline');
    const usual = /^due in [23] d$/;
    await expect.poll(() => countdown.innerText()).toMatch(usual);
    await synced(hers);

    const page = await desk.open();
    await enterAs(page, demoEmails.admin);
    await readyForOffline(page);
    await openSettings(page);
    await desk.context.setOffline(true);
    await makeCalendar(page);
    await makePolicy(page);
    expect(await violations(page)).toEqual([]);
    await page.locator('[data-testid=sync-chip][data-waiting="2"]').waitFor();
    await expect.poll(() => countdown.innerText()).toMatch(usual);
    await desk.context.setOffline(false);
    await synced(page);

    const [policy, calendar] = await until('both settings in PostgreSQL', async () => {
      const rows = await site.all<{ id: string; what: string; value: unknown }[]>`
        select id, what, value from settings where what in ('sla-policy', 'calendar') order by what desc`;
      return rows.length === 2 ? rows : undefined;
    });
    const [ticket] = await site.all<{ createdAt: number }[]>`
      select created_at::float8 as "createdAt" from tickets where title = 'Valve sticks at berth 9'`;
    const createdAt = ticket?.createdAt ?? 0;
    const facts = {
      createdAt,
      priority: 'medium',
      status: 'new',
      firstResponseAt: null,
      resolvedAt: null,
      history: [],
      askedAt: null,
      breaches: [],
    } as const;
    const calendars = new Map([[calendar?.id ?? '', calendar?.value as BusinessCalendar]]);
    const { resolution } = dueOf(facts, policy?.value as SlaPolicy, calendars, Date.now());
    if (resolution.state !== 'running') throw new Error(`the ticket is ${resolution.state}`);
    // Five days closed, and more where a weekend follows.
    expect(resolution.dueAt - createdAt).toBeGreaterThan(4 * DAY_MS);
    await expect.poll(() => countdown.innerText()).toBe(deadlineWords(resolution.dueAt, Date.now()).words);
  } finally {
    await desk.close();
    await field.close();
  }
});

/** Walks with the Tab key until the focus is on something of this accessible name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 250; i += 1) {
    const focused = page.locator(':focus');
    if ((await focused.count()) && (await isNamed(page, name))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach “${String(name)}”`);
}

async function isNamed(page: Page, name: string | RegExp): Promise<boolean> {
  const found = await page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
  });
  return typeof name === 'string' ? found === name : name.test(found);
}

const names = (page: Page) => page.getByTestId('sla-policy').locator('h3').allInnerTexts();

test('by keyboard only: policies are made, kept while unsaved, and put into another order', async () => {
  const desk = await openBrowser(site.url);
  try {
    const page = await desk.open();
    await enterAs(page, demoEmails.admin);
    await synced(page);
    await page.goto(`${site.url}/settings`);
    await page.getByTestId('sla-settings').waitFor();
    for (const name of ['Silver', 'Bronze']) {
      await tabTo(page, 'New policy');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'New SLA policy' }).waitFor();
      await tabTo(page, 'Name');
      await page.keyboard.type(name);
      await tabTo(page, 'Urgent');
      await page.keyboard.press('Space');
      await tabTo(page, 'Save');
      await page.keyboard.press('Enter');
      await page.getByTestId('sla-policy').filter({ hasText: name }).waitFor();
    }
    const before = await names(page);
    expect(before.slice(-2)).toEqual(['Silver', 'Bronze']);
    await tabTo(page, 'Ask Bronze earlier');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await names(page)).slice(-2)).toEqual(['Bronze', 'Silver']);
    // The focus has gone along, and the keys work from there.
    await expect.poll(() => isNamed(page, 'Ask Bronze earlier')).toBe(true);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(async () => (await names(page)).slice(-2)).toEqual(['Silver', 'Bronze']);
    await expect.poll(() => isNamed(page, 'Ask Bronze later')).toBe(true);
    await page.getByText(`Bronze is number ${before.length} of ${before.length} now.`).waitFor();

    // Left without saving, nothing is lost and nothing holds.
    await tabTo(page, 'Edit Bronze');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'SLA policy “Bronze”' }).waitFor();
    await tabTo(page, 'Name');
    await page.keyboard.press('End');
    await page.keyboard.type(' and lead');
    await page.getByText('Kept on this device as you go').waitFor();
    await tabTo(page, 'Settings');
    await page.keyboard.press('Enter');
    const card = page.getByTestId('sla-policy').filter({ hasText: 'Bronze' });
    await card.getByTestId('setting-unsaved').waitFor();
    await expect.poll(async () => (await names(page)).at(-1)).not.toContain('lead');
    await tabTo(page, 'Edit Bronze');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Bronze and lead');
    await tabTo(page, 'Save');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await names(page)).at(-1)).toBe('Bronze and lead');
    await synced(page);
    const rows = await site.all<{ name: string; n: number }[]>`
      select value ->> 'name' as name, (value ->> 'order')::int as n from settings
      where what = 'sla-policy' order by n`;
    expect(rows.map(({ name }) => name).slice(-2)).toEqual(['Silver', 'Bronze and lead']);
  } finally {
    await desk.close();
  }
});

test('what somebody saved meanwhile is told before it is written over, and what is in use is asked about before it goes', async () => {
  const [mine, theirs] = [await openBrowser(site.url), await openBrowser(site.url)];
  try {
    const [page, other] = [await mine.open(), await theirs.open()];
    for (const one of [page, other]) {
      await enterAs(one, demoEmails.admin);
      await synced(one);
      await one.goto(`${site.url}/settings`);
    }
    const name = (of: Page) => of.getByLabel('Name', { exact: true });
    for (const one of [page, other]) await one.getByRole('link', { name: 'Edit Office' }).click();
    await name(page).fill('Office, mine');
    await name(other).fill('Office, theirs');
    await other.getByRole('button', { name: 'Save', exact: true }).click();
    await synced(other);
    await page.getByText('Somebody has saved this since you began.').waitFor();
    await expect.poll(() => name(page).inputValue()).toBe('Office, mine');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Drop mine and show what stands now' }).click();
    await expect.poll(() => name(page).inputValue()).toBe('Office, theirs');
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    // Gold counts by it: it is said what that means.
    const card = page.getByTestId('calendar-card').filter({ hasText: 'Office, theirs' });
    await card.getByRole('button', { name: 'Take out of use' }).click();
    await page.getByText(/^Gold counts by it/).waitFor();
    await page.getByRole('button', { name: 'Take it out of use' }).click();
    await card.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Edit Gold' }).click();
    await name(page).fill('Gold, too');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('This calendar is no longer in use.').waitFor();
    await expect
      .poll(() => page.getByLabel('Calendar for working time').locator('option:checked').innerText())
      .toBe('Office, theirs (out of use)');
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByText('Calendars out of use: 1').click();
    await page.getByRole('button', { name: 'Use again Office, theirs' }).click();
    await card.waitFor();
    await page.getByRole('link', { name: 'Edit Gold' }).click();
    await expect.poll(() => name(page).inputValue()).toBe('Gold, too');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByTestId('sla-policy').filter({ hasText: 'Gold, too' }).waitFor();
    await synced(page);
  } finally {
    await mine.close();
    await theirs.close();
  }
});

test('a policy that the office refuses is named in needs attention, and put right there', async () => {
  const desk = await openBrowser(site.url);
  try {
    const page = await desk.open();
    await enterAs(page, demoEmails.admin);
    await readyForOffline(page);
    await page.goto(`${site.url}/settings/sla/new`);
    await page.getByLabel('Name', { exact: true }).fill('Platinum');
    const [team] = await site.all<{ id: string; name: string }[]>`
      select id, name from teams where not archived
        and tenant_id = (select tenant_id from people where email = ${demoEmails.admin}) order by name limit 1`;
    if (!team) throw new Error('the demo has no team');
    await page.getByLabel('Add to teams').selectOption({ label: team.name });
    await desk.context.setOffline(true);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByTestId('sla-policy').filter({ hasText: 'Platinum' }).waitFor();
    // Out of use since, as the device cannot know.
    await site.all`update teams set archived = true where id = ${team.id}`;
    await desk.context.setOffline(false);
    await page.getByTestId('attention-link').click();
    const card = page.getByTestId('refusal').filter({ hasText: 'SLA policy “Platinum”' });
    await card.waitFor();
    await card.getByText(`The team ${team.name} is no longer in use.`).waitFor();
    await card.getByText('nothing under this name yet').waitFor();
    expect(await violations(page)).toEqual([]);
    await card.getByRole('button', { name: 'Edit and try again' }).click();
    await page.getByRole('button', { name: `Take ${team.name} out` }).click();
    await page.getByRole('button', { name: 'Try again', exact: true }).click();
    await card.waitFor({ state: 'detached' });
    await synced(page);
    const [row] = await site.all<{ conditions: unknown }[]>`
      select value -> 'conditions' as conditions from settings where value ->> 'name' = 'Platinum'`;
    expect(row?.conditions).toEqual({});
  } finally {
    await desk.close();
  }
});
