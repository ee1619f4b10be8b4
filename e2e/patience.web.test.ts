import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { Gate } from './faults/gate.ts';
import { enterAs, openBrowser, openFirstTicket, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// What screens ask for by themselves keeps to what the server asked for, and notes it; what a person asks for goes at once (R1).

const PATIENCE_S = 20;
let site: Site;
let gate: Gate;
let office: BrowserPerson;
/** Every request for anything but the app itself. */
let asked: { path: string; at: number }[];
/** What is refused, and when that was done last. */
let refused: (path: string) => boolean;
let refusedAt: number;
beforeAll(async () => {
  site = await openSite();
  gate = await new Gate(site.server().port).open();
  gate.fate = (path) => {
    if (!/^\/(sync|auth|desk|files)\//.test(path)) return undefined;
    asked.push({ path, at: performance.now() });
    if (!refused(path)) return undefined;
    refusedAt = performance.now();
    const body = { code: 'busy', message: 'Not now.' };
    return { instead: { status: 503, headers: { 'retry-after': `${PATIENCE_S}` }, body } };
  };
});
beforeEach(async () => {
  [asked, refused, refusedAt] = [[], () => false, 0];
  // Its pages ask, and no worker for them.
  office = await openBrowser(gate.url, { worker: false });
});
afterEach(() => office?.close());
afterAll(async () => {
  await gate?.close();
  await site?.close();
});

/** Refuses so many requests of what `which` says, that come of what `look` does. */
async function refuse(which: typeof refused, times: number, look: () => Promise<void>): Promise<void> {
  let left = times;
  refused = (path) => which(path) && (left -= 1) >= 0;
  await look();
  await until('a refusal', async () => left <= 0);
}

/** It is written down for everything; answers when that was seen. What was on its way until then had gone out before. */
async function saysPatience(page: Page): Promise<number> {
  await page.getByTestId('sync-chip').first().click();
  const words = page.getByTestId('sync-panel').getByText(/^The office asked for patience: next try at /);
  await words.waitFor();
  const saidAt = performance.now();
  await page.keyboard.press('Escape');
  return saidAt;
}

const pausedUntil = (): number => refusedAt + PATIENCE_S * 1_000;
/** What was asked from then on, while the server wanted to be left alone. */
const whilePaused = (from: number): string[] =>
  asked.filter(({ at }) => at > from && at < pausedUntil()).map(({ path }) => path);

test('whether a job has arrived is not asked while the server wants to be left alone, nor is what it says to that forgotten', async () => {
  const [[agent], [ticket]] = await Promise.all([
    site.all<{ name: string }[]>`select name from people where email = ${demoEmails.fieldAgent}`,
    site.all<{ id: string; title: string }[]>`
      select t.id, t.title from tickets t join people p on p.tenant_id = t.tenant_id
      where p.email = ${demoEmails.admin} and t.status = 'new' and t.assignee_id is null limit 1`,
  ]);
  const { id = '', title = '' } = ticket ?? {};
  const page = await office.open();
  await enterAs(page, demoEmails.admin);
  await page.goto(`${gate.url}/tickets/${id}`);
  await page.getByTestId('assignee-control').selectOption({ label: agent?.name ?? '' });
  const told = page.getByTestId('delivery').getByText('Not yet on any device');
  await told.waitFor();
  await page.goto(`${gate.url}/?q=${encodeURIComponent(title)}`);
  await synced(page);

  const row = page.locator(`[data-ticket-id="${id}"]`).getByRole('link');
  await refuse(
    (path) => path === `/desk/devices/of-ticket/${id}`,
    1,
    async () => row.click(),
  );
  const saidAt = await saysPatience(page);
  expect(await told.count()).toBe(0);
  await page.reload();
  await page.getByTestId('assignee-control').waitFor();
  await until('it to be asked again', async () => asked.some(({ at }) => at > pausedUntil()));
  expect(whilePaused(saidAt)).toEqual([]);
  await page.goBack();
  await row.click();
  await told.waitFor();
});

test('a small picture comes by itself when the server may be asked again, and at once when its person wants it', async () => {
  const page = await office.open();
  await enterAs(page, demoEmails.dispatcher);
  await openFirstTicket(page);
  const { pathname } = new URL(page.url());
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(60, 40);
    canvas.getContext('2d')?.fillRect(0, 0, 30, 40);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
  });
  const names = ['gate.png', 'hinge.png'];
  const composer = page.getByTestId('composer');
  await composer
    .getByTestId('attach-file')
    .setInputFiles(names.map((name) => ({ name, mimeType: 'image/png', buffer: Buffer.from(bytes) })));
  for (const name of names) await composer.getByText(name).waitFor();
  await composer.getByRole('textbox').fill('The gate and its hinge');
  await composer.getByRole('textbox').press('Control+Enter');
  const message = page.getByTestId('message').filter({ hasText: 'The gate and its hinge' });
  const states = () =>
    message.getByTestId('file').evaluateAll((all) => all.map((one) => one.dataset['state']));
  await expect.poll(states).toEqual(['here', 'here']);
  await synced(page);
  // Let go of, on a screen that shows none of it.
  await page.goto(gate.url);
  await page.getByTestId('sync-chip').first().click();
  await page.getByTestId('file-space').getByRole('button', { name: 'Let go of them' }).click();
  await page.getByTestId('file-space').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await synced(page);

  await refuse(
    (path) => path.startsWith('/files/'),
    2,
    async () => {
      await page.locator(`a[href="${pathname}"]`).first().click();
      await message.getByTestId('file').last().scrollIntoViewIfNeeded();
    },
  );
  const saidAt = await saysPatience(page);
  await page.reload();
  await message.getByTestId('file').last().scrollIntoViewIfNeeded();
  const [first, second] = names.map((name) => message.getByRole('button', { name: `Open ${name}` }));
  await message.getByRole('button', { name: /^Show/ }).first().click();
  await first?.waitFor();
  await second?.waitFor();
  const files = await site.all<{ id: string }[]>`select id from attachments where name = ${names[0] ?? ''}`;
  expect(whilePaused(saidAt)).toEqual([
    '/auth/refresh',
    `/files${pathname.replace('/tickets', '')}/${files[0]?.id}`,
  ]);
});
