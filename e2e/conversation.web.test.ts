import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { LocalReplica } from '../sync-server/sync/local-replica.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// What people say to each other: Markdown that harms nobody, quotes, and conversations of any length.

const length = 2_000;
let site: Site;
let browser: BrowserPerson;
let longTicket: string;
beforeAll(async () => {
  site = await openSite();
  longTicket = await longConversation(site, length);
  browser = await openBrowser(site.url);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const box = (page: Page) => page.getByTestId('composer').locator('textarea');
const messages = (page: Page) => page.getByTestId('message');
/** A pause is when drafts are kept. */
const pause = (page: Page) => page.waitForTimeout(700);

/** Adds messages to a ticket, as a device in the field agent's name would. */
async function longConversation({ sql, all }: Site, count: number): Promise<string> {
  const [row] = await all<{ tenant: string; ticket: string; person: string }[]>`
    select t.tenant_id as tenant, t.id as ticket, p.id as person
    from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.fieldAgent} and t.status = 'open' order by t.id limit 1`;
  if (!row) throw new Error('the demo has no open ticket');
  const startMs = Date.now() - count * 1_000;
  const replica = new LocalReplica(sql, {
    tenantId: row.tenant,
    actor: { id: row.person, role: 'agent' },
    app: 'test',
    since: startMs,
    now: Date.now,
    onBug: (error) => {
      throw error;
    },
  });
  await replica.submit(
    Array.from({ length: count }, (_, i) => ({
      name: 'message.add',
      uid: randomUUID(),
      at: startMs + i * 1_000,
      args: { ticketId: row.ticket, id: randomUUID(), body: `Reading **${i + 1}** of many`, internal: false },
    })),
  );
  return row.ticket;
}

/** Opens a ticket that is not the long one. */
async function openTicket(page: Page): Promise<void> {
  const others = page.getByTestId('ticket-row').filter({ hasNot: page.locator(`a[href*="${longTicket}"]`) });
  await others.first().click();
  await box(page).waitFor();
}

/** Sends what is Markdown, and waits until one message more is on the screen. */
async function send(page: Page, words: string): Promise<Locator> {
  const before = await messages(page).count();
  await box(page).fill(words);
  await box(page).press('Control+Enter');
  await expect.poll(() => messages(page).count()).toBe(before + 1);
  return messages(page).last();
}

async function inView(element: Locator): Promise<boolean> {
  return await element.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect();
    const composer = document.querySelector('.composer')?.getBoundingClientRect();
    return top >= 0 && bottom <= Math.min(innerHeight, composer?.top ?? innerHeight) + 1;
  });
}

const written = [
  'The **pump** is _loud_:',
  'second line',
  '',
  '- [x] oiled',
  '- [ ] measured',
  '',
  '[manual](https://x.example/manual) ![spy](https://spy.example/pixel.png)',
  '<img src="https://spy.example/img" onerror="window.hacked = 1"><script>window.hacked = 2</script>',
  '[run](javascript:window.hacked=3)',
].join('\n');

test('without a network, Markdown is shown, and nothing in it runs or loads', async () => {
  const page = await browser.open();
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
  await browser.context.setOffline(true);
  await page.reload();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).hostname));
  await openTicket(page);
  const message = await send(page, written);
  await message.locator('strong', { hasText: 'pump' }).waitFor();
  await expect.poll(() => message.locator('em').innerText()).toBe('loud');
  await expect.poll(() => message.locator('.rich-text').innerText()).toContain('loud:\nsecond line');
  await message.getByRole('img', { name: 'Done:' }).waitFor();
  const links = message.locator('.rich-text a');
  await expect
    .poll(() => links.allInnerTexts())
    .toEqual(['manual (x.example)', 'Picture: spy (spy.example)', 'https://spy.example/img']);
  await expect.poll(() => links.first().getAttribute('rel')).toBe('noopener noreferrer nofollow');
  await expect
    .poll(() => message.locator('.rich-text').innerText())
    .toContain('<img src="https://spy.example/img"');
  await expect.poll(() => message.locator('img, script').count()).toBe(0);
  await expect.poll(() => page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(asked.filter((host) => host !== new URL(site.url).hostname)).toEqual([]);
  expect(await violations(page)).toEqual([]);
  await browser.context.setOffline(false);
  await synced(page);
  await page.close();
});

test('a quote goes into the draft, without a network too, and is there after a reload', async () => {
  const page = await browser.open();
  await page.getByTestId('ticket-row').first().waitFor();
  await browser.context.setOffline(true);
  await openTicket(page);
  const message = await send(page, 'The **valve** leaks.\n\nIt drips.');
  const quote = message.getByRole('button', { name: /^Quote/ });

  // The selected part only, into what is being written.
  await box(page).fill('Hello');
  await message.locator('strong', { hasText: 'valve' }).dblclick();
  await quote.click();
  await expect.poll(() => box(page).inputValue()).toBe('Hello\n\n> valve\n\n');
  await expect.poll(() => box(page).evaluate((node) => node === document.activeElement)).toBe(true);
  await page.keyboard.insertText('Which one?');

  // By the keyboard, and the whole, where nothing of it is selected.
  await quote.focus();
  await page.evaluate(() => getSelection()?.removeAllRanges());
  await quote.press('Enter');
  const both = 'Hello\n\n> valve\n\nWhich one?\n\n> The **valve** leaks.\n>\n> It drips.\n\n';
  await expect.poll(() => box(page).inputValue()).toBe(both);
  await pause(page);
  await page.reload();
  await expect.poll(() => box(page).inputValue()).toBe(both);

  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect.poll(() => preview.locator('blockquote').count()).toBe(2);
  await expect.poll(() => box(page).isVisible()).toBe(false);
  expect(await violations(page)).toEqual([]);
  await page.getByTestId('composer').getByRole('button', { name: 'Edit' }).click();
  await expect.poll(() => box(page).inputValue()).toBe(both);
  await box(page).fill('');
  await pause(page);

  // A note does not get into a public reply by the press of a button.
  const composer = page.getByTestId('composer');
  await composer.getByText('Internal note').click();
  await send(page, 'For staff alone');
  await composer.getByText('Public reply').click();
  await box(page).fill('Dear Rita');
  await messages(page)
    .last()
    .getByRole('button', { name: /^Quote/ })
    .click();
  await expect.poll(() => box(page).inputValue()).toBe('Dear Rita\n\n> For staff alone\n\n');
  await expect.poll(() => composer.getAttribute('data-internal')).toBe('true');
  // Nor by that of a key; with nothing begun the key says what it becomes.
  await box(page).press('Escape');
  await page.keyboard.press('r');
  await expect.poll(() => box(page).evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await composer.getAttribute('data-internal')).toBe('true');
  await box(page).fill('');
  await box(page).press('Escape');
  await page.keyboard.press('r');
  await expect.poll(() => composer.getAttribute('data-internal')).toBe('false');
  await pause(page);
  await browser.context.setOffline(false);
  await synced(page);
  await page.close();
});

test('where the renderer cannot be had, words stand as they were typed', async () => {
  const other = await openBrowser(site.url);
  try {
    await other.context.route('**/markdown-view*', (route) => route.abort());
    const page = await other.open();
    await enterAs(page, demoEmails.dispatcher);
    await openTicket(page);
    await send(page, 'Still **readable**');
    await messages(page).last().getByText('Still **readable**').waitFor();
    await expect.poll(() => page.locator('.rich-text').count()).toBe(0);
    await other.context.unroute('**/markdown-view*');
    // What is shown next asks for it again.
    await send(page, 'And *now*');
    await messages(page).last().locator('em').waitFor();
    await page.locator('.message strong', { hasText: 'readable' }).waitFor();
  } finally {
    await other.close();
  }
});

test(`a conversation of ${length} messages opens at its newest, with few of them in the page; the others come by keyboard and by scrolling`, async () => {
  const page = await browser.open(`/tickets/${longTicket}`);
  const last = messages(page).last();
  await last.locator('strong', { hasText: String(length) }).waitFor();
  await expect.poll(() => inView(last)).toBe(true);
  const atFirst = await messages(page).count();
  expect(atFirst).toBeLessThanOrEqual(100);

  // By the keyboard: what one read stays in its place, and the focus is on what stands right before it.
  const oldest = messages(page).first();
  const before = (await oldest.locator('.message-words').textContent()) ?? '';
  await page.getByRole('button', { name: 'Show 200 earlier' }).focus();
  const anchor = page.getByTestId('message').filter({ hasText: before });
  const top = (await anchor.boundingBox())?.y ?? Number.NaN;
  await page.keyboard.press('Enter');
  await expect.poll(() => messages(page).count()).toBe(atFirst + 200);
  await expect
    .poll(async () => Math.abs(((await anchor.boundingBox())?.y ?? Number.NaN) - top))
    .toBeLessThan(40);
  const focused = await page.evaluate(() => document.activeElement?.textContent ?? '');
  const previous = Number(/\d+/.exec(before)?.[0]) - 1;
  expect(focused).toContain(`Reading ${previous} of many`);

  // By scrolling up.
  const shown = await messages(page).count();
  await messages(page).nth(12).hover();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, -200);
      return await messages(page).count();
    })
    .toBeGreaterThan(shown);

  // All of it is text in the page then, for the browser's own search.
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(() => messages(page).count()).toBeGreaterThanOrEqual(length);
  await expect
    .poll(() => page.evaluate(() => document.body.textContent?.includes('Reading 1 of many')))
    .toBe(true);
  await expect.poll(() => page.getByTestId('earlier').count()).toBe(0);
  await page.close();
});
