import { setTimeout as delay } from 'node:timers/promises';
import { Moments } from './moments.ts';
import type { Fault } from './run.ts';

/** PostgreSQL is shot under a full batch; it is started again where it was, the server is left to come back by itself. */
export const postgresKilled: Fault = {
  name: 'postgres-killed',
  does: 'SIGKILL of PostgreSQL and all its processes during a push of 250: inside the transaction, right after COMMIT, anywhere',
  rounds: 15,
  async prepare(office) {
    const { gate, postgres } = office;
    const person = await office.enter('dispatcher');
    return async (round) => {
      const moments = new Moments(office);
      gate.goDown();
      await person.make(250);
      const inside = round % 3 === 0 ? await moments.inTransaction() : undefined;
      const before = await moments.verdicts();
      const killed = gate.holdNext('/sync/push', async () => {
        if (inside) await inside.reached();
        else if (round % 3 === 1) await moments.afterCommit(before);
        else await delay((round * 13) % 90);
        await postgres.kill();
        return true;
      });
      gate.down = false;
      await killed;
      await moments.close();
      await person.make(5);
      await postgres.start();
      office.healed();
      if (!office.server.alive())
        throw new Error(`the server ended with its database: ${office.server.lastWords()}`);
    };
  },
};
