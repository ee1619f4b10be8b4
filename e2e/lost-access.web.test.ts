import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { demoEmails } from '../sync-server/demo/seed.ts';
import { archiveAll } from '../sync-server/jobs/archive.ts';
import { violations } from './support/axe.ts';
import { inDatabase } from './support/device-database.ts';
import { enterAs, openBrowser, readyForOffline, synced, type BrowserPerson } from './support/person.ts';
import { openSite, until, type Site } from './support/site.ts';

// O3, S1, A1 in a real browser: what is left of a change whose ticket was taken away, and of what was read at the office.

let site: Site;
let field: BrowserPerson;
let agent: Page;
beforeAll(async () => {
  site = await openSite();
  field = await openBrowser(site.url, { colorScheme: 'dark', width: 1100 });
  agent = await field.open();
  await enterAs(agent, demoEmails.fieldAgent);
  await readyForOffline(agent);
});
afterAll(async () => {
  await field?.close();
  await site?.close();
});

/** The keys of what was typed to try a refused change again, as the device keeps them. */
const retryDrafts = (page: Page) =>
  inDatabase(
    page,
    async ({ db, done }, start) => {
      const keys = await done(db.transaction('drafts').objectStore('drafts').getAllKeys());
      return keys.filter((key) => typeof key === 'string' && key.startsWith(start));
    },
    'retry:',
  );

/** A ticket that nobody of the agent's teams works on. */
async function lonelyTicket(
  nth: number,
): Promise<Record<'id' | 'title' | 'description' | 'number' | 'tenant', string>> {
  const [row] = await site.all<
    { id: string; title: string; description: string; number: string; tenant: string }[]
  >`
    select t.id, t.title, t.description, t.number, t.tenant_id as tenant
    from tickets t join people p on p.tenant_id = t.tenant_id
    where p.email = ${demoEmails.fieldAgent} and t.status = 'open' and t.requester_id <> p.id
      and t.description <> '' and t.number is not null
      and not exists (select 1 from memberships m
        where m.tenant_id = t.tenant_id and m.person_id = p.id and m.team_id = t.team_id)
    order by t.id limit 1 offset ${nth}`;
  const { id = '', title = '', description = '', number = '', tenant = '' } = row ?? {};
  expect([id, title, description, number].every(Boolean)).toBe(true);
  return { id, title, description, number, tenant };
}

/** Chooses a setting as an admin, who sees it decided by the office. */
async function chooseAs(page: Page, tenant: string, words: string, value: string): Promise<void> {
  await page.goto(`${site.url}/settings`);
  await page.getByText(words).click();
  await until('the office to have decided', async () => {
    const [policy] = await site.all`
      select value from policies where tenant_id = ${tenant} and key = 'agents-see'`;
    return policy?.['value'] === value;
  });
}

test('a change of a ticket that was lost: own words to read and export, a draft that stays, nothing of the office', async () => {
  const { id, title, description, number, tenant } = await lonelyTicket(0);
  const admin = await openBrowser(site.url, { width: 1100 });
  try {
    const page = await admin.open();
    await enterAs(page, demoEmails.admin);
    await synced(page);
    const choose = (words: string, value: string) => chooseAs(page, tenant, words, value);
    await agent.goto(`${site.url}/tickets/${id}`);
    await agent.getByTestId('composer').waitFor();
    await field.context.setOffline(true);
    await agent.getByRole('button', { name: 'Edit description' }).click();
    await agent.getByRole('textbox', { name: 'Description' }).fill('My own finding');
    await agent.getByRole('textbox', { name: 'Description' }).press('Control+Enter');
    await agent.locator('[data-testid=sync-chip][data-waiting="1"]').first().waitFor();
    await choose('Their teams’ tickets', 'own-teams');
    await field.context.setOffline(false);

    const card = agent.getByTestId('refusal');
    await agent.getByTestId('attention-link').click();
    await card.waitFor();
    await until('the ticket to have left', async () => !(await card.innerText()).includes(title));
    const words = await card.innerText();
    for (const part of ['not shared with you', 'My own finding', 'What stands there now cannot be shown'])
      expect(words).toContain(part);
    for (const part of ['The office has', title, description, number]) expect(words).not.toContain(part);
    await expect
      .poll(() => card.locator('p').evaluateAll((all) => all.every((one) => one.textContent?.trim())))
      .toBe(true);
    await expect.poll(() => card.getByRole('link', { name: 'Description' }).count()).toBe(0);
    expect(await violations(agent)).toEqual([]);
    const href = (await card.getByRole('link', { name: 'Export' }).getAttribute('href')) ?? '';
    const exported = decodeURIComponent(href.slice(href.indexOf(',') + 1));
    expect(JSON.parse(exported)).toMatchObject({
      change: 'ticket.set-description',
      arguments: { ticketId: id, description: 'My own finding' },
      refused: { code: 'not-found' },
      dependants: [],
    });
    for (const part of [title, description, number]) expect(exported).not.toContain(part);

    // Storage that takes nothing: dropping says so, and nothing is gone.
    await agent.evaluate(() => {
      // Every table: the page does nothing else until it is opened again.
      IDBObjectStore.prototype.delete = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    await card.getByRole('button', { name: 'Drop' }).click();
    await card.getByRole('button', { name: 'Yes, drop' }).click();
    await agent.locator('.toast').getByText('not saved').waitFor();
    await expect.poll(() => card.innerText()).toContain('My own finding');
    await agent.reload();

    // What is typed to try it again outlives the page, as every draft does.
    await card.getByText('Edit and try again').click();
    const text = agent.getByTestId('retry-dialog').getByRole('textbox', { name: 'Description' });
    await expect.poll(() => text.inputValue()).toBe('My own finding');
    await text.fill('My own finding, in better words');
    await expect.poll(() => retryDrafts(agent)).toHaveLength(1);
    await agent.reload();
    await card.getByText('Edit and try again').click();
    await expect.poll(() => text.inputValue()).toBe('My own finding, in better words');

    // Shared again, it is done as edited, and the draft is gone with it.
    await choose('Every ticket', 'all');
    await card.getByText('The office has: Description').waitFor();
    await agent.getByTestId('retry-dialog').getByRole('button', { name: 'Try again', exact: true }).click();
    await card.waitFor({ state: 'detached' });
    await until('it in PostgreSQL', async () => {
      const [now] = await site.all`select description from tickets where id = ${id}`;
      return now?.['description'] === 'My own finding, in better words';
    });
    await synced(agent);
    await expect.poll(() => retryDrafts(agent)).toEqual([]);
  } finally {
    await admin.close();
  }
});

test('a sentence added to the office’s text: that sentence is what is left, and goes after what stands there', async () => {
  const { id, title, description, tenant } = await lonelyTicket(1);
  const admin = await openBrowser(site.url, { width: 1100 });
  try {
    const page = await admin.open();
    await enterAs(page, demoEmails.admin);
    await synced(page);
    await agent.goto(`${site.url}/tickets/${id}`);
    await agent.getByTestId('composer').waitFor();
    await field.context.setOffline(true);
    await agent.getByRole('button', { name: 'Edit description' }).click();
    const text = agent.getByRole('textbox', { name: 'Description' });
    await expect.poll(() => text.inputValue()).toBe(description);
    await text.fill(`${description}\n\nGate jams, bring oil`);
    await text.press('Control+Enter');
    await agent.locator('[data-testid=sync-chip][data-waiting="1"]').first().waitFor();
    await chooseAs(page, tenant, 'Their teams’ tickets', 'own-teams');
    await field.context.setOffline(false);

    const card = agent.getByTestId('refusal');
    await agent.getByTestId('attention-link').click();
    await card.waitFor();
    await until('the ticket to have left', async () => !(await card.innerText()).includes(title));
    await expect.poll(() => card.locator('blockquote').innerText()).toBe('Gate jams, bring oil');
    await expect.poll(() => card.innerText()).toContain('Only your own words of it are kept');
    expect(await card.innerText()).not.toContain(description);
    expect(await violations(agent)).toEqual([]);
    const href = (await card.getByRole('link', { name: 'Export' }).getAttribute('href')) ?? '';
    expect(JSON.parse(decodeURIComponent(href.slice(href.indexOf(',') + 1)))).toMatchObject({
      arguments: { ticketId: id, description: 'Gate jams, bring oil' },
      onlyOwnWords: true,
    });
    // There is no text to put it after.
    await expect.poll(() => card.getByRole('button').allInnerTexts()).toEqual(['Drop']);

    await chooseAs(page, tenant, 'Every ticket', 'all');
    await card.getByText('Edit and try again').click();
    const whole = `${description}\n\nGate jams, bring oil`;
    await expect
      .poll(() =>
        agent.getByTestId('retry-dialog').getByRole('textbox', { name: 'Description' }).inputValue(),
      )
      .toBe(whole);
    await agent.getByTestId('retry-dialog').getByRole('button', { name: 'Try again', exact: true }).click();
    await card.waitFor({ state: 'detached' });
    await until('it in PostgreSQL', async () => {
      const [now] = await site.all`select description from tickets where id = ${id}`;
      return now?.['description'] === whole;
    });
  } finally {
    await admin.close();
  }
});

test('what was found and read in the archive leaves the screens by itself when it is shared no more, and is asked for anew', async () => {
  const { tenant } = await lonelyTicket(0);
  await archiveAll(site.sql, tenant, Date.now() + 900 * 86_400_000);
  // By the newest that its search finds: nobody of the agent's teams worked on it, and there is an internal note on it.
  const [ticket] = await site.all<{ id: string; title: string; note: string; agent: string }[]>`
    select t.id, t.title, m.body as note, p.id as agent
    from tickets t join people p on p.tenant_id = t.tenant_id and p.email = ${demoEmails.fieldAgent}
    join messages m on m.tenant_id = t.tenant_id and m.ticket_id = t.id and m.internal
    where t.archived_at is not null and t.requester_id <> p.id and m.body <> ''
      and not exists (select 1 from memberships s
        where s.tenant_id = t.tenant_id and s.person_id = p.id and not s.removed and s.team_id = t.team_id)
    order by t.closed_at desc limit 1`;
  const { id = '', title = '', note = '', agent: agentId = '' } = ticket ?? {};
  expect([id, title, note].every(Boolean)).toBe(true);
  const looks = async (action: string, subject: string | null): Promise<number> =>
    (
      await site.all`select 1 from audit where actor_id = ${agentId} and action = ${action}
        and (${subject}::uuid is null or subject_id = ${subject})`
    ).length;
  const admin = await openBrowser(site.url, { width: 1100 });
  const beside = await field.open(`/archive?words=${encodeURIComponent(title)}`);
  try {
    const page = await admin.open();
    await enterAs(page, demoEmails.admin);
    await synced(page);
    const row = beside.locator(`[data-testid=archive-row][href="/archive/${id}"]`);
    await row.waitFor();
    await agent.goto(`${site.url}/archive/${id}`);
    const read = agent.getByTestId('archived-ticket');
    await read.getByText(note.slice(0, 30)).first().waitFor();
    // Each was asked for once, though what is granted is found out beside it.
    expect([await looks('archive.search', null), await looks('archive.read', id)]).toEqual([1, 1]);
    const untouched = async (one: Page) =>
      await one.evaluate(() => ((globalThis as { samePage?: boolean }).samePage ??= true));
    await untouched(agent);
    await untouched(beside);

    await chooseAs(page, tenant, 'Their teams’ tickets', 'own-teams');
    await agent.getByText('not in the archive, or not shared with you').waitFor();
    expect(await read.count()).toBe(0);
    expect(await agent.title()).toBe('Archive – Waypost');
    expect(await agent.locator('body').innerText()).not.toContain(note.slice(0, 30));
    expect(await violations(agent)).toEqual([]);
    await row.waitFor({ state: 'detached' });
    await expect.poll(() => beside.locator('.archive-count').count()).toBe(1);

    // Shared again, both are there again, and nobody has loaded a page.
    await chooseAs(page, tenant, 'Every ticket', 'all');
    await read.getByText(note.slice(0, 30)).first().waitFor();
    await row.waitFor();
    for (const one of [agent, beside]) expect(await one.evaluate(() => 'samePage' in globalThis)).toBe(true);
  } finally {
    await beside.close();
    await admin.close();
  }
});
