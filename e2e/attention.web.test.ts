import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
let field: BrowserPerson;
let office: BrowserPerson;
let agent: Page;
let dispatcher: Page;
/** Tickets that are open and nobody's business yet. */
let ids: string[];

beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url, { colorScheme: 'dark', width: 1100 });
  office = await openBrowser(site.url);
  agent = await field.open();
  await enterAs(agent, demoEmails.fieldAgent);
  await readyForOffline(agent);
  dispatcher = await office.open();
  await enterAs(dispatcher, demoEmails.dispatcher);
  await synced(dispatcher);
  const rows = await site.all<{ id: string }[]>`
    select t.id from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.dispatcher} and t.status = 'open' and t.priority = 'medium' order by t.id limit 6`;
  ids = rows.map(({ id }) => id);
});
afterAll(async () => {
  await field?.close();
  await office?.close();
  await site?.close();
});

async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(site.url + path);
  await page.locator('main h1').first().waitFor();
}

/** Does something in the office, and waits until the server has it: the chip alone may still speak of the moment before. */
async function inOffice(does: () => Promise<unknown>): Promise<void> {
  const settled = () => site.all`select uid from verdicts`.then((rows) => rows.length);
  const before = await settled();
  await does();
  await until('the server to have it', async () => (await settled()) > before);
  await synced(dispatcher);
}

/** The agent does something without a network; then the dispatcher does something, and only then the network is back. */
async function atOnce(id: string, offline: () => Promise<void>, online: () => Promise<void>): Promise<void> {
  await goTo(agent, `/tickets/${id}`);
  await goTo(dispatcher, `/tickets/${id}`);
  await agent.getByTestId('composer').waitFor();
  await field.context.setOffline(true);
  await offline();
  await inOffice(online);
  await field.context.setOffline(false);
  await agent.getByTestId('sync-chip').first().locator('xpath=self::*[@data-waiting="0"]').waitFor();
}

/** Walks with the Tab key until the focus is on something of this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (focused === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach “${name}”`);
}

/** One side of a lost value: who wrote it, and when, as it is meant and as it is shown. */
async function sideOf(card: Locator, title: string): Promise<{ who: string; at: number; shown: string }> {
  const facts = card
    .locator('.attention-sides > div')
    .filter({ has: card.page().locator('dt', { hasText: title }) })
    .locator('.attention-facts');
  const time = facts.locator('time');
  return {
    who: await facts.locator('span').innerText(),
    at: Date.parse((await time.getAttribute('datetime')) ?? ''),
    shown: await time.innerText(),
  };
}

async function nameOf(email: string): Promise<string> {
  const [row] = await site.all<{ name: string }[]>`select name from people where email = ${email}`;
  return row?.name ?? '';
}

/** A time in the words of this browser's own place. */
const inWords = (page: Page, at: number): Promise<string> =>
  page.evaluate(
    (ms) => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(ms),
    at,
  );

type Adding = (this: IDBObjectStore, ...given: unknown[]) => unknown;

/** From now on this page can, or cannot, keep a change. */
const outboxTakes = (page: Page, takes: boolean): Promise<void> =>
  page.evaluate((may) => {
    const store = IDBObjectStore.prototype as unknown as { add: Adding; kept?: Adding };
    const kept = store.kept ?? store.add;
    store.kept = kept;
    store.add = function add(...given) {
      if (!may && this.name === 'outbox') throw new DOMException('not now', 'UnknownError');
      return kept.apply(this, given);
    };
  }, takes);

const priorityAt = (page: Page) => page.getByTestId('priority-control').inputValue();

test('a lost value is told at its field, and restored from there by keyboard', async () => {
  const [id = ''] = ids;
  await atOnce(
    id,
    async () => void (await agent.getByTestId('priority-control').selectOption('low')),
    async () => void (await dispatcher.getByTestId('priority-control').selectOption('urgent')),
  );
  const note = agent.getByTestId('conflict-note');
  await note.waitFor();
  await expect
    .poll(() => note.innerText())
    .toMatch(/changed the priority to Urgent at .* while you set it to Low\./);
  await expect.poll(() => priorityAt(agent)).toBe('urgent');
  await expect.poll(() => dispatcher.getByTestId('conflict-note').count()).toBe(0);
  await expect.poll(() => agent.getByTestId('attention-count').innerText()).toContain('1');
  expect(await violations(agent)).toEqual([]);
  await tabTo(agent, 'Restore mine');
  await agent.keyboard.press('Enter');
  await note.waitFor({ state: 'detached' });
  await expect.poll(() => priorityAt(agent)).toBe('low');
  await expect.poll(() => agent.getByTestId('attention-count').count()).toBe(0);
  await until('the dispatcher sees it', async () => (await priorityAt(dispatcher)) === 'low');
});

test('the inbox: both values side by side, merged offline by keyboard, settled for good', async () => {
  const [, id = ''] = ids;
  const describe = async (page: Page, text: string) => {
    await page.getByRole('button', { name: 'Edit description' }).click();
    await page.getByRole('textbox', { name: 'Description' }).fill(text);
    await page.getByRole('textbox', { name: 'Description' }).press('Control+Enter');
    await page.getByRole('textbox', { name: 'Description' }).waitFor({ state: 'detached' });
  };
  const from = { agent: 0, dispatcher: 0 };
  await atOnce(
    id,
    async () => {
      from.agent = Date.now();
      await describe(agent, 'The seal is worn, says the field');
    },
    async () => {
      from.dispatcher = Date.now();
      await describe(dispatcher, 'The seal was replaced in May');
    },
  );
  const to = Date.now();
  await agent.getByTestId('conflict-note').waitFor();
  await field.context.setOffline(true);
  await agent.getByTestId('attention-link').click();
  const card = agent.getByTestId('conflict');
  await card.waitFor();
  const words = await card.innerText();
  for (const part of ['Yours', 'The seal is worn, says the field', 'Theirs', 'The seal was replaced in May'])
    expect(words).toContain(part);
  expect(words).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  // Who and when, on both sides.
  const yours = await sideOf(card, 'Yours');
  const theirs = await sideOf(card, 'Theirs');
  expect([yours.who, theirs.who]).toEqual([
    await nameOf(demoEmails.fieldAgent),
    await nameOf(demoEmails.dispatcher),
  ]);
  expect(yours.at).toBeGreaterThanOrEqual(from.agent);
  expect(yours.at).toBeLessThanOrEqual(from.dispatcher);
  expect(theirs.at).toBeGreaterThanOrEqual(from.dispatcher);
  expect(theirs.at).toBeLessThanOrEqual(to);
  for (const { at, shown } of [yours, theirs]) expect(shown).toBe(await inWords(agent, at));
  expect(await violations(agent)).toEqual([]);
  await tabTo(agent, 'Merge…');
  await agent.keyboard.press('Enter');
  const merged = agent.getByRole('textbox', { name: 'Merged version' });
  await merged.waitFor();
  expect(await violations(agent)).toEqual([]);
  await expect.poll(() => merged.inputValue()).toContain('The seal is worn');
  await merged.fill('The seal, replaced in May, is worn again');
  // Storage that takes nothing: it is said, and the box keeps what was typed.
  await outboxTakes(agent, false);
  await agent.getByRole('button', { name: 'Save merged version' }).click();
  const toast = agent.locator('.toast');
  await toast.getByText('What you typed is still here').waitFor();
  await expect.poll(() => merged.inputValue()).toBe('The seal, replaced in May, is worn again');
  await outboxTakes(agent, true);
  // It stands in front of the dialog, whose page behind it is out of reach.
  const failed = toast.filter({ hasText: 'What you typed is still here' });
  await failed.getByRole('button', { name: 'Dismiss' }).click();
  await failed.waitFor({ state: 'detached' });
  await tabTo(agent, 'Save merged version');
  await agent.keyboard.press('Enter');
  await card.waitFor({ state: 'detached' });
  await expect.poll(() => agent.evaluate(() => document.activeElement?.id)).toBe('attention-title');
  await expect.poll(() => agent.locator('main').innerText()).toContain('Nothing needs you here');
  await expect.poll(() => agent.locator('main').innerText()).toContain('you merged both');
  await field.context.setOffline(false);
  await dispatcher.getByText('The seal, replaced in May, is worn again').waitFor();
  await synced(agent);
});

test('a refused change is edited and tried again with what builds on it, or exported and dropped', async () => {
  const [, , id = '', other = ''] = ids;
  const status = (page: Page, to: string) => page.getByTestId('status-control').selectOption(to);
  const shows = (page: Page, value: string) =>
    until(
      `the status to be ${value}`,
      async () => (await page.getByTestId('status-control').inputValue()) === value,
    );
  for (const ticket of [id, other]) {
    await atOnce(
      ticket,
      async () => {
        await status(agent, 'pending');
        await shows(agent, 'pending');
        await status(agent, 'resolved');
        await shows(agent, 'resolved');
      },
      async () => {
        await status(dispatcher, 'resolved');
        await shows(dispatcher, 'resolved');
        await status(dispatcher, 'closed');
        await shows(dispatcher, 'closed');
      },
    );
  }
  await agent.getByTestId('attention-link').waitFor();
  // Whoever looks at what they were told is led to it too.
  await agent.locator('body').press('i');
  const lead = agent.getByTestId('notices-attention');
  await lead.getByText('2 things for you to look at').waitFor();
  expect(await violations(agent)).toEqual([]);
  await lead.click();
  const cards = agent.getByTestId('refusal');
  await cards.nth(1).waitFor();
  await expect.poll(() => agent.getByTestId('attention-count').innerText()).toContain('2');
  const words = await cards.first().innerText();
  for (const part of [
    'cannot go from there to pending',
    'The office has: Status Closed',
    '1 change of yours builds on it',
  ])
    expect(words).toContain(part);
  expect(await violations(agent)).toEqual([]);

  await tabTo(agent, 'Edit and try again');
  await agent.keyboard.press('Enter');
  const dialog = agent.getByTestId('retry-dialog');
  await expect.poll(() => dialog.getByLabel('Status').inputValue()).toBe('pending');
  expect(await violations(agent)).toEqual([]);
  await dialog.getByLabel('Status').selectOption('open');
  await dialog.getByLabel('Reason').fill('It drips again');
  await tabTo(agent, 'Try again');
  await agent.keyboard.press('Enter');
  await until('one card to be left', async () => (await cards.count()) === 1);

  const link = cards.getByText('Export');
  const [download] = await Promise.all([agent.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^waypost-refused-.*\.json$/);
  const exported = JSON.parse(
    decodeURIComponent((await link.getAttribute('href'))?.split(',')[1] ?? ''),
  ) as object;
  expect(exported).toMatchObject({
    change: 'ticket.move',
    arguments: { to: 'pending' },
    refused: { code: 'move-not-allowed' },
    dependants: [{ arguments: { to: 'resolved' }, refused: { code: 'depends-on-refused' } }],
  });
  await tabTo(agent, 'Drop');
  await agent.keyboard.press('Enter');
  await tabTo(agent, 'Yes, drop');
  await agent.keyboard.press('Enter');
  await agent.getByText('Nothing needs you here').waitFor();
  await synced(agent);
  await until('the office has it resolved', async () => {
    const rows = await site.all`select status from tickets where id in (${id}, ${other}) order by status`;
    return rows.map((row) => row['status'] as string).join() === 'closed,resolved';
  });
});

test('an admin decides what happens when two change the same thing, and the one who came later is asked', async () => {
  const [, , , , id = ''] = ids;
  const admin = await openBrowser(site.url, { width: 1100 });
  try {
    const page = await admin.open();
    await enterAs(page, demoEmails.admin);
    await readyForOffline(page);
    await admin.context.setOffline(true);
    await goTo(page, '/settings');
    await page.getByTestId('merge-priority').selectOption('ask');
    await page.getByTestId('merge-settings').getByTestId('waiting-mark').first().waitFor();
    await page.reload();
    await page.getByTestId('merge-priority').waitFor();
    await expect.poll(() => page.getByTestId('merge-priority').inputValue()).toBe('ask');
    expect(await violations(page)).toEqual([]);
    await admin.context.setOffline(false);
    await synced(page);
  } finally {
    await admin.close();
  }
  await goTo(dispatcher, `/tickets/${id}`);
  await dispatcher.getByTestId('priority-control').waitFor();
  await field.context.setOffline(true);
  await goTo(agent, `/tickets/${id}`);
  await inOffice(() => dispatcher.getByTestId('priority-control').selectOption('urgent'));
  await agent.getByTestId('priority-control').selectOption('low');
  await field.context.setOffline(false);
  await agent.getByTestId('conflict-note').waitFor();
  // The agent came later, and yet what the office had stands until they have decided.
  await expect.poll(() => priorityAt(agent)).toBe('urgent');
  await expect.poll(() => priorityAt(dispatcher)).toBe('urgent');
  await agent.getByTestId('conflict-note').getByText('Keep theirs').click();
  await agent.getByTestId('conflict-note').waitFor({ state: 'detached' });
});

test('where the first write wins the one who came later is told: toast, badge, card, and gone once taken note of (M4)', async () => {
  const id = ids[5] ?? '';
  const admin = await openBrowser(site.url, { width: 1100 });
  try {
    const page = await admin.open();
    await enterAs(page, demoEmails.admin);
    await goTo(page, '/settings');
    await page.getByTestId('merge-priority').selectOption('first');
    await until('the rule', async () => {
      const rows =
        await site.all`select 1 from policies where key = 'merge-priority' and value::text = '"first"'`;
      return rows.length === 1;
    });
    await synced(page);
  } finally {
    await admin.close();
  }
  await goTo(dispatcher, `/tickets/${id}`);
  await dispatcher.getByTestId('priority-control').waitFor();
  const listens = agent.waitForResponse((response) => response.url().includes('/sync/stream'));
  await goTo(agent, `/tickets/${id}`);
  await agent.getByTestId('priority-control').waitFor();
  // What is said as synced is of the last round: with the stream this one has brought the rule.
  await listens;
  await synced(agent);
  await field.context.setOffline(true);
  // A stream that is open is not cut by that; a page that is opened now has none.
  await goTo(agent, `/tickets/${id}`);
  await agent.getByTestId('priority-control').waitFor();
  await inOffice(() => dispatcher.getByTestId('priority-control').selectOption('urgent'));
  await agent.getByTestId('priority-control').selectOption('low');
  // They have gone on with something else when the news comes.
  await agent.getByTestId('attention-link').waitFor();
  await agent.getByRole('link', { name: /^All/ }).click();
  await agent.getByTestId('ticket-row').first().waitFor();
  // It is looked for before it can be there: it stands for some seconds only.
  const toast = agent
    .getByText('Somebody else’s change came first, and your workspace keeps the first.')
    .waitFor();
  await Promise.all([toast, field.context.setOffline(false)]);
  await expect.poll(() => agent.getByTestId('attention-count').innerText()).toContain('1');
  expect(await violations(agent)).toEqual([]);
  await agent.getByRole('button', { name: 'Show' }).click();
  const settled = agent.getByRole('region', { name: 'Settled by your workspace’s rule' });
  const card = settled.getByTestId('conflict');
  await card.waitFor();
  const words = await card.innerText();
  expect(words).toMatch(
    /changed the priority to Urgent at .*\. Yours \(Low\) came after it, and your workspace keeps the first\./,
  );
  await expect.poll(() => agent.locator('main').innerText()).toContain('1 thing to take note of.');
  expect(await violations(agent)).toEqual([]);
  await tabTo(agent, 'Keep theirs');
  await agent.keyboard.press('Enter');
  await card.waitFor({ state: 'detached' });
  await until('the badge to go', async () => (await agent.getByTestId('attention-count').count()) === 0);
  await expect.poll(() => agent.locator('main').innerText()).toContain('Nothing waits for you.');
  await synced(agent);
  // Nothing comes back with a new start.
  await agent.reload();
  await agent.getByRole('heading', { name: 'Needs attention', exact: true }).waitFor();
  await synced(agent);
  await expect.poll(() => agent.getByTestId('conflict').count()).toBe(0);
  await expect.poll(() => agent.getByTestId('attention-count').count()).toBe(0);
  await expect.poll(() => agent.getByText('and your workspace keeps the first').count()).toBe(0);
});
