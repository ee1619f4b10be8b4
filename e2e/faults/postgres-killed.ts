import type { Fault } from './run.ts';
import { shootInPush } from './shoot-in-push.ts';

/** PostgreSQL is shot under a full batch; it is started again where it was, the server is left to come back by itself. */
export const postgresKilled: Fault = {
  name: 'postgres-killed',
  does: 'SIGKILL of PostgreSQL and all its processes during a push of 250: inside the transaction, right after COMMIT, anywhere',
  rounds: 15,
  async prepare(office) {
    const { postgres } = office;
    const person = await office.enter('dispatcher');
    return async (round) => {
      await shootInPush(office, person, round, { changes: 250, shoot: () => postgres.kill() });
      await person.make(5);
      await postgres.start();
      office.healed();
      if (!office.server.alive())
        throw new Error(`the server ended with its database: ${office.server.lastWords()}`);
    };
  },
};
