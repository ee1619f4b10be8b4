import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { inDatabase } from './support/device-database.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, type Site } from './support/site.ts';

// The ways of a file: into a reply by paste and drop, over a slow line piece by piece, and off this device again.

let site: Site;
let desk: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  desk = await openBrowser(site.url);
});
afterAll(async () => {
  await desk?.close();
  await site?.close();
});

/** Pastes a picture of this size into the reply and drops a text file on it, as a browser would. */
const pasteAndDrop = (page: Page, size: [width: number, height: number]): Promise<void> =>
  page.evaluate(async ([width, height]) => {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.fillRect(0, 0, width, height / 2);
    const picture = await canvas.convertToBlob({ type: 'image/png' });
    const box = document.querySelector('[data-testid=composer] textarea');
    const pasted = new DataTransfer();
    pasted.items.add(new File([picture], 'gate.png', { type: 'image/png' }));
    const paste = { clipboardData: pasted, bubbles: true, cancelable: true };
    box?.dispatchEvent(new ClipboardEvent('paste', paste));
    const dropped = new DataTransfer();
    dropped.items.add(new File(['a plan'], 'plan.txt', { type: 'text/plain' }));
    const drop = { dataTransfer: dropped, bubbles: true, cancelable: true };
    box?.dispatchEvent(new DragEvent('drop', drop));
  }, size);

test('pasted and dropped on a reply without a network, files go with it; a small picture stands for the large one, and what the office has can go from here', async () => {
  const page = await desk.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openFirstTicket(page);
  await desk.context.setOffline(true);
  await pasteAndDrop(page, [1200, 800]);
  const chosen = page.getByTestId('chosen-files');
  await chosen.getByText('gate.png').waitFor();
  await chosen.getByText('plan.txt').waitFor();
  const composer = page.getByTestId('composer');
  await composer.getByRole('textbox').fill('The gate and its plan');
  await composer.getByRole('textbox').press('Control+Enter');
  const message = page.getByTestId('message').filter({ hasText: 'The gate and its plan' });
  const open = message.getByRole('button', { name: 'Open gate.png' });
  const sizeOf = (picture: ReturnType<Page['locator']>) =>
    picture.evaluate((image: HTMLImageElement) =>
      image.decode().then(() => [image.naturalWidth, image.naturalHeight]),
    );
  expect(await sizeOf(open.locator('img'))).toEqual([320, 213]);
  await open.click();
  expect(await sizeOf(page.getByTestId('viewer').getByRole('img'))).toEqual([1200, 800]);
  await page.keyboard.press('Escape');

  const panel = async () => {
    await page.getByTestId('sync-chip').first().click();
    return page.getByTestId('file-space');
  };
  let space = await panel();
  await space
    .getByText(/^Photos and files of yours that are only here take \d[\d.]* [kM]?B, and stay\./)
    .waitFor();
  expect(await space.getByRole('button').count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await desk.context.setOffline(false);
  await synced(page);
  const states = () =>
    message.getByTestId('file').evaluateAll((all) => all.map((one) => one.dataset['state']));
  await expect.poll(states).toEqual(['here', 'here']);
  space = await panel();
  await space
    .getByText(
      /^2 copies of photos and files that the office has take \d[\d.]* [kM]?B of at most \d+(\.\d)? [MG]B\./,
    )
    .waitFor();
  await space.getByRole('button', { name: 'Let go of them' }).click();
  await space.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  // A small picture comes again by itself, what is to be saved when it is asked for.
  await page.reload();
  await message.getByTestId('file').first().scrollIntoViewIfNeeded();
  await open.locator('img').waitFor();
  await expect.poll(states).toEqual(['here', 'office']);

  // Who takes the words back is told that the files go with them, for good.
  await message.getByTestId('message-menu').click();
  await page.getByRole('button', { name: 'Take back what it says…' }).click();
  const asked = page.getByTestId('redact-dialog');
  await asked.getByText('Its 2 photos and files go with them').waitFor();
  expect(await violations(page)).toEqual([]);
  await asked.getByRole('button', { name: 'Cancel' }).click();
});

test('how much of a file has gone is seen on its ticket and in the panel, and since when it waits in the chip too once that is long (B1); words do not wait for it', async () => {
  // Its pages send by themselves: what a worker sends goes past this test.
  const slow = await openBrowser(site.url, { worker: false });
  try {
    const page = await slow.open();
    await enterAs(page, demoEmails.dispatcher);
    await synced(page);
    await openFirstTicket(page);
    let pieces = 0;
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await slow.context.route('**/files/*/*/upload**', async (route) => {
      if (route.request().method() === 'PUT' && (pieces += 1) > 1) await held;
      await route.continue();
    });
    const bytes = 3_000_000;
    const composer = page.getByTestId('composer');
    await composer
      .getByTestId('attach-file')
      .setInputFiles([
        { name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'all is well\n') },
      ]);
    await composer.getByText('log.txt').waitFor();
    await composer.getByRole('textbox').fill('The log of the night');
    await composer.getByRole('textbox').press('Control+Enter');
    const message = page.getByTestId('message').filter({ hasText: 'The log of the night' });
    const bar = message.getByRole('progressbar', { name: 'Sending log.txt' });
    await bar.waitFor();
    const part = await bar.evaluate((one: HTMLProgressElement) => one.value / one.max);
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(1);
    // The words are there already.
    await expect
      .poll(() =>
        site.all`select 1 from messages where body = 'The log of the night'`.then((rows) => rows.length),
      )
      .toBe(1);
    await page.getByTestId('sync-chip').first().click();
    const panel = page.getByTestId('sync-files');
    await panel.getByRole('progressbar', { name: 'log.txt' }).waitFor();
    const chosenAt = async () => Date.parse((await panel.locator('time').getAttribute('datetime')) ?? '');
    expect(Math.abs((await chosenAt()) - Date.now())).toBeLessThan(10 * 60_000);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');

    // It has been like this for days.
    const daysMs = 4 * 86_400_000;
    await inDatabase(
      page,
      async ({ db, done }, ms) => {
        const files = db.transaction('files', 'readwrite').objectStore('files');
        const [file] = await done<{ at: number }[]>(files.index('state').getAll('queued'));
        if (file) await done(files.put({ ...file, at: file.at - ms }));
      },
      daysMs,
    );
    await page.reload();
    const chip = page.getByTestId('sync-chip').first();
    await expect.poll(() => chip.innerText()).toContain('1 file on the way for 4 d');
    await chip.click();
    await expect
      .poll(() => page.getByTestId('backlog').innerText())
      .toMatch(/^1 file waits here for 4 d\. .* Leave Waypost open until it is sent\.$/);
    await page.getByText('The oldest file on the way is 4 d old.', { exact: true }).waitFor();
    expect(Math.abs((await chosenAt()) + daysMs - Date.now())).toBeLessThan(10 * 60_000);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.top-bar .sync-chip').getByText('for 4 d').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth))
      .toBe(true);
    letGo();
    await expect.poll(() => message.getByTestId('file').getAttribute('data-state')).toBe('here');
    await bar.waitFor({ state: 'detached' });
    await synced(page);
    const [row] = await site.all`
      select bytes, stored_at is not null as stored from attachments where name = 'log.txt'`;
    expect(row).toEqual({ bytes, stored: true });
    expect(pieces).toBeGreaterThan(1);
  } finally {
    await slow.close();
  }
});
