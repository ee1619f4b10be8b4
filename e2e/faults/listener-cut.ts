import { Moments } from './moments.ts';
import type { Fault } from './run.ts';

/** Two servers on one database: the connections on which they hear of one another are ended, and work goes on. */
export const listenerCut: Fault = {
  name: 'listener-cut',
  does: 'pg_terminate_backend on the listening connections of two servers, and by turns on all of theirs; both are written to at once',
  rounds: 30,
  servers: 2,
  async prepare(office) {
    const here = await office.enter('dispatcher', office.gates[0]);
    const there = await office.enter('fieldAgent', office.gates[1]);
    return async (round) => {
      const moments = new Moments(office);
      const ended = await moments.terminate(round % 2 === 0 ? 'listening' : 'all');
      await moments.close();
      if (ended < 2) throw new Error(`only ${ended} connections were there to end`);
      office.healed();
      await Promise.all([there.make(6), here.make(4)]);
    };
  },
};
