import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { demoEmails, seedDemo } from '../sync-server/demo/seed.ts';
import { readEnv } from '../sync-server/env.ts';
import { createLog } from '../sync-server/log.ts';
import { startServer } from '../sync-server/server.ts';
import { enterAs, openBrowser, synced } from './support/person.ts';

/** Takes the pictures of README, docs and manifest from the running app with its demo data. */
const sizes = [
  { name: '360', width: 360, height: 740 },
  { name: '820', width: 820, height: 1180 },
  { name: '1280', width: 1280, height: 800 },
  { name: '1920', width: 1920, height: 1080 },
];

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(400); // fonts and motion come to rest
  await page.screenshot({ path: `docs/screenshots/${name}.png` });
}

async function walk(url: string, colorScheme: 'light' | 'dark', size: (typeof sizes)[number]): Promise<void> {
  const browser = await openBrowser(url, { ...size, colorScheme });
  const suffix = `${size.name}-${colorScheme}`;
  const page = await browser.open();
  await page.getByTestId('demo-person').first().waitFor();
  await picture(page, `sign-in-${suffix}`);
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  await picture(page, `list-${suffix}`);
  if (colorScheme === 'light' && size.name === '1280')
    await page.screenshot({ path: 'public/screenshot-wide.png' });
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('composer').waitFor();
  await picture(page, `ticket-${suffix}`);
  await browser.context.setOffline(true);
  await page.getByTestId('priority-control').selectOption('urgent');
  await page.getByTestId('sync-chip').first().click();
  await page.getByTestId('sync-panel').waitFor();
  await picture(page, `sync-${suffix}`);
  await browser.context.setOffline(false);
  await page.goto(`${url}/new`);
  await page.getByLabel('Title').waitFor();
  await picture(page, `new-${suffix}`);
  await browser.close();
}

async function narrow(url: string): Promise<void> {
  const browser = await openBrowser(url, { width: 390, height: 844 });
  const page = await browser.open();
  await enterAs(page, demoEmails.fieldAgent);
  await synced(page);
  await page.screenshot({ path: 'public/screenshot-narrow.png' });
  await browser.close();
}

const dataDir = await mkdtemp(join(tmpdir(), 'waypost-pictures-'));
const env = readEnv({ PORT: '0', DATA_DIR: dataDir, DEMO: 'on' });
const server = await startServer({ env, seed: seedDemo, log: createLog('silent') });
try {
  await narrow(server.url);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const size of sizes) await walk(server.url, colorScheme, size);
  }
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
