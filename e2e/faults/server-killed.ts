import { Moments } from './moments.ts';
import type { Fault } from './run.ts';

/** The server is shot when a push has committed and nobody has been told, or in the middle of its transaction. */
export const serverKilled: Fault = {
  name: 'server-killed',
  does: 'SIGKILL of the server between COMMIT and reply, and by turns inside the transaction; started again',
  rounds: 30,
  async prepare(office) {
    const { gate } = office;
    const person = await office.enter('dispatcher');
    return async (round) => {
      const moments = new Moments(office);
      gate.goDown();
      await person.make(30);
      const inside = round % 2 === 1 ? await moments.inTransaction() : undefined;
      const before = await moments.verdicts();
      const killed = gate.holdNext('/sync/push', async () => {
        await (inside ? inside.reached() : moments.afterCommit(before));
        await office.server.kill();
        return false;
      });
      gate.down = false;
      await killed;
      await inside?.release();
      await person.make(5);
      await office.restartServer();
      office.healed();
      await moments.close();
    };
  },
};
