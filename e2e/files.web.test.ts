import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

// Photos and files where people meet them: taken without a network, kept through a reload, small and bare when they go.

let site: Site;
let field: BrowserPerson;
let office: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url, { width: 390, height: 800 });
  office = await openBrowser(site.url);
});
afterAll(async () => {
  await field?.close();
  await office?.close();
  await site?.close();
});

/** Its camera, its author and its place are in it (`app/photos/heif.test.ts`). */
const CAMERA = join(import.meta.dirname, '../app/photos/testing/camera.heic');
const SECRET = 'N 48.137 E 11.575 taken here';

/** A photo as a camera makes it: large, standing, and with the place it was taken at in it. */
async function photo(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2400, 3200);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    const noise = context.createImageData(2400, 400);
    for (let i = 0; i < noise.data.length; i += 1) noise.data[i] = (i * 7919 * ((i >> 5) + 1)) % 256;
    context.fillStyle = '#c0562f';
    context.fillRect(0, 0, 2400, 3200);
    for (let y = 0; y < 1600; y += 400) context.putImageData(noise, 0, y);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let binary = '';
    for (let i = 0; i < bytes.length; i += 8192)
      binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(binary);
  });
  const plain = Buffer.from(text, 'base64');
  const payload = Buffer.from(`Exif\0\0${SECRET}`);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(payload.length + 2);
  return Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, payload, plain.subarray(2)]);
}

/** The same in a coding that no browser reads: it cannot be drawn anew, and goes as it is. */
function unreadable(picture: Buffer): Buffer {
  const odd = Buffer.from(picture);
  odd[odd.indexOf(Buffer.from([0xff, 0xc0, 0x00, 0x11])) + 1] = 0xc3;
  return odd;
}

async function keptBySite(): Promise<Buffer[]> {
  const folder = join(site.server().parts.env.filesDir, 'kept');
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return await Promise.all(
    names.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
  );
}

test('a photo taken offline survives a reload, goes with the words, and reaches the office small and without its place', async () => {
  const page = await field.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await openFirstTicket(page);
  const path = new URL(page.url()).pathname;
  const taken = await photo(page);
  expect(taken.length).toBeGreaterThan(1_000_000);
  await field.context.setOffline(true);
  const composer = page.getByTestId('composer');
  await composer
    .getByTestId('attach-photo')
    .setInputFiles({ name: 'leak.jpg', mimeType: 'image/jpeg', buffer: taken });
  await composer.getByText('leak.jpg').waitFor();
  await page.reload();
  await composer.getByText('leak.jpg').waitFor();
  expect(await violations(page)).toEqual([]);
  await composer.getByTestId('attach-file').setInputFiles([
    { name: 'report.txt', mimeType: 'text/plain', buffer: Buffer.from('All is well') },
    { name: 'phone.heic', mimeType: 'image/heic', buffer: await readFile(CAMERA) },
    { name: 'odd.jpg', mimeType: 'image/jpeg', buffer: unreadable(taken) },
    { name: 'wrong.txt', mimeType: 'text/plain', buffer: Buffer.from('x') },
  ]);
  await composer.getByRole('button', { name: 'Take wrong.txt away' }).click();
  await composer.getByText('wrong.txt').waitFor({ state: 'detached' });
  await composer.getByRole('textbox').fill('The seal is gone, see the photo');
  await composer.getByRole('textbox').press('Control+Enter');
  const message = page.getByTestId('message').filter({ hasText: 'see the photo' });
  await message.getByRole('button', { name: 'Open leak.jpg' }).waitFor();
  await expect.poll(() => message.getByTestId('file').count()).toBe(4);
  await message.getByText('Waits to be sent').first().waitFor();

  const desk = await office.open();
  await enterAs(desk, demoEmails.admin);
  await desk.goto(new URL(path, site.url).href);
  await field.context.setOffline(false);
  await synced(page);
  const received = desk.getByTestId('message').filter({ hasText: 'see the photo' });
  // It comes when it is scrolled into sight.
  await received.getByTestId('file').first().scrollIntoViewIfNeeded();
  await received.getByRole('button', { name: 'Open leak.jpg' }).click();
  const picture = desk.getByTestId('viewer').getByRole('img');
  await picture.waitFor();
  const size = await picture.evaluate((image: HTMLImageElement) =>
    image.decode().then(() => [image.naturalWidth, image.naturalHeight]),
  );
  expect(size).toEqual([1080, 1440]);
  expect(await violations(desk)).toEqual([]);
  await desk.keyboard.press('Escape');
  await desk.getByTestId('viewer').waitFor({ state: 'detached' });

  const kept = await keptBySite();
  expect(kept.map((bytes) => bytes.includes(SECRET))).toEqual([false, false, false, false]);
  // This browser does not draw it: it is what the phone took, but for what the phone wrote beside it.
  const heic = kept.find((bytes) => bytes.includes('ftypheic'));
  await expect.poll(async () => (await readFile(CAMERA)).includes('Field camera')).toBe(true);
  expect(heic?.includes('Field camera')).toBe(false);
  const jpegs = kept.filter((bytes) => bytes[0] === 0xff && bytes[1] === 0xd8);
  // Nor that one: blank where that stood, and as long as it was.
  expect(jpegs.filter((bytes) => bytes.length === taken.length)).toHaveLength(1);
  const jpeg = jpegs.find((bytes) => bytes.length !== taken.length);
  expect(jpeg?.length).toBeLessThan(taken.length);
  expect(jpeg?.includes('Exif')).toBe(false);

  const [download] = await Promise.all([
    desk.waitForEvent('download'),
    received.getByRole('button', { name: 'Save report.txt' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('report.txt');
  await expect.poll(async () => (await readFile(await download.path())).toString()).toBe('All is well');
});

test('pasted and dropped on a new ticket, files go with it: its staff see them under what was filed', async () => {
  const desk = await office.open();
  await desk.getByRole('button', { name: /: menu$/ }).waitFor();
  await desk.keyboard.press('c');
  await desk.getByLabel('Title').fill('The gate does not close');
  await desk.evaluate(async () => {
    const canvas = new OffscreenCanvas(40, 30);
    canvas.getContext('2d')?.fillRect(0, 0, 40, 30);
    const give = new DataTransfer();
    give.items.add(
      new File([await canvas.convertToBlob({ type: 'image/png' })], 'gate.png', { type: 'image/png' }),
    );
    const title = document.querySelector('[name=title]');
    title?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: give, bubbles: true, cancelable: true }),
    );
    const drop = new DataTransfer();
    drop.items.add(new File(['a plan'], 'plan\u202Efdp.txt', { type: 'text/plain' }));
    title?.dispatchEvent(new DragEvent('drop', { dataTransfer: drop, bubbles: true, cancelable: true }));
  });
  await desk.getByText('gate.png').waitFor();
  await desk.getByText('planfdp.txt').waitFor();
  expect(await violations(desk)).toEqual([]);
  await desk.getByRole('button', { name: 'Create ticket' }).click();
  await desk.getByRole('heading', { name: 'The gate does not close' }).waitFor();
  await desk.getByRole('button', { name: 'Open gate.png' }).waitFor();
  await desk.getByRole('button', { name: 'Save planfdp.txt' }).waitFor();
  await synced(desk);
  await expect.poll(async () => (await keptBySite()).length).toBe(6);
});

test('what another app shares without a network waits for its ticket, and goes there with its words', async () => {
  const page = await field.open();
  await synced(page);
  await field.context.setOffline(true);
  await page.evaluate(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
    const files = document.createElement('input');
    Object.assign(files, { type: 'file', name: 'files', multiple: true });
    const give = new DataTransfer();
    give.items.add(new File(['meter 4711'], 'meter.txt', { type: 'text/plain' }));
    files.files = give.files;
    const words = document.createElement('input');
    Object.assign(words, { name: 'text', value: 'The meter reads 4711' });
    form.append(files, words);
    document.body.append(form);
    form.submit();
  });
  await page.getByRole('heading', { name: 'Where does this file go?' }).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.locator('.share-tickets button').first().click();
  const composer = page.getByTestId('composer');
  await composer.getByText('meter.txt').waitFor();
  await expect.poll(() => composer.getByRole('textbox').inputValue()).toBe('The meter reads 4711');
  await field.context.setOffline(false);
  await composer.getByRole('textbox').press('Control+Enter');
  await page.getByRole('button', { name: 'Save meter.txt' }).waitFor();
  await synced(page);
  const arrived = async () => (await keptBySite()).some((bytes) => bytes.toString() === 'meter 4711');
  await expect.poll(arrived).toBe(true);
  await page.goto(new URL('/share', site.url).href);
  await page.getByText('Nothing is waiting here').waitFor();
});

test('of more than may wait the first are taken, and the rest is told', async () => {
  const page = await field.open();
  await synced(page);
  await page.evaluate(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
    const files = document.createElement('input');
    Object.assign(files, { type: 'file', name: 'files', multiple: true });
    const give = new DataTransfer();
    for (let i = 0; i < 22; i += 1) give.items.add(new File([`meter ${i}`], `meter-${i}.txt`));
    files.files = give.files;
    form.append(files);
    document.body.append(form);
    form.submit();
  });
  await page.getByRole('heading', { name: 'Where do 20 files go?' }).waitFor();
  await page.getByText('2 files were not taken: 20 files wait here at most.').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Nowhere' }).click();
  await page.goto(new URL('/share', site.url).href);
  await page.getByText('Nothing is waiting here').waitFor();
});

test('a device with no room for what is shared says so', async () => {
  const page = await field.open();
  await synced(page);
  const cdp = await field.context.newCDPSession(page);
  const { origin } = new URL(site.url);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.evaluate(() => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
    const words = document.createElement('input');
    Object.assign(words, { name: 'text', value: 'The meter reads 4712' });
    form.append(words);
    document.body.append(form);
    form.submit();
  });
  await page.getByRole('heading', { name: 'Nothing of this was taken' }).waitFor();
  await page.getByText('this device may be full').waitFor();
  expect(await violations(page)).toEqual([]);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('button', { name: 'All right' }).click();
  await page.getByTestId('ticket-row').first().waitFor();
  await page.goto(new URL('/share', site.url).href);
  await page.getByText('Nothing is waiting here').waitFor();
  await page.close();
});

test('a camera’s picture that another app calls something else goes small, and without its place', async () => {
  const before = (await keptBySite()).length;
  const page = await field.open();
  await openFirstTicket(page);
  await synced(page);
  const buffer = await photo(page);
  const composer = page.getByTestId('composer');
  await composer.getByTestId('attach-file').setInputFiles([
    { name: 'IMG_0815', mimeType: 'application/octet-stream', buffer },
    { name: 'from-chat.jpeg', mimeType: 'image/jpg', buffer: Buffer.concat([buffer, Buffer.from('2')]) },
  ]);
  await composer.getByText('IMG_0815.jpg').waitFor();
  await composer.getByText('from-chat.jpeg').waitFor();
  await composer.getByRole('textbox').fill('Twice the seal');
  await composer.getByRole('textbox').press('Control+Enter');
  const message = page.getByTestId('message').filter({ hasText: 'Twice the seal' });
  await message.getByRole('button', { name: 'Open IMG_0815.jpg' }).waitFor();
  await message.getByRole('button', { name: 'Open from-chat.jpeg' }).waitFor();
  await synced(page);
  // They are the same picture, and one that is there already: kept once.
  const small =
    () => site.all`select 1 from attachments where stored_at is not null and bytes < ${buffer.length}
    and name in ('IMG_0815.jpg', 'from-chat.jpeg')`;
  await expect.poll(async () => (await small()).length).toBe(2);
  const kept = await keptBySite();
  expect(kept.some((bytes) => bytes.includes(SECRET))).toBe(false);
  expect(kept).toHaveLength(before);
});

test('with no window open the worker sends the words, and then the files', async () => {
  const before = (await keptBySite()).length;
  const page = await field.open();
  await openFirstTicket(page);
  await synced(page);
  await field.context.setOffline(true);
  const composer = page.getByTestId('composer');
  const buffer = Buffer.from('sent by nobody');
  await composer
    .getByTestId('attach-file')
    .setInputFiles([{ name: 'late.txt', mimeType: 'text/plain', buffer }]);
  await composer.getByText('late.txt').waitFor();
  await composer.getByRole('button', { name: 'Send reply' }).click();
  const message = page.getByTestId('message').filter({ hasText: 'Attached: late.txt' });
  await message.getByText('Waits to be sent').waitFor();
  await page.waitForTimeout(1_000);
  for (const open of field.context.pages()) await open.goto('about:blank');
  await field.context.setOffline(false);
  await expect.poll(async () => (await keptBySite()).length).toBe(before + 1);
  const kept = await keptBySite();
  expect(kept.some((bytes) => bytes.toString() === 'sent by nobody')).toBe(true);
});

test('a file that the office does not take is said on its ticket and in the list, without a network too, with what can be done', async () => {
  const page = await field.open();
  await openFirstTicket(page);
  const path = new URL(page.url()).pathname;
  const { env } = site.server().parts;
  const before = env.fileQuota;
  env.fileQuota = { person: 10, tenant: 1_000_000 };
  await page
    .getByTestId('composer')
    .getByTestId('attach-file')
    .setInputFiles([
      { name: 'readings.txt', mimeType: 'text/plain', buffer: Buffer.from('0000 kWh, 0012 kWh') },
      { name: 'lost.txt', mimeType: 'text/plain', buffer: Buffer.from('what this browser loses') },
    ]);
  await page.getByTestId('composer').getByText('lost.txt').waitFor();
  await page.getByTestId('composer').getByRole('textbox').fill('As read today');
  await page.getByTestId('composer').getByRole('textbox').press('Control+Enter');
  const stuck = page.getByTestId('stuck-files');
  await stuck.getByRole('heading', { name: '2 files of yours are not at the office' }).waitFor();
  const one = (name: string) => stuck.getByRole('listitem').filter({ hasText: name });
  await one('readings.txt')
    .getByText('It is safe on this device, and so is what you wrote with it.')
    .waitFor();
  expect(await violations(page)).toEqual([]);
  await field.context.setOffline(true);
  await page.reload();
  await one('readings.txt').getByText('no more room for your files').waitFor();
  await page.goto(site.url);
  const row = page.locator(`[data-ticket-id="${path.split('/').at(-1) ?? ''}"]`);
  await row.getByTestId('stuck-mark').getByText('2 files not sent').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.goto(site.url + path);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    one('readings.txt').getByRole('button', { name: 'Save a copy' }).click(),
  ]);
  expect((await readFile(await download.path())).toString()).toBe('0000 kWh, 0012 kWh');
  await one('lost.txt').getByRole('button', { name: 'Drop', exact: true }).click();
  await one('lost.txt').getByRole('button', { name: 'Yes, drop' }).click();
  await one('lost.txt').waitFor({ state: 'detached' });
  env.fileQuota = before;
  await field.context.setOffline(false);
  await one('readings.txt').getByRole('button', { name: 'Try again' }).click();
  await stuck.waitFor({ state: 'detached' });
  const arrived = async () => (await keptBySite()).some((bytes) => bytes.toString() === '0000 kWh, 0012 kWh');
  await expect.poll(arrived).toBe(true);
  await synced(page);
  await page.close();
});

/** What the rows of these tickets' files say they take: of what lies here no real bytes are wanted. */
const saidToBe = (page: Page, bytes: Record<string, number>): Promise<void> =>
  inDatabase(
    page,
    async ({ db, done }, wanted) => {
      const tickets = db.transaction('tickets', 'readwrite').objectStore('tickets');
      for (const [id, share] of Object.entries(wanted)) {
        const record = (await done(tickets.get(id))) as { more: { attachment: { bytes: number }[] } };
        for (const row of record.more.attachment) row.bytes = share / record.more.attachment.length;
        await done(tickets.put(record));
      }
    },
    bytes,
  );

test('beyond what may be kept it is told what has the room, and one tap makes it, without a network', async () => {
  const page = await field.open();
  await page.goto(site.url);
  const rows = page.getByTestId('ticket-row');
  await rows.nth(1).waitFor();
  const idOf = async (nth: number) => (await rows.nth(nth).getAttribute('data-ticket-id')) ?? '';
  const [kept, wanted] = [await idOf(0), await idOf(1)];
  for (const id of [kept, wanted]) {
    await page.goto(`${site.url}/tickets/${id}`);
    const composer = page.getByTestId('composer');
    await composer
      .getByTestId('attach-file')
      .setInputFiles([
        { name: `plan-${id}.txt`, mimeType: 'text/plain', buffer: Buffer.from(`plan of ${id}`) },
      ]);
    await composer.getByText(`plan-${id}.txt`).waitFor();
    await composer.getByRole('textbox').fill('The plan');
    await composer.getByRole('textbox').press('Control+Enter');
    await expect
      .poll(async () => (await keptBySite()).some((bytes) => bytes.toString() === `plan of ${id}`))
      .toBe(true);
  }
  await synced(page);
  const keep = page.getByTestId('keep-files');
  const box = keep.getByRole('checkbox');
  await page.goto(`${site.url}/tickets/${kept}`);
  await box.click();
  await expect.poll(() => box.isChecked()).toBe(true);
  await field.context.setOffline(true);
  await saidToBe(page, { [kept]: 700e6, [wanted]: 600e6 });

  await page.goto(`${site.url}/tickets/${wanted}`);
  await box.click();
  await keep
    .getByText('Its files take 600 MB, and there is room for 300 MB of the 1.0 GB that are kept on a device.')
    .waitFor();
  const shares = keep.getByTestId('kept-shares').getByRole('listitem');
  await expect.poll(() => shares.count()).toBe(1);
  await shares.getByText('700 MB').waitFor();
  expect(await box.isChecked()).toBe(false);
  expect(await violations(page)).toEqual([]);
  await shares.getByRole('button', { name: 'Keep no longer' }).click();
  await expect.poll(() => box.isChecked()).toBe(true);
  await expect.poll(() => shares.count()).toBe(0);
  await page.goto(`${site.url}/tickets/${kept}`);
  await expect.poll(() => box.isChecked()).toBe(false);
  await field.context.setOffline(false);
  await page.close();
});
