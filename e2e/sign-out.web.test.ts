import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  reply,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// Who signs out with work that is only here is asked first: nothing typed goes without a word.

let site: Site;
let field: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url);
});
afterAll(async () => {
  await field?.close();
  await site?.close();
});

test('signing out with unsent work asks, gives a copy, and keeps all of it for who stays; who goes on leaves nothing here', async () => {
  const page = await field.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openFirstTicket(page);
  await field.context.setOffline(true);
  await reply(page, 'Only on this device');
  await page.getByTestId('composer').getByRole('textbox').fill('Half a sentence, not');
  await page.waitForTimeout(800); // a pause is when drafts are kept
  const path = new URL(page.url()).pathname;

  const ask = async () => {
    await page.getByRole('button', { name: /: menu$/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    return page.getByRole('dialog', { name: 'Sign out' });
  };
  let dialog = await ask();
  await dialog.getByText('2 changes or drafts').waitFor();
  expect(await violations(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save a copy' }).click();
  const copy = JSON.parse(await readFile(await (await download).path(), 'utf8')) as Record<string, object[]>;
  expect(copy['changes']).toMatchObject([
    { change: 'message.add', details: { body: 'Only on this device' }, state: 'queued', reason: null },
  ]);
  expect(copy['drafts']).toMatchObject([{ body: 'Half a sentence, not' }]);
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('message').filter({ hasText: 'Only on this device' }).waitFor();
  await expect
    .poll(() => page.getByTestId('composer').getByRole('textbox').inputValue())
    .toBe('Half a sentence, not');

  dialog = await ask();
  await dialog.getByRole('button', { name: 'Discard and sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  const left = await page.evaluate(async () =>
    (await indexedDB.databases()).flatMap(({ name = '' }) => (name.startsWith('waypost:') ? [name] : [])),
  );
  expect(left).toEqual([]);
  await field.context.setOffline(false);
  await page.goto(site.url + path);
  await page.getByTestId('demo-person').first().waitFor();
  // What was discarded was not sent after all.
  expect(await site.all`select 1 from messages where body = 'Only on this device'`).toHaveLength(0);
});
