import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { violations } from './support/axe.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

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

test('what a support person gets holds all they need, and nobody’s name, words, address or token (D9)', async () => {
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  const tokens: string[] = [];
  browser.context.on('request', (request) => {
    const token = request.headers()['authorization']?.replace('Bearer ', '');
    if (token) tokens.push(token);
  });
  const page = await browser.open();
  await enterAs(page, demoEmails.fieldAgent);
  await readyForOffline(page);
  await page.getByTestId('ticket-row').first().click();
  const composer = page.getByTestId('composer').getByRole('textbox');
  await composer.waitFor();
  await browser.context.setOffline(true);
  const offlineFrom = Date.now();
  await composer.fill('The key is under the third stone');
  await page
    .getByTestId('attach-file')
    .setInputFiles([{ name: 'stone.txt', mimeType: 'text/plain', buffer: Buffer.from('a stone') }]);
  await page.getByTestId('chosen-files').getByText('stone.txt').waitFor();
  const madeFrom = Date.now();
  await composer.press('Control+Enter');
  await page.getByTestId('message').filter({ hasText: 'third stone' }).waitFor();
  const madeUntil = Date.now();
  await composer.fill('and the dog bites');
  await page.locator('[data-testid=sync-chip][data-state=offline]').first().waitFor();

  // Offline and by keyboard alone.
  await page.getByTestId('sync-chip').first().focus();
  await page.keyboard.press('Enter');
  const safe = page.getByRole('region', { name: 'What is safe' });
  await safe.getByText('The oldest unsent change is under 1 min old.', { exact: true }).waitFor();
  const details = page.getByTestId('sync-details');
  await details.locator('summary').focus();
  await page.keyboard.press('Enter');
  await details.getByText('Last errors').waitFor();
  const shown = (await details.textContent()) ?? '';
  for (const word of [
    'App',
    'This device',
    'Holds',
    'Waiting',
    'Refused',
    'Files',
    'Next try',
    'Stream',
    'Clock',
    'Storage',
  ])
    expect(shown).toContain(word);
  expect(shown).toMatch(/round: NetworkError/);
  expect(shown).toContain('Waiting2, oldest under 1 min');
  expect(shown).toContain('Files1 waiting, 0 sending, 0 stuck1 kB left, oldest under 1 min');
  expect(await violations(page)).toEqual([]);
  await details.getByRole('button', { name: 'Copy all of it' }).focus();
  await page.keyboard.press('Enter');
  await details.getByText('Copied.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());

  const diagnosis = JSON.parse(copied) as Record<string, any>;
  expect(diagnosis['outbox'].queued.count).toBe(2);
  expect(diagnosis['files']).toMatchObject({ waiting: 1, sending: 0, stuck: 0, problems: {}, leftBytes: 7 });
  expect(diagnosis['outbox'].queued.oldestMs).toBeGreaterThan(0);
  expect(diagnosis['state']).toMatchObject({ online: false, needsSignIn: false });
  expect(diagnosis['storage'].records).toMatchObject({ outbox: 2, drafts: 1, files: 1 });
  expect(diagnosis['tabs']).toMatchObject({ someTabLeads: true, thisTabLeads: true });
  expect(diagnosis['app'].worker).toBe('activated');
  const ageMs: number = diagnosis['outbox'].queued.oldestMs;
  const at = Date.parse(diagnosis['at']);
  expect(at - ageMs).toBeGreaterThanOrEqual(madeFrom);
  expect(at - ageMs).toBeLessThanOrEqual(madeUntil);
  expect(Date.parse(diagnosis['state'].offlineSince)).toBeGreaterThanOrEqual(offlineFrom);
  await expectItsPlace(diagnosis, shown);

  const [me] = await site.all<{ id: string; name: string; tenant: string }[]>`
    select id, name, tenant_id as tenant from people where email = ${demoEmails.fieldAgent}`;
  const people = await site.all<{ name: string; email: string | null }[]>`select name, email from people`;
  const titles = await site.all<{ title: string }[]>`select title from tickets limit 200`;
  const cookies = await browser.context.cookies();
  const secrets = [
    'stone',
    'dog bites',
    me?.id ?? '',
    me?.tenant ?? '',
    ...people.flatMap(({ name, email }) => [name, ...(email ? [email] : [])]),
    ...titles.map(({ title }) => title),
    ...tokens,
    ...cookies.map(({ value }) => value),
  ].filter((secret) => secret.length > 3);
  expect([tokens.length > 0, cookies.length > 0, secrets.length > 100]).toEqual([true, true, true]);
  expect(secrets.filter((secret) => copied.includes(secret))).toEqual([]);
});

/** Who this device is, what it holds and how far it has come: as PostgreSQL has it, in the copy and on the screen. */
async function expectItsPlace(diagnosis: Record<string, any>, shown: string): Promise<void> {
  const { replica } = diagnosis;
  const [known] = await site.all<{ ord: number; answered: number; tenant: string; life: string }[]>`
    select r.ord, r.last_n::int as answered, r.tenant_id as tenant, (select id from incarnation) as life
    from replicas r join people p on p.tenant_id = r.tenant_id and p.id = r.person_id
    where r.id = ${replica.id} and p.email = ${demoEmails.fieldAgent}`;
  if (!known) throw new Error('PostgreSQL knows no such replica of this person');
  expect(replica).toEqual({ id: replica.id, ord: known.ord, counter: 2, answered: known.answered });
  expect(diagnosis['server']).toEqual({ incarnation: known.life });
  for (const fact of [
    `This device${replica.id}number ${known.ord}, ${known.answered} of 2 changes answered`,
    `Server life${known.life}`,
  ])
    expect(shown).toContain(fact);
  const scopes = await site.all<{ ord: number; key: string }[]>`
    select ord, key from scopes where tenant_id = ${known.tenant}`;
  const seen = await site.all`select 1 from replicas where tenant_id = ${known.tenant} and last_n > 0`;
  const held = diagnosis['scopes'] as { scope: string; ord: number; digest: string }[];
  expect(held.map(({ scope }) => scope).sort()).toEqual(['desk', 'me', 'tenant']);
  for (const { scope, ord, digest, ...state } of held) {
    expect(scopes.find((one) => one.ord === ord)?.key.split(':')[0]).toBe(scope);
    expect(state).toMatchObject({ filling: false, replicasSeen: seen.length, epoch: 0 });
    expect(digest).toMatch(/\S{6}/);
    expect(shown).toContain(`${scope}: ${digest}, seen from ${seen.length} devices`);
  }
}

test('a device in 2099 is told that its clock is wrong and its work safe, and files its work at the right time (M2)', async () => {
  const page = await browser.context.newPage();
  await page.clock.install({ time: new Date('2099-03-01T12:00:00Z') });
  await page.goto(site.url);
  await enterAs(page, demoEmails.dispatcher);
  await synced(page);
  const banner = page.locator('.banner').filter({ hasText: 'clock is' });
  await banner.waitFor();
  await expect.poll(() => banner.textContent()).toMatch(/clock is 7\d y ahead\. Your work is safe/);
  await page.getByTestId('ticket-row').first().click();
  const composer = page.getByTestId('composer').getByRole('textbox');
  await composer.fill('Greetings from 2099');
  await composer.press('Control+Enter');
  const [row] = await until('the message in PostgreSQL', async () => {
    const rows = await site.all<{ at: number }[]>`
      select created_at as at from messages where body = 'Greetings from 2099'`;
    return rows.length ? rows : undefined;
  });
  expect(Math.abs((row?.at ?? 0) - Date.now())).toBeLessThan(60_000);
});

test('what was overwritten and what was refused is counted, also when nothing waits any more, in the panel and in the copy', async () => {
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
  const office = await openBrowser(site.url);
  try {
    const agent = await browser.open();
    await enterAs(agent, demoEmails.fieldAgent);
    await readyForOffline(agent);
    const dispatcher = await office.open();
    await enterAs(dispatcher, demoEmails.dispatcher);
    await synced(dispatcher);
    const [ticket] = await site.all<{ id: string }[]>`
      select t.id from tickets t join people p on p.tenant_id = t.tenant_id
      where p.email = ${demoEmails.dispatcher} and t.status = 'open' and t.priority = 'medium' order by t.id limit 1`;
    const set = async (page: Page, control: 'priority' | 'status', value: string) => {
      const field = page.getByTestId(`${control}-control`);
      await field.selectOption(value);
      await expect.poll(() => field.inputValue()).toBe(value);
    };
    for (const page of [agent, dispatcher]) {
      await page.goto(`${site.url}/tickets/${ticket?.id}`);
      await page.getByTestId('composer').waitFor();
    }
    // Both do the same things without having seen the other's: one value stands, and one move is not possible any more.
    await browser.context.setOffline(true);
    await set(agent, 'priority', 'low');
    await set(agent, 'status', 'pending');
    await set(dispatcher, 'priority', 'urgent');
    await set(dispatcher, 'status', 'resolved');
    await set(dispatcher, 'status', 'closed');
    await until('the office to have it', async () => {
      const [row] = await site.all`select status, priority from tickets where id = ${ticket?.id ?? ''}`;
      return row?.['status'] === 'closed' && row['priority'] === 'urgent';
    });
    await browser.context.setOffline(false);
    await agent.getByTestId('conflict-note').waitFor();
    await synced(agent);

    await agent.getByTestId('sync-chip').first().click();
    const details = agent.getByTestId('sync-details');
    await details.locator('summary').click();
    const shows = (fact: string) => expect.poll(() => details.textContent()).toContain(fact);
    await shows('Overwritten1 open, 0 by a rule, 0 settled');
    await shows('Refused11 × ticket.move: move-not-allowed');
    await shows('Clockright');
    const copied = async (): Promise<Record<string, any>> => {
      await details.getByRole('button', { name: 'Copy all of it' }).click();
      await details.getByText('Copied.').waitFor();
      return JSON.parse(await agent.evaluate(() => navigator.clipboard.readText())) as Record<string, any>;
    };
    const diagnosis = await copied();
    expect(diagnosis).toMatchObject({
      outbox: { queued: { count: 0 }, answered: { count: 0 }, refused: { count: 1 } },
      refusals: { 'ticket.move: move-not-allowed': 1 },
      conflicts: { open: 1, ruled: 0, settled: 0 },
      clock: { aheadMs: 0 },
      storage: { full: false, silent: false, records: { outbox: 1 } },
    });
    const { usedBytes, quotaBytes, records } = diagnosis['storage'];
    expect(quotaBytes).toBeGreaterThan(usedBytes);
    expect(usedBytes).toBeGreaterThan(1_000);
    const [held] = await site.all<{ tickets: number }[]>`
      select count(*)::int as tickets from tickets t join people p on p.tenant_id = t.tenant_id
      where p.email = ${demoEmails.fieldAgent}`;
    expect(records.tickets).toBe(held?.tickets);

    await agent.keyboard.press('Escape');
    await agent.getByTestId('conflict-note').getByText('Keep theirs').click();
    await agent.getByTestId('sync-chip').first().click();
    await details.locator('summary').click();
    await shows('Overwritten0 open, 0 by a rule, 1 settled');
    await expect.poll(async () => (await copied())['conflicts']).toEqual({ open: 0, ruled: 0, settled: 1 });
  } finally {
    await office.close();
  }
});
