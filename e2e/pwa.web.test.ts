import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import {
  enterAs,
  openBrowser,
  openFirstTicket,
  readyForOffline,
  reply,
  synced,
  type BrowserPerson,
} from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let dist: string;
let site: Site;
let browser: BrowserPerson;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'waypost-dist-'));
  await cp('dist', dist, { recursive: true });
  site = await openSite({ dist });
  browser = await openBrowser(site.url);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(dist, { recursive: true, force: true });
});

test('the browser finds nothing that keeps the app from being installed', async () => {
  const page = await browser.open();
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
  const cdp = await browser.context.newCDPSession(page);
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  // A browser under automation is in no state to install anything; everything else must be fine.
  expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== 'in-incognito')).toEqual(
    [],
  );
  const { data } = await cdp.send('Page.getAppManifest');
  const manifest = JSON.parse(data ?? '{}') as {
    icons: { src: string; sizes: string }[];
    screenshots: { src: string }[];
    share_target: {
      action: string;
      method: string;
      enctype: string;
      params: { files: { name: string; accept: string[] }[] };
    };
  };
  expect(manifest.icons.map((icon) => icon.sizes)).toEqual(['192x192', '512x512', '512x512']);
  // As `app/sw.ts` and the share screen take what comes.
  expect(manifest.share_target).toMatchObject({
    action: '/share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: { title: 'title', text: 'text', url: 'url', files: [{ name: 'files' }] },
  });
  expect(manifest.share_target.params.files[0]?.accept).toContain('image/*');
  for (const { src } of [...manifest.icons, ...manifest.screenshots]) {
    const response = await fetch(site.url + src);
    expect([src, response.status, response.headers.get('content-type')]).toEqual([src, 200, 'image/png']);
  }
  await page.close();
});

test('a new version asks, and every window follows when one agrees', async () => {
  const page = await browser.open();
  await page.getByTestId('ticket-row').first().waitFor();
  const other = await browser.open('/new');
  await other.getByLabel('Title').fill('Half a sentence, not');
  await other.waitForTimeout(600); // a pause is when drafts are kept
  await appendFile(join(dist, 'sw.js'), '\n// a newer version\n');
  await site.stopServer(); // files are held in memory: a new version comes with a new start
  await site.startServer();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const banner = page.getByTestId('update-banner');
  await banner.waitFor();
  const [reloaded] = await Promise.all([
    other.waitForEvent('load'),
    page.waitForEvent('load'),
    banner.getByRole('button').first().click(),
  ]);
  expect(reloaded).toBe(other);
  await page.getByTestId('ticket-row').first().waitFor();
  // What was being typed in the other window is still there.
  await expect.poll(() => other.getByLabel('Title').inputValue()).toBe('Half a sentence, not');
});

test('a window with words that cannot be kept asks before it is left, and takes a new version only once they can (D6, D10)', async () => {
  const page = await browser.open();
  await page.getByTestId('ticket-row').first().waitFor();
  const full = await browser.context.newPage();
  await full.addInitScript(() => {
    const { prototype } = IDBObjectStore;
    const put = Reflect.get(prototype, 'put') as (...args: unknown[]) => IDBRequest<IDBValidKey>;
    prototype.put = function (...args) {
      if (this.name === 'drafts' && 'isFull' in window)
        throw new DOMException('no room', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
  await full.goto(`${site.url}/new`);
  const title = full.getByLabel('Title');
  await title.waitFor();
  await readyForOffline(full);
  await title.fill('');
  await full.waitForTimeout(600); // a pause is when drafts are kept
  await full.evaluate(() => Object.assign(window, { isFull: true, opened: 'before' }));
  await title.click();
  await title.pressSequentially('In this window alone');
  const isSame = () => full.evaluate(() => 'opened' in window);
  // Leaving is asked about, from the moment on in which they could not be kept.
  const asked = new Promise<string>((resolve) => {
    full.once('dialog', (dialog) => void dialog.dismiss().then(() => resolve(dialog.type())));
  });
  // Some seconds long it is tried again, in case room that was made is not counted yet.
  await until('a window that asks', () =>
    full.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))),
  );
  await full.evaluate(() => void setTimeout(() => location.reload(), 0));
  expect(await asked).toBe('beforeunload');

  await appendFile(join(dist, 'sw.js'), '\n// a version that one window waits with\n');
  await site.stopServer();
  await site.startServer();
  await page.bringToFront();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const banner = page.getByTestId('update-banner');
  await Promise.all([page.waitForEvent('load'), banner.getByRole('button', { name: 'Reload' }).click()]);
  await full.getByTestId('held-banner').waitFor();
  expect(await isSame()).toBe(true);
  expect(await title.inputValue()).toBe('In this window alone');
  // With room again it goes on by itself.
  await Promise.all([
    full.waitForEvent('load'),
    full.evaluate(() => Reflect.deleteProperty(window, 'isFull')),
  ]);
  expect(await isSame()).toBe(false);
  await expect.poll(() => title.inputValue()).toBe('In this window alone');
  await full.close();
  await page.close();
});

test('a window that is told by the server’s answers that its app is not the newest looks for it, and asks (V3)', async () => {
  // Whichever window leads speaks for all of them.
  for (const page of browser.context.pages()) await page.close();
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    const send = window.fetch.bind(window);
    Object.assign(window, { CompressionStream: undefined });
    // The page sends, and no worker for it.
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });
    window.fetch = (input, init) => {
      if (!('ofBefore' in window) || typeof init?.body !== 'string') return send(input, init);
      const said = JSON.parse(init.body) as object;
      const body = JSON.stringify({ ...said, ...('app' in said && { app: '0.1.0' }) });
      return send(input, { ...init, body });
    };
  });
  await page.goto(site.url);
  await readyForOffline(page);
  await openFirstTicket(page);
  // A moment after a page was opened the browser itself looks for a new version.
  await page.waitForTimeout(3_000);
  await appendFile(join(dist, 'sw.js'), '\n// the newest version\n');
  await site.stopServer();
  await site.startServer();
  // An app of the server's own build is told nothing, and looks for nothing.
  const banner = page.getByTestId('update-banner');
  await reply(page, 'Said by this build');
  await synced(page);
  await page.waitForTimeout(1_500);
  await expect.poll(() => banner.count()).toBe(0);
  await page.evaluate(() => Object.assign(window, { ofBefore: true }));
  await reply(page, 'Said by the build before');
  await banner.waitFor();
  // It asks: nothing is taken over without a word.
  await expect.poll(() => page.evaluate(() => 'ofBefore' in window)).toBe(true);
  await Promise.all([page.waitForEvent('load'), banner.getByRole('button', { name: 'Reload' }).click()]);
  await page.getByTestId('message').filter({ hasText: 'Said by the build before' }).waitFor();
  await expect.poll(() => banner.count()).toBe(0);
});

test('windows that were under no worker when they opened follow too, also after a version that could not be fetched whole', async () => {
  const visitor = await openBrowser(site.url);
  // A first visit: the worker came after the window.
  const page = await visitor.open();
  await enterAs(page, demoEmails.dispatcher);
  await readyForOffline(page);
  // And one that was reloaded past its worker.
  const other = await visitor.open();
  await synced(other);
  const cdp = await visitor.context.newCDPSession(other);
  await Promise.all([other.waitForEvent('load'), cdp.send('Page.reload', { ignoreCache: true })]);
  await synced(other);
  await expect.poll(() => other.evaluate(() => navigator.serviceWorker.controller === null)).toBe(true);

  const present = await readFile(join(dist, 'sw.js'), 'utf8');
  const offer = async (added: string): Promise<void> => {
    await writeFile(join(dist, 'sw.js'), `${present}\n${added}\n`);
    await site.stopServer();
    await site.startServer();
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  };
  const installs = () => page.evaluate(async () => (await navigator.serviceWorker.ready).installing !== null);
  await offer(
    "self.addEventListener('install', (event) => event.waitUntil(Promise.reject(new Error('no'))));",
  );
  await expect.poll(installs).toBe(false);
  const banner = page.getByTestId('update-banner');
  await expect.poll(() => banner.count()).toBe(0);
  await offer('// whole again');
  await banner.waitFor();
  await other.getByTestId('update-banner').waitFor();
  await Promise.all([
    page.waitForEvent('load'),
    other.waitForEvent('load'),
    banner.getByRole('button', { name: 'Reload' }).click(),
  ]);
  for (const one of [page, other]) {
    await one.getByTestId('ticket-row').first().waitFor();
    await expect.poll(() => one.getByTestId('update-banner').count()).toBe(0);
  }
  await visitor.close();
});
