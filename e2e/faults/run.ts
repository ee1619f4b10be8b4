import { setTimeout as delay } from 'node:timers/promises';
import { count, differenceOf, type Tally } from './count.ts';
import { Office } from './office.ts';

/** One way in which the world breaks. */
export interface Fault {
  name: string;
  /** What is done in every round, for the table. */
  does: string;
  rounds: number;
  /** Servers on the one database. */
  servers?: number;
  /** The server has a PostgreSQL of its own. */
  embedded?: true;
  /** Sets the scene, once. */
  prepare(office: Office): Promise<Round>;
}

/**
 * Does the fault, heals it, and may say when by `office.healed()`; the function it may answer looks at the scene again
 * once all is settled.
 */
export type Round = (round: number) => Promise<(() => Promise<void>) | void>;

/** What was counted over all rounds of one fault. */
export interface Outcome {
  name: string;
  does: string;
  rounds: number;
  made: number;
  kept: number;
  lost: number;
  doubled: number;
  /** From the end of a fault until everything made is in the database and every device shows what it holds. */
  longestRecoveryMs: number;
  measured: Record<string, { most: number; times: number }>;
  /** What went wrong, in words; empty when nothing did. */
  wrong: string[];
}

const RECOVERY_MS_MAX = 180_000;

/** Does one fault so many times in an office of its own, which is gone afterwards. */
export async function runFault(
  fault: Fault,
  { dist, rounds, say }: { dist: string; rounds: number; say: (line: string) => void },
): Promise<Outcome> {
  const office = await Office.open(dist, fault);
  try {
    return await doRounds(
      office,
      fault,
      Array.from({ length: rounds }, (_, i) => i),
      say,
    );
  } finally {
    await office.close();
  }
}

/** Each round is healed and counted before the next; the first thing that is wrong ends it. */
export async function doRounds(
  office: Office,
  fault: Fault,
  rounds: readonly number[],
  say: (line: string) => void = () => undefined,
): Promise<Outcome> {
  const { name, does } = fault;
  const outcome: Outcome = {
    ...{ name, does, rounds: 0, made: 0, kept: 0, lost: 0, doubled: 0 },
    ...{ longestRecoveryMs: 0, measured: {}, wrong: [] },
  };
  try {
    const round = await fault.prepare(office);
    for (const i of rounds) {
      office.healedAt = undefined;
      const afterwards = await round(i);
      const tally = await settle(office, outcome);
      await afterwards?.();
      outcome.rounds += 1;
      outcome.made = tally.made;
      outcome.kept = tally.kept;
      outcome.lost = tally.lost.length;
      outcome.doubled = tally.doubled.length;
      outcome.wrong.push(...tally.lost, ...tally.doubled);
      say(
        `${name} ${outcome.rounds}/${rounds.length}: ${tally.kept} kept, ${tally.lost.length} lost, ` +
          `${tally.doubled.length} doubled, recovered in ${outcome.longestRecoveryMs} ms at most`,
      );
      if (outcome.wrong.length) break;
    }
  } catch (error) {
    outcome.wrong.push(String((error as Error)?.stack ?? error));
  }
  for (const [what, values] of office.measured)
    outcome.measured[what] = { most: Math.max(...values), times: values.length };
  return outcome;
}

/** Waits, helping only as a person would who signs in again, until nothing is on its way and all devices are right. */
async function settle(office: Office, outcome: Outcome): Promise<Tally> {
  const from = office.healedAt ?? Date.now();
  for (;;) {
    const problem = await problemOf(office);
    if (!problem) break;
    if (Date.now() - from > RECOVERY_MS_MAX) {
      outcome.wrong.push(`not recovered after ${RECOVERY_MS_MAX} ms: ${problem}`);
      break;
    }
    await delay(100);
  }
  outcome.longestRecoveryMs = Math.max(outcome.longestRecoveryMs, Date.now() - from);
  return await office.postgres.look(async (sql) => count(sql, await tenantOf(office), office.ledger));
}

async function problemOf(office: Office): Promise<string | undefined> {
  for (const person of office.people) {
    if (!person.isOpen) continue;
    await person.signInIfAsked();
    const waiting = await person.waiting();
    if (waiting > 0) return `${waiting} changes of ${person.email} wait`;
  }
  for (const person of office.people) {
    if (!person.isOpen) continue;
    const dump = await person.dump();
    const difference = await office.postgres.look((sql) => differenceOf(sql, dump));
    if (difference) return `${person.email}: ${difference}`;
  }
  return undefined;
}

async function tenantOf(office: Office): Promise<string> {
  const person = office.people.find(({ isOpen }) => isOpen);
  if (!person) throw new Error('bug: nobody is there any more');
  return (await person.dump()).tenantId;
}
