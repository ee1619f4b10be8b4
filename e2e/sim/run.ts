import type { Desk } from './base.ts';
import type { Violation } from './judge.ts';
import { act } from './acts.ts';
import type { Plan } from './schedule.ts';
import type { Store } from './store.ts';
import { World } from './world.ts';

export interface Outcome {
  violation: Violation | undefined;
  /** The same for every run of the same plan, in the fast mode. */
  hash: string;
  /** The same for every run of the same plan, also where libraries had warmed up before. */
  told: string;
  steps: number;
  requests: number;
  mutations: number;
  trace: string[];
}

/** Lives through a plan from beginning to rest. */
export async function runPlan(store: Store, desk: Desk, plan: Plan): Promise<Outcome> {
  const world = await World.begin(store, desk, plan.seed);
  const stray = (error: unknown): void =>
    world.fail('no error goes unnoticed (V2)', error instanceof Error ? (error.stack ?? '') : String(error));
  process.on('unhandledRejection', stray);
  process.on('uncaughtException', stray);
  try {
    await act(world, plan);
    if (!world.violation) await world.rest();
  } finally {
    await world.end();
    process.off('unhandledRejection', stray);
    process.off('uncaughtException', stray);
  }
  const { violation, scheduler, network, mutations } = world;
  const hash = (scheduler.hash >>> 0).toString(16);
  const told = (scheduler.toldHash >>> 0).toString(16);
  return {
    violation,
    hash,
    told,
    steps: scheduler.steps,
    requests: network.requests,
    mutations,
    trace: scheduler.tail(4_000),
  };
}
