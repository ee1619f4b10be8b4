import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './run.ts';

/** The browser is shot in the middle of a burst, online or offline by turn, and started again on the same profile. */
export const browserKilled: Fault = {
  name: 'browser-killed',
  does: 'SIGKILL of Chromium in the middle of a burst of edits; the same profile opened again',
  rounds: 30,
  async prepare(office) {
    const person = await office.enter('dispatcher');
    return async (round) => {
      office.gate.down = round % 2 === 1;
      if (office.gate.down) office.gate.cut();
      const kept = office.ledger.keptCount;
      const burst = person.make(400).catch(() => undefined);
      while (office.ledger.keptCount < kept + 10 + ((round * 7) % 40)) await delay(2);
      await person.kill();
      await burst;
      office.gate.down = false;
      await person.open();
      office.healed();
    };
  },
};
