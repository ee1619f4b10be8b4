import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { enterAs, openBrowser, readyForOffline, synced } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

test('a browser killed in a burst of edits has lost none that it had acknowledged (D2)', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'waypost-kill-'));
  const victim = await openBrowser(site.url, { profile });
  const page = await victim.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await page.getByTestId('ticket-row').first().click();
  await page.getByTestId('composer').waitFor();
  const ticketId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await victim.context.setOffline(true);

  const acknowledged: string[] = [];
  const composer = page.getByTestId('composer').getByRole('textbox');
  const burst = (async () => {
    for (let i = 1; ; i += 1) {
      const words = `Reading ${i} of the burst`;
      await composer.fill(words);
      await composer.press('Control+Enter');
      // On the screen means on the disk: only then is it counted.
      await page.getByTestId('message').filter({ hasText: words }).waitFor();
      acknowledged.push(words);
    }
  })().catch(() => undefined);
  await until('some edits', async () => acknowledged.length >= 12);
  await kill(profile);
  await burst;
  await victim.close().catch(() => undefined);
  expect(acknowledged.length).toBeGreaterThanOrEqual(12);

  const again = await openBrowser(site.url, { profile });
  const reopened = await again.open(`/tickets/${ticketId}`);
  await reopened.getByTestId('composer').waitFor();
  // Chromium writes cookies down now and then only: a kill soon after signing in may have taken the session, never work.
  const chip = reopened.getByTestId('sync-chip').first();
  const state = await until('the device to be heard of', async () => {
    const now = await chip.getAttribute('data-state');
    return now === 'synced' || now === 'waiting-for-sign-in' ? now : undefined;
  });
  if (state === 'waiting-for-sign-in') {
    await reopened
      .getByRole('button', { name: /sign in/i })
      .first()
      .click();
    await reopened.locator(`[data-testid=demo-person][data-email="${demoEmails.fieldAgent}"]`).click();
  }
  await synced(reopened);
  const stored = await site.all<{ body: string }[]>`select body from messages where ticket_id = ${ticketId}`;
  const bodies = stored.map((row) => row.body);
  for (const words of acknowledged) expect(bodies.filter((body) => body === words)).toHaveLength(1);
  await again.close();
  await rm(profile, { recursive: true, force: true });
});

/** As a power cut would: the browser's main process is shot, its lock files are left lying about and removed. */
async function kill(profile: string): Promise<void> {
  const lock = await readlink(join(profile, 'SingletonLock'));
  process.kill(Number(lock.split('-').at(-1)), 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
    await rm(join(profile, name), { force: true });
}
