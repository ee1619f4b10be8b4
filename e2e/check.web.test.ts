import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { inDatabase } from './support/device-database.ts';
import { enterAs, openBrowser, readyForOffline, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// C1 in a real browser: a row that the device lost is noticed in a quiet moment, healed, and told.

let site: Site;
let browser: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());
beforeEach(async () => {
  browser = await openBrowser(site.url);
});
afterEach(() => browser?.close());

/** The thread of a ticket as IndexedDB has it: how many messages; taken away first if `remove`. Null: none is there. */
function thread(page: Page, ticketId: string, remove: boolean): Promise<number | null> {
  return inDatabase(
    page,
    async ({ db, done }, [id, removing]) => {
      const threads = db.transaction('threads', 'readwrite').objectStore('threads');
      if (removing) await done(threads.delete(id));
      const record = (await done(threads.get(id))) as { messages: unknown[] } | undefined;
      return record ? record.messages.length : null;
    },
    [ticketId, remove] as const,
  );
}

test('a row deleted by hand comes back in a quiet moment, is logged and counted, and is a line in the sync panel', async () => {
  const page = await browser.context.newPage();
  // Time runs as ever, and the test may let it run ahead: a quiet moment comes once in ten minutes.
  await page.clock.install();
  await page.goto(site.url);
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  const [busiest] = await site.all<{ id: string; messages: number; body: string }[]>`
    select m.ticket_id as id, count(*)::int as messages, min(m.body) as body from messages m
    join people p on p.tenant_id = m.tenant_id and p.email = ${demoEmails.fieldAgent}
    group by m.ticket_id order by 2 desc, 1 limit 1`;
  const { id, messages, body } = busiest ?? { id: '', messages: 0, body: '' };
  await expect.poll(() => thread(page, id, false)).toBe(messages);
  const warned = vi.spyOn(site.server().parts.log, 'warn');
  const { differences } = site.server().parts.counters;
  await expect.poll(() => thread(page, id, true)).toBeNull();

  await page.getByTestId('sync-chip').first().click();
  const line = page.getByTestId('sync-check');
  const says = (words: string) =>
    until(words, async () => {
      await page.clock.fastForward(61_000);
      await page.waitForTimeout(300);
      return (await line.count()) > 0 && (await line.textContent())?.includes(words);
    });
  await says('What differs is being fetched again; your own changes are kept.');
  // Where fetching takes longer than the moment to the next comparison, that one says so once more.
  await until('the thread', async () => (await thread(page, id, false)) === messages);
  const counted = site.server().parts.counters.differences;
  const told = warned.mock.calls
    .map((call) => JSON.stringify(call))
    .filter((call) => call.includes('a device held other rows than the server'));
  expect(told.length).toBeGreaterThan(0);
  expect(counted).toBe(differences + told.length);
  for (const call of told) expect(call).toContain('"scopes":["desk"]');
  warned.mockRestore();
  const health = (await (await fetch(`${site.url}/health`)).json()) as { counters: object };
  expect(health.counters).toMatchObject({ differences: counted });

  await says('has been healed. Nothing of yours was touched.');
  expect(site.server().parts.counters.differences).toBe(counted);
  await page.goto(`${site.url}/tickets/${id}`);
  await page
    .getByTestId('message')
    .filter({ hasText: body.slice(0, 40) })
    .first()
    .waitFor();
});
