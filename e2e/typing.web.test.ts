import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { enterAs, openBrowser, readyForOffline, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
let browser: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  browser = await openBrowser(site.url);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

test('who goes on typing while a reply is kept loses neither, and a burst of replies arrives whole', async () => {
  const page = await browser.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await page.getByTestId('ticket-row').first().click();
  const box = page.getByTestId('composer').getByRole('textbox');
  await box.waitFor();
  const ticketId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const cdp = await browser.context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await box.click();
  for (let i = 0; i < 25; i += 1) {
    await page.keyboard.insertText(`burst ${i} of twenty-five`);
    await page.keyboard.press('Control+Enter');
  }
  await page.keyboard.insertText('second thought typed at once');
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect.poll(() => box.inputValue()).toBe('second thought typed at once');
  const burst = Array.from({ length: 25 }, (_, i) => `burst ${i} of twenty-five`);
  const rows = await until('the burst in PostgreSQL', async () => {
    const found = await site.all<{ body: string }[]>`
      select body from messages where ticket_id = ${ticketId} and body like 'burst %' order by created_at, n`;
    return found.length >= burst.length ? found : undefined;
  });
  expect(rows.map((row) => row.body)).toEqual(burst);
  // And it is on the device's disk: a reload brings it back.
  await page.waitForTimeout(500);
  await page.reload();
  await box.waitFor();
  await expect.poll(() => box.inputValue()).toBe('second thought typed at once');
});
