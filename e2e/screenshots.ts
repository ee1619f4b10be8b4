import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { demoEmails, seedDemo } from '../sync-server/demo/seed.ts';
import { readEnv } from '../sync-server/env.ts';
import { createLog } from '../sync-server/log.ts';
import { startServer } from '../sync-server/server.ts';
import { until } from './support/site.ts';
import { enterAs, openBrowser, readyForOffline, synced } from './support/person.ts';

/** Takes the pictures of README, docs and manifest from the running app with its demo data. */
const sizes = [
  { name: '360', width: 360, height: 740 },
  { name: '820', width: 820, height: 1180 },
  { name: '1280', width: 1280, height: 800 },
  { name: '1920', width: 1920, height: 1080 },
];

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(400); // fonts and motion come to rest
  await page.screenshot({ path: `docs/screenshots/${name}.png` });
}

async function walk(url: string, colorScheme: 'light' | 'dark', size: (typeof sizes)[number]): Promise<void> {
  const browser = await openBrowser(url, { ...size, colorScheme });
  const suffix = `${size.name}-${colorScheme}`;
  const page = await browser.open();
  await page.getByTestId('demo-person').first().waitFor();
  await picture(page, `sign-in-${suffix}`);
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  await picture(page, `list-${suffix}`);
  if (colorScheme === 'light' && size.name === '1280')
    await page.screenshot({ path: 'public/screenshot-wide.png' });
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('composer').waitFor();
  await picture(page, `ticket-${suffix}`);
  await browser.context.setOffline(true);
  await page.getByTestId('priority-control').selectOption('urgent');
  await page.getByTestId('sync-chip').first().click();
  await page.getByTestId('sync-panel').waitFor();
  await picture(page, `sync-${suffix}`);
  await browser.context.setOffline(false);
  await page.goto(`${url}/new`);
  await page.getByLabel('Title').waitFor();
  await picture(page, `new-${suffix}`);
  await browser.close();
}

const schemes = ['light', 'dark'] as const;

/** One screen on a desktop and on a phone, by day and by night. */
async function views(page: Page, name: string): Promise<void> {
  for (const { width, height, name: size } of sizes.filter((one) => ['360', '1280'].includes(one.name))) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `${name}-${size}-${colorScheme}`);
    }
  }
}

async function settings(url: string): Promise<void> {
  const browser = await openBrowser(url);
  const page = await browser.open();
  await enterAs(page, demoEmails.admin);
  await synced(page);
  await page.goto(`${url}/settings`);
  await page.getByTestId('team-card').first().waitFor();
  await views(page, 'settings');
  await calendar(url, page);
  await policy(url, page);
  await page.goto(`${url}/settings#sla`);
  await page.getByTestId('calendar-card').waitFor();
  await views(page, 'sla');
  await browser.close();
}

const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save', exact: true }).click();

/** An office with a lunch break and two special days, and its form. */
async function calendar(url: string, page: Page): Promise<void> {
  await page.goto(`${url}/settings/calendars/new`);
  await page.getByLabel('Name', { exact: true }).fill('Office');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('Berlin');
  await zone.press('Enter');
  await page.getByRole('button', { name: 'Put a lunch break into Monday' }).click();
  await page.getByRole('button', { name: 'Copy Monday to Tuesday to Friday' }).click();
  const year = new Date().getFullYear() + 1;
  for (const [day, name] of [
    [`${year}-05-01`, 'Labour Day'],
    [`${year}-12-25`, 'Christmas Day'],
  ] as const) {
    await page.getByRole('button', { name: 'Add a day' }).click();
    const fields = page.getByTestId('holiday-fields');
    await fields.getByLabel('Day', { exact: true }).fill(day);
    await fields.getByLabel('Name', { exact: true }).fill(name);
    await fields.getByRole('button', { name: 'Done' }).click();
  }
  await views(page, 'calendar');
  await save(page);
  await page.getByTestId('calendar-card').waitFor();
}

/** Working hours for what presses, and its form. */
async function policy(url: string, page: Page): Promise<void> {
  await page.goto(`${url}/settings/sla/new`);
  await page.getByLabel('Name', { exact: true }).fill('Pumps first');
  await page.getByLabel('Urgent', { exact: true }).check();
  await page.getByLabel('High', { exact: true }).check();
  await page.getByLabel('Add to teams').selectOption({ index: 1 });
  await page.getByLabel('Calendar for working time').selectOption({ label: 'Office' });
  for (const [priority, reply, resolution] of [
    ['urgent', '1', '4'],
    ['high', '2', '8'],
  ] as const) {
    const row = page.getByTestId(`targets-${priority}`);
    await row.getByLabel('First reply', { exact: true }).fill(reply);
    await row.getByLabel(/^First reply for/).selectOption('working-hours');
    await row.getByLabel('Resolution', { exact: true }).fill(resolution);
    await row.getByLabel(/^Resolution for/).selectOption('working-hours');
  }
  for (const priority of ['medium', 'low'] as const)
    await page.getByTestId(`targets-${priority}`).getByLabel('Resolution', { exact: true }).fill('');
  await views(page, 'policy');
  await save(page);
  await page.getByTestId('sla-policy').waitFor();
}

/** Files a ticket and answers where it is. */
async function file(url: string, page: Page, title: string, description: string): Promise<string> {
  await page.goto(`${url}/new`);
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Description').fill(description);
  await page.getByRole('button', { name: 'Create ticket' }).click();
  await page.getByTestId('composer').waitFor();
  await synced(page);
  return page.url();
}

async function describe(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit description' }).click();
  const field = page.getByRole('textbox', { name: 'Description' });
  await field.fill(text);
  await field.press('Control+Enter');
  await field.waitFor({ state: 'detached' });
}

/** Picks a status, and waits until the device has it. */
async function move(page: Page, to: string): Promise<void> {
  const control = page.getByTestId('status-control');
  await control.selectOption(to);
  await until(to, async () => (await control.inputValue()) === to);
}

const onTicket = async (page: Page, at: string): Promise<void> => {
  await page.goto(at);
  await page.getByTestId('composer').waitFor();
};

/** The agent works without a network on what the office changes meanwhile: two values lose, and one change is refused. */
async function meet(url: string, office: Page, agent: Page): Promise<void> {
  const lift = await file(url, office, 'Water in the lift pit at Quay 7', 'Ten centimetres since Monday.');
  const gate = await file(url, office, 'Barrier at gate 3 stays open', 'It closes by hand only.');
  await onTicket(agent, lift);
  await onTicket(agent, gate);
  await agent.context().setOffline(true);
  await move(agent, 'pending');
  await onTicket(agent, lift);
  await agent.getByTestId('priority-control').selectOption('low');
  await describe(agent, 'Ten centimetres since Monday. The sump pump’s float is stuck; freed by hand.');
  await onTicket(office, gate);
  await move(office, 'resolved');
  await move(office, 'closed');
  await onTicket(office, lift);
  await office.getByTestId('priority-control').selectOption('urgent');
  await describe(office, 'Ten centimetres since Monday. The caretaker has switched the lift off.');
  await synced(office);
  await agent.context().setOffline(false);
}

async function attention(url: string): Promise<void> {
  const [office, field] = [await openBrowser(url), await openBrowser(url)];
  const [dispatcher, agent] = [await office.open(), await field.open()];
  await enterAs(dispatcher, demoEmails.dispatcher);
  await enterAs(agent, demoEmails.fieldAgent);
  await readyForOffline(agent);
  await meet(url, dispatcher, agent);
  await agent.goto(`${url}/attention`);
  await agent.getByTestId('refusal').waitFor();
  await agent.getByTestId('conflict').first().waitFor();
  await views(agent, 'attention');
  await office.close();
  await field.close();
}

async function narrow(url: string): Promise<void> {
  const browser = await openBrowser(url, { width: 390, height: 844 });
  const page = await browser.open();
  await enterAs(page, demoEmails.fieldAgent);
  await synced(page);
  await page.screenshot({ path: 'public/screenshot-narrow.png' });
  await browser.close();
}

const dataDir = await mkdtemp(join(tmpdir(), 'waypost-pictures-'));
const env = readEnv({ PORT: '0', DATA_DIR: dataDir, DEMO: 'on' });
const server = await startServer({ env, seed: seedDemo, log: createLog('silent') });
try {
  await narrow(server.url);
  for (const colorScheme of schemes) {
    for (const size of sizes) await walk(server.url, colorScheme, size);
  }
  await settings(server.url);
  await attention(server.url);
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
