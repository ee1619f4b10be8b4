import { until } from '../support/site.ts';
import { wakerOf } from '../support/worker.ts';
import { Moments } from './moments.ts';
import type { Fault } from './run.ts';

/** The service worker is stopped while it sends the outbox with no window open, before or after the server is done. */
export const workerStopped: Fault = {
  name: 'worker-stopped',
  does: 'the service worker stopped in the middle of sending, no window open; woken again, it finishes before any window is opened',
  rounds: 20,
  async prepare(office) {
    const { gate } = office;
    const person = await office.enter('fieldAgent');
    const { context } = person.browser;
    // A window of nobody's, to speak to the browser from.
    const cdp = await context.newCDPSession(await context.newPage());
    const wake = await wakerOf(cdp, gate.url);
    return async (round) => {
      const moments = new Moments(office);
      gate.goDown();
      await person.make(20);
      for (const window of person.windows) await window.close();
      const before = await moments.verdicts();
      const stopped = gate.holdNext('/sync/push', async () => {
        if (round % 2 === 0) await moments.afterCommit(before);
        await cdp.send('ServiceWorker.stopAllWorkers');
        return false;
      });
      gate.down = false;
      await wake();
      await stopped;
      const from = Date.now();
      const tried = gate.pushes.ever;
      await until('a new worker to be done', async () => {
        const again = gate.pushes.ever > tried && gate.pushes.now === 0;
        if (again && (await moments.verdicts()) >= before + 20) return true;
        await wake();
        return false;
      });
      office.measure('ms until a new worker had sent all', Date.now() - from);
      if (person.windows.length) throw new Error('a window was open');
      await moments.close();
      await person.window();
      office.healed();
    };
  },
};
