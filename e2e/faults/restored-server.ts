import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { until } from '../support/site.ts';
import type { Office } from './office.ts';
import type { Fault } from './run.ts';

const run = promisify(execFile);

/**
 * The database goes back to yesterday's backup; devices hold what was acknowledged since, and what was not yet sent.
 * `told`: its administrator tells the devices that it lives another life, as docs/operating.md asks for.
 */
const restored = (told: boolean): Fault['prepare'] =>
  async function prepare(office) {
    const people = [
      await office.enter('dispatcher'),
      await office.enter('fieldAgent', await office.addGate()),
    ] as const;
    return async () => {
      await Promise.all(people.map((person) => person.make(10)));
      await allSent(office);
      const backup = await backUp(office);
      await Promise.all(people.map((person) => person.make(15)));
      await allSent(office);
      office.gate.goDown();
      await people[0].make(10);
      await putBack(office, backup, told);
      office.gate.down = false;
      office.healed();
    };
  };

const backThen =
  'the data folder put back to a backup, with devices that went on since and one that has unsent changes';

export const restoredServer: Fault = {
  name: 'restored-server',
  does: `${backThen}; the devices are told (docs/operating.md)`,
  rounds: 10,
  prepare: restored(true),
};

export const restoredSilently: Fault = {
  name: 'restored-silently',
  does: `${backThen}; telling them is forgotten`,
  rounds: 10,
  prepare: restored(false),
};

async function allSent(office: Office): Promise<void> {
  for (const person of office.people) {
    await until(
      'all to be sent',
      async () => {
        await person.signInIfAsked();
        return (await person.waiting()) === 0;
      },
      120_000,
    );
  }
}

/** A copy of the data folder, as a file backup of a stopped database makes it. */
async function backUp(office: Office): Promise<string> {
  const data = await office.postgres.dataDirectory();
  const backup = `${data}.backup`;
  await office.server.stop();
  await office.postgres.stop();
  await run('cp', ['-a', data, backup]);
  await office.postgres.start();
  await office.restartServer();
  return backup;
}

async function putBack(office: Office, backup: string, told: boolean): Promise<void> {
  const data = await office.postgres.dataDirectory();
  await office.server.kill();
  await office.postgres.stop();
  await rm(data, { recursive: true });
  await rename(backup, data);
  await office.postgres.start();
  if (told)
    await office.postgres.look((sql) => sql`update incarnation set id = gen_random_uuid(), since = now()`);
  await office.restartServer();
}
