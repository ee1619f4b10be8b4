import type { Plan } from './schedule.ts';

/**
 * The same failure with fewer actions: leaves out ever smaller pieces as long as `stillFails` says yes. Every action can
 * be left out; what follows it then chooses among what is there.
 */
export async function shrink(plan: Plan, stillFails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let best = plan;
  for (let size = Math.ceil(best.actions.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.actions.length;) {
      const less = { ...best, actions: best.actions.toSpliced(at, size) };
      if (await stillFails(less)) best = less;
      else at += size;
    }
  }
  return best;
}
