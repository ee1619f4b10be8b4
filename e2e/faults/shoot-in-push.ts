import { setTimeout as delay } from 'node:timers/promises';
import { Moments } from './moments.ts';
import type { Office } from './office.ts';

type Person = Awaited<ReturnType<Office['enter']>>;

/**
 * Shoots while one push of so many changes is under way, by turns inside its transaction, right after COMMIT, and at any
 * other moment; resolves when it is over.
 */
export async function shootInPush(
  office: Office,
  person: Person,
  round: number,
  { changes, shoot }: { changes: number; shoot: () => Promise<unknown> },
): Promise<void> {
  const { gate } = office;
  const moments = new Moments(office);
  gate.goDown();
  await person.make(changes);
  const inside = round % 3 === 0 ? await moments.inTransaction() : undefined;
  const before = await moments.verdicts();
  const killed = gate.holdNext('/sync/push', async () => {
    if (inside) await inside.reached();
    else if (round % 3 === 1) await moments.afterCommit(before);
    else await delay((round * 13) % 90);
    await shoot();
    return true;
  });
  gate.down = false;
  await killed;
  await moments.close();
}
