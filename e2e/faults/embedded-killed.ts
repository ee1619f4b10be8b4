import { until } from '../support/site.ts';
import type { Office } from './office.ts';
import type { Fault } from './run.ts';
import { shootInPush } from './shoot-in-push.ts';

/** PostgreSQL is shot under the server that it belongs to, which has to start it again by itself. */
export const embeddedKilled: Fault = {
  name: 'embedded-killed',
  does: 'SIGKILL of the server’s own PostgreSQL during a push of 100, by turns of its first process alone; nobody starts it again but the server',
  rounds: 9,
  embedded: true,
  async prepare(office) {
    const { postgres } = office;
    const person = await office.enter('dispatcher');
    const life = await lifeOf(office);
    return async (round) => {
      const shoot = () => postgres.shoot({ alone: round % 2 === 1 });
      await shootInPush(office, person, round, { changes: 100, shoot });
      const from = Date.now();
      await person.make(5);
      const now = await until(
        'PostgreSQL to run again',
        () => lifeOf(office).catch(() => undefined),
        120_000,
      );
      office.measure('ms until PostgreSQL runs again', Date.now() - from);
      office.healed();
      if (!office.server.alive())
        throw new Error(`the server ended with its database: ${office.server.lastWords()}`);
      if (now !== life) throw new Error('what went on as it was is taken for another life');
    };
  },
};

async function lifeOf({ postgres }: Office): Promise<string> {
  return await postgres.look(async (sql) => (await sql`select id from incarnation`)[0]?.['id'] as string);
}
