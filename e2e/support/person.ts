import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { browserArgs, findBrowser } from './browser.ts';

/** Somebody at a browser profile of their own. */
export interface BrowserPerson {
  context: BrowserContext;
  profile: string;
  open(path?: string): Promise<Page>;
  close(): Promise<void>;
}

export interface PersonOptions {
  profile?: string;
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** Whether the app may have its worker: without one it is as in the first seconds of a first visit, for as long as wanted. */
  worker?: boolean;
}

export async function openBrowser(siteUrl: string, options: PersonOptions = {}): Promise<BrowserPerson> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('no browser: run `npm test`, which finds or installs one');
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'waypost-profile-')));
  const { width = 1280, height = 800, colorScheme = 'light', worker = true } = options;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: browserArgs,
    viewport: { width, height },
    colorScheme,
    serviceWorkers: worker ? 'allow' : 'block',
  });
  // Less than a test may take: what waits in vain is told by its name.
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(['background-sync'], { origin: siteUrl }).catch(() => undefined);
  return {
    context,
    profile,
    async open(path = '/') {
      const page = await context.newPage();
      await page.goto(siteUrl + path);
      return page;
    },
    async close() {
      await context.close();
      if (!options.profile) await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Enters as one of the demo's people, with one click. */
export async function enterAs(page: Page, email: string): Promise<void> {
  await page.locator(`[data-testid=demo-person][data-email="${email}"]`).click();
  await page.getByTestId('ticket-row').first().waitFor();
}

/** Waits until the app would start without a network: the worker controls the page and all is precached. */
export async function readyForOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
      });
    }
  });
  await synced(page);
}

/** Waits until the chip says that nothing is waiting and the server has confirmed. */
export async function synced(page: Page): Promise<void> {
  await page.locator('[data-testid=sync-chip][data-state=synced][data-waiting="0"]').first().waitFor();
}

/** Opens the first ticket of the list. */
export async function openFirstTicket(page: Page): Promise<void> {
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('composer').waitFor();
}

/** Sends a reply on the open ticket, and waits until it is on the screen. */
export async function reply(page: Page, words: string): Promise<void> {
  const box = page.getByTestId('composer').getByRole('textbox');
  await box.fill(words);
  await box.press('Control+Enter');
  await page.getByTestId('message').filter({ hasText: words }).waitFor();
}

/** Leaves the seat to the next person without signing out, as an ended session does. */
export async function leaveSeat(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('waypost');
        opening.onerror = () => reject(new Error(String(opening.error)));
        opening.onsuccess = () => {
          const removing = opening.result.transaction('settings', 'readwrite');
          removing.objectStore('settings').delete('current');
          removing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
}
