import type { Page } from 'playwright';
import { until } from '../support/site.ts';
import type { Office } from './office.ts';
import type { Person } from './person.ts';
import type { Fault } from './run.ts';

const TABS = 8;
const fates = ['closed', 'crashed'] as const;

/** Eight tabs of one profile, all of them written in; the one that leads goes away in one manner after the other. */
export const eightTabs: Fault = {
  name: 'eight-tabs',
  does: 'edits in eight tabs at once while the leading one is closed or crashes',
  rounds: 12,
  async prepare(office) {
    const person = await office.enter('dispatcher');
    const colleague = await office.enter('fieldAgent', await office.addGate());
    const tabs = new Tabs(office, person);
    return async (round) => {
      await tabs.openAll();
      office.gate.forgetMeters();
      const fate = fates[round % fates.length] ?? 'closed';
      const leader = await tabs.leader();
      const rest = tabs.open.filter((tab) => tab !== leader);
      const [front] = rest as [Page];
      const edit = (of: Page[]) => Promise.all(of.map((tab) => person.make(3, tab)));

      await edit(tabs.open);
      if (fate === 'closed') await leader.close();
      else await crash(leader);
      const from = Date.now();
      await front.bringToFront();
      await edit(rest);
      await colleague.make(3);
      await until('another tab to lead', async () => (await tabs.leader()) !== leader, 120_000);
      office.measure('ms until another tab listens', Date.now() - from);
      await until(
        'all edits to be sent by the others',
        async () => (await person.waiting(front)) === 0,
        120_000,
      );
      office.measure('ms until all is sent and back', Date.now() - from);

      office.healed();
      return async () => {
        await until('one stream', async () => office.gate.streams.now === 1);
        office.measure('streams open at once', office.gate.streams.most);
        office.measure('pushes under way at once', office.gate.pushes.most);
        const shown = await until('every tab to show the same', () => tabs.showTheSame(), 60_000);
        office.measure('messages compared in each tab', shown);
      };
    };
  },
};

/** The tabs of one profile; whichever asked for the latest stream leads. */
class Tabs {
  #person: Person;
  #path: string | undefined;
  #streaming: Page | undefined;

  constructor(office: Office, person: Person) {
    this.#person = person;
    person.browser.context.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === office.gate.url && pathname === '/sync/stream') this.#streaming = request.frame().page();
    });
  }

  get open(): Page[] {
    return this.#person.windows;
  }

  /** Brings them to eight, all on one ticket. */
  async openAll(): Promise<void> {
    this.#path ??= `/tickets/${(await this.open[0]?.evaluate(() => window.faults.openTickets()))?.[0]}`;
    for (const tab of this.open) {
      if (new URL(tab.url()).pathname === this.#path) continue;
      // The first of them, before anybody listened to what it asks for.
      await tab.goto(new URL(this.#path, tab.url()).href);
    }
    while (this.open.length < TABS) await this.#person.window(this.#path);
    for (const tab of this.open) await tab.getByTestId('composer').waitFor();
  }

  async leader(): Promise<Page> {
    return await until('a leader', async () => this.#streaming);
  }

  /**
   * How many messages every tab shows, once all of them show the whole conversation that the device holds, in the same
   * words, under the same title; undefined until then.
   */
  async showTheSame(): Promise<number | undefined> {
    await Promise.all(this.open.map(showAll));
    const shown = await Promise.all(this.open.map(messagesOf));
    const titles = await Promise.all(this.open.map((tab) => tab.locator('h1').first().innerText()));
    const alike = new Set(shown.map((texts) => texts.join('\n'))).size === 1 && new Set(titles).size === 1;
    const ticketId = this.#path?.split('/').at(-1);
    const { threads } = await this.#person.dump(this.open[0]);
    const held = threads.find(({ id }) => id === ticketId)?.messages.length;
    return alike && shown.every((texts) => texts.length === held) ? held : undefined;
  }
}

/** What each message says, but for how long ago: a tab that nobody looks at does not count the minutes. */
async function messagesOf(tab: Page): Promise<string[]> {
  return await tab.getByTestId('message').evaluateAll((messages) =>
    messages.map((message) => {
      const said = message.cloneNode(true) as Element;
      for (const time of said.querySelectorAll('time')) time.remove();
      return said.textContent;
    }),
  );
}

/** Of a long conversation only the newest part is shown, from another place on in a tab that was opened earlier. */
async function showAll(tab: Page): Promise<void> {
  const earlier = tab.getByTestId('earlier');
  // By the step, and pressed from inside: "Show all" goes by the frames of a window that is in sight.
  while ((await earlier.count()) > 0)
    await earlier.evaluateAll((parts) => parts[0]?.querySelector('button')?.click());
}

/** A tab's process ends, as by a bug or for want of memory. */
export async function crash(tab: Page): Promise<void> {
  const gone = tab.waitForEvent('crash');
  const cdp = await tab.context().newCDPSession(tab);
  // It is never answered: whoever should answer is dead.
  void cdp.send('Page.crash').catch(() => undefined);
  await gone;
  await tab.close();
}
