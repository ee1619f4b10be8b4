import { cp, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright';
import { enterAs, openBrowser, readyForOffline, type BrowserPerson } from '../support/person.ts';
import type { Ledger } from './ledger.ts';
import type { Dump } from './page/handle.ts';

export interface PersonOptions {
  ledger: Ledger;
  url: string;
  profile: string;
  email: string;
}

/** Somebody at a real browser with a profile on disk; whatever they are told is kept goes into the ledger. */
export class Person {
  readonly url: string;
  readonly profile: string;
  readonly email: string;
  #ledger: Ledger;
  #browser: BrowserPerson | undefined;

  constructor({ ledger, url, profile, email }: PersonOptions) {
    this.profile = profile;
    this.email = email;
    this.#ledger = ledger;
    this.url = url;
  }

  get browser(): BrowserPerson {
    if (!this.#browser) throw new Error('the browser is closed');
    return this.#browser;
  }

  get isOpen(): boolean {
    return this.#browser !== undefined;
  }

  /** The windows of the app; a crashed one must be closed to be none. */
  get windows(): Page[] {
    return this.browser.context.pages().filter((page) => page.url().startsWith(this.url));
  }

  /** The window that was opened last. */
  get page(): Page {
    const page = this.windows.at(-1);
    if (!page) throw new Error('no window is open');
    return page;
  }

  /** Starts the browser with one window; at the first time also enters, and waits until all is there. */
  async open(): Promise<void> {
    this.#browser = await openBrowser(this.url, { profile: this.profile });
    await this.#browser.context.exposeBinding(
      'keptByDevice',
      (_source, marker: string, uid: string | null) =>
        uid === null ? undefined : this.#ledger.kept(marker, uid),
    );
    const page = await this.window();
    const door = page.locator(`[data-testid=demo-person][data-email="${this.email}"]`);
    await door.or(page.getByTestId('ticket-row').first()).first().waitFor();
    if (!(await door.isVisible())) return;
    await enterAs(page, this.email);
    await readyForOffline(page);
  }

  async window(path = '/'): Promise<Page> {
    return await this.browser.open(path);
  }

  /** Makes changes in a window, one after another, through the app's write door. */
  async make(count: number, page = this.page): Promise<void> {
    const tickets = await page.evaluate(() => window.faults.openTickets());
    const { person } = await page.evaluate(() => window.faults.dump().then(({ person }) => ({ person })));
    const changes = this.#ledger.plan(count, tickets, person.id);
    await page.evaluate((made) => window.faults.make(made), changes);
  }

  /** Types a reply into the open ticket as a person would; kept once the thread shows it. */
  async type(page: Page): Promise<string> {
    const marker = this.#ledger.begin();
    const words = `Typed ${marker}`;
    const box = page.getByTestId('composer').getByRole('textbox');
    await box.fill(words);
    await box.press('Control+Enter');
    await page.getByTestId('message').filter({ hasText: words }).waitFor();
    this.#ledger.kept(marker, null);
    return marker;
  }

  async dump(page = this.page): Promise<Dump> {
    return await page.evaluate(() => window.faults.dump());
  }

  async waiting(page = this.page): Promise<number> {
    return await page.evaluate(() => window.faults.waiting());
  }

  /** Signs in again where the app asks for it, as a person would who sees that. */
  async signInIfAsked(): Promise<void> {
    const { page } = this;
    const asked = page.locator('[data-testid=sync-chip][data-state=waiting-for-sign-in]').first();
    if (!(await asked.isVisible())) return;
    await page
      .getByRole('button', { name: /sign in/i })
      .first()
      .click();
    await page.locator(`[data-testid=demo-person][data-email="${this.email}"]`).click();
    await asked.waitFor({ state: 'hidden' });
  }

  /** As a power cut would: the browser's main process is shot, its lock files are left lying about and removed. */
  async kill(): Promise<void> {
    const lock = await readlink(join(this.profile, 'SingletonLock'));
    const pid = Number(lock.split('-').at(-1));
    process.kill(pid, 'SIGKILL');
    await this.#browser?.close().catch(() => undefined);
    this.#browser = undefined;
    await delay(300); // its children notice that it is gone
    for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
      await rm(join(this.profile, name), { force: true });
  }

  async close(): Promise<void> {
    const browser = this.#browser;
    this.#browser = undefined;
    await browser?.close();
  }

  /** Copies the whole profile folder of a closed browser. */
  async copyProfile(to: string): Promise<void> {
    if (this.#browser) throw new Error('close the browser first: an open profile cannot be copied whole');
    await rm(to, { recursive: true, force: true });
    await cp(this.profile, to, { recursive: true });
  }
}
