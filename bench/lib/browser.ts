import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { browserArgs, findBrowser } from '../../e2e/support/browser.ts';
import type { DeviceTimes, PageTools } from '../page/tools.ts';
import { PASSWORD, type World } from './world.ts';

declare global {
  interface Window {
    benchTools: PageTools;
  }
}

/** A browser profile on disk; what is measured must not run in memory, as private windows do. */
export interface Profile {
  folder: string;
  open(): Promise<BrowserContext>;
  remove(): Promise<void>;
}

export async function newProfile(world: World): Promise<Profile> {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error('There is no Chromium here; name one with CHROMIUM_PATH.');
  const folder = await mkdtemp(join(world.folder, 'profile-'));
  return {
    folder,
    async open() {
      const context = await chromium.launchPersistentContext(folder, {
        executablePath,
        args: browserArgs,
        viewport: { width: 1280, height: 800 },
      });
      await context.addInitScript({ path: join(import.meta.dirname, '..', 'page', 'tools.js') });
      return context;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The device's database as the app names it. */
export const databaseOf = (world: World): string => `waypost:${world.desk.id}:${world.agent.id}`;

/** Opens the sign-in page and types everything in; waits until the service worker has installed, as a person would. */
export async function atTheDoor(context: BrowserContext, world: World, url: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  await page.fill('input[name=tenant]', world.desk.slug);
  await page.fill('input[name=email]', world.agent.email);
  await page.fill('input[name=password]', PASSWORD);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.waitForTimeout(500);
  return page;
}

/** Presses sign-in; times from the press to the first painted list and to the last scope being complete. */
export async function signIn(page: Page, world: World): Promise<DeviceTimes> {
  const name = databaseOf(world);
  const times = page.evaluate((database) => window.benchTools.watchColdSync(database), name);
  await page.click('form button[type=submit]');
  return await times;
}

/** When the list was first painted on this page, counted from the navigation. */
export function listPainted(page: Page): Promise<number> {
  return page.evaluate(() => window.benchTools.listPainted());
}
