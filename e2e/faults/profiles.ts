import { rename, rm } from 'node:fs/promises';
import { until } from '../support/site.ts';
import type { Fault } from './run.ts';

/** A profile folder is copied and both are used: two browsers that believe they are one installation. */
export const copiedProfile: Fault = {
  name: 'copied-profile',
  does: 'the profile folder copied, by turns with unsent changes in it; both browsers write at once',
  rounds: 15,
  async prepare(office) {
    const person = await office.enter('dispatcher');
    return async (round) => {
      if (round % 2 === 1) office.gate.goDown();
      await person.make(8);
      await person.close();
      const copy = await office.twinOf(person);
      office.gate.down = false;
      await Promise.all([person.open(), copy.open()]);
      await Promise.all([person.make(8), copy.make(8)]);
      office.healed();
      return async () => await office.leave(copy);
    };
  },
};

/** A profile folder is put back to what it was, as a restored machine has it, after more had been done and sent. */
export const restoredProfile: Fault = {
  name: 'restored-profile',
  does: 'an old copy of the profile folder put back after newer work was sent, by turns with changes unsent in the copy',
  rounds: 15,
  async prepare(office) {
    const person = await office.enter('dispatcher');
    return async (round) => {
      if (round % 2 === 1) office.gate.goDown();
      await person.make(8);
      await person.close();
      const old = `${person.profile}-old`;
      await person.copyProfile(old);
      office.gate.down = false;
      await person.open();
      await person.make(8);
      await until('it to be sent', async () => (await person.waiting()) === 0, 60_000);
      await person.close();
      await rm(person.profile, { recursive: true, force: true, maxRetries: 5 });
      await rename(old, person.profile);
      await person.open();
      await person.make(8);
      office.healed();
    };
  },
};
