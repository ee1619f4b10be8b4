import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/site.ts';
import type { Fault } from './run.ts';

/** For so long Chromium goes on with the room it knew of. */
const QUOTA_CACHED_MS = 31_000;

/** The disk is full while words are written and others' changes come in; then there is room again. */
export const diskFull: Fault = {
  name: 'disk-full',
  does: 'no room left for the origin while a reply is written and others’ changes arrive: the words stay in the box, nothing is called saved; then room again',
  rounds: 8,
  async prepare(office) {
    const person = await office.enter('dispatcher');
    const colleague = await office.enter('fieldAgent', await office.addGate());
    const { page } = person;
    const [ticketId] = await page.evaluate(() => window.faults.openTickets());
    await page.goto(`${office.gate.url}/tickets/${ticketId}`);
    const cdp = await page.context().newCDPSession(page);
    const origin = office.gate.url;
    const box = page.getByTestId('composer').getByRole('textbox');
    return async () => {
      await person.type(page);
      await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
      await delay(QUOTA_CACHED_MS);
      await colleague.make(5);
      const marker = office.ledger.begin();
      const words = `Typed on a full disk ${marker}`;
      await box.fill(words);
      await box.press('Control+Enter');
      const answer = await until('an answer', async () => {
        if ((await box.inputValue()).includes(words)) return 'in the box';
        const shown = page.getByTestId('message').filter({ hasText: words });
        return (await shown.count()) ? 'kept' : undefined;
      });
      office.measure(`words ${answer}`, 1);
      const made = await person.make(3).then(
        () => 'made',
        () => 'turned away',
      );
      office.measure(`changes ${made}`, 1);
      await cdp.send('Storage.overrideQuotaForOrigin', { origin });
      if (answer === 'in the box') {
        await box.press('Control+Enter');
        await page.getByTestId('message').filter({ hasText: words }).waitFor();
      }
      office.ledger.kept(marker, null);
      office.healed();
    };
  },
};
