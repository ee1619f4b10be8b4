import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CDPSession, Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { Gate } from './faults/gate.ts';
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
import { wakerOf } from './support/worker.ts';

// D5: one pusher at a time, whoever it is. Pushes are counted where they pass, between the browser and the server.

let site: Site;
let gate: Gate;
let browser: BrowserPerson;
beforeAll(async () => {
  site = await openSite();
  gate = await new Gate(site.server().port).open();
  browser = await openBrowser(gate.url);
});
afterAll(async () => {
  await browser?.close();
  await gate?.close();
  await site?.close();
});

/** How many wait for the lock under which an outbox is sent. */
const waiting = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { pending = [] } = await navigator.locks.query();
    return pending.filter((lock) => lock.name?.startsWith('waypost:push:')).length;
  });

test('four tabs and the service worker: never more than one push is under way (D5)', async () => {
  const first = await browser.open();
  await enterAs(first, demoEmails.dispatcher);
  await readyForOffline(first);
  // A ticket each: windows on one ticket show one draft, and a reply could be typed behind the words of another tab.
  const rows = await first.locator('[data-ticket-id]').all();
  const ids = await Promise.all(rows.slice(0, 4).map((row) => row.getAttribute('data-ticket-id')));
  await openFirstTicket(first);
  const others = ids.slice(1).map((id) => browser.open(`/tickets/${id}`));
  const tabs = [first, ...(await Promise.all(others))];
  expect(tabs).toHaveLength(4);
  for (const tab of tabs) await tab.getByTestId('composer').waitFor();
  const cdp: CDPSession = await browser.context.newCDPSession(first);
  const wake = await wakerOf(cdp, gate.url);

  // While a page's push is on its way the worker is woken: it waits for its turn.
  gate.forgetMeters();
  let release = (): void => undefined;
  const released = new Promise<boolean>((resolve) => {
    release = () => resolve(true);
  });
  const held = gate.holdNext('/sync/push', () => released);
  await reply(first, 'sent by a page');
  await until('a push', async () => gate.pushes.now === 1);
  await reply(tabs[1] ?? first, 'written meanwhile in another tab');
  await wake();
  await until('somebody who waits', async () => (await waiting(first)) > 0 || gate.pushes.now > 1);
  expect(gate.pushes.now).toBe(1);
  release();
  await held;
  await synced(first);

  // And in a crowd, with replies that take their time.
  gate.fate = (asked) =>
    asked === '/sync/push'
      ? { hold: () => new Promise((resolve) => setTimeout(() => resolve(true), 150)) }
      : undefined;
  for (let turn = 0; turn < 5; turn += 1) {
    await Promise.all(tabs.map((tab, i) => reply(tab, `turn ${turn}, tab ${i}`)));
    await Promise.all([wake(), wake()]);
  }
  await synced(first);
  const sent = await site.all`select 1 from messages where body like 'turn %, tab %'`;
  expect(sent).toHaveLength(20);
  expect(gate.pushes.ever).toBeGreaterThan(2);
  expect(gate.pushes.most).toBe(1);
});
