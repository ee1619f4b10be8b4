import './globals.ts';
import './small-bounds.ts';
import { spawn } from 'node:child_process';
import { makeDesk, type Desk } from './base.ts';
import { realNow } from './globals.ts';
import { openStore } from './open-store.ts';
import { biasOf, readOptions, type Options } from './options.ts';
import { pinned } from './pinned.ts';
import { runPlan, type Outcome } from './run.ts';
import { planOf, type Plan } from './schedule.ts';
import { shrink } from './shrink.ts';
import type { Store } from './store.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Totals {
  seeds: number;
  failed: number;
  requests: number;
  mutations: number;
  steps: number;
  seconds: number;
  /** Of a single seed. */
  hash: string;
  told: string;
  /** The first that failed. */
  failure: { seed: number; bias: string; invariant: string; detail: string } | null;
}

function* plansOf(options: Options): Generator<Plan> {
  if (options.pinned) yield* pinned.map(({ plan }) => plan);
  else
    for (let seed = options.from; seed < options.from + options.seeds; seed += 1)
      yield planOf(seed, biasOf(seed, options), options.replicas);
}

async function runSeeds(options: Options): Promise<Totals> {
  const store = await openStore(options.store);
  const desk = await makeDesk(store);
  const began = realNow();
  const totals: Totals = {
    seeds: 0,
    failed: 0,
    requests: 0,
    mutations: 0,
    steps: 0,
    seconds: 0,
    hash: '',
    told: '',
    failure: null,
  };
  for (const plan of plansOf(options)) {
    const { seed } = plan;
    const outcome = await runPlan(store, desk, plan);
    totals.seeds += 1;
    totals.requests += outcome.requests;
    totals.mutations += outcome.mutations;
    totals.steps += outcome.steps;
    totals.hash = outcome.hash;
    totals.told = outcome.told;
    if (options.trace) for (const line of outcome.trace) say(line);
    if (!outcome.violation) continue;
    totals.failed += 1;
    totals.failure ??= { seed, bias: plan.bias, ...outcome.violation };
    if (!options.json) await report(store, desk, plan, outcome, options);
    if (options.first) break;
  }
  totals.seconds = (realNow() - began) / 1000;
  await store.stop();
  return totals;
}

/** Says what failed, how to see it again, and the least of it that still fails. */
async function report(
  store: Store,
  desk: Desk,
  plan: Plan,
  outcome: Outcome,
  options: Options,
): Promise<void> {
  const { seed, bias, replicas } = plan;
  say(`\nseed ${seed} (${bias}): ${outcome.violation?.invariant}\n  ${outcome.violation?.detail}`);
  for (const line of outcome.trace.slice(-30)) say(`  | ${line.slice(0, 200)}`);
  say(
    `  again: npm run sim -- --seed ${seed} --bias ${bias} --replicas ${replicas} --store ${store.name} --trace`,
  );
  if (options.first || store.name !== 'memory') return;
  const { invariant } = outcome.violation ?? {};
  const least = await shrink(
    plan,
    async (less) => (await runPlan(store, desk, less)).violation?.invariant === invariant,
  );
  say(
    `  the least that fails alike, for pinned.ts (${least.actions.length} of ${plan.actions.length} actions):`,
  );
  say(`  ${JSON.stringify(least)}`);
}

/** Shares the seeds out over processes. */
async function runJobs(options: Options, args: string[]): Promise<number> {
  const share = Math.ceil(options.seeds / options.jobs);
  const codes = await Promise.all(
    Array.from({ length: options.jobs }, async (_, job): Promise<number> => {
      const from = options.from + job * share;
      const seeds = Math.min(share, options.from + options.seeds - from);
      if (seeds <= 0) return 0;
      const own = [...args, '--jobs', '1', '--from', String(from), '--seeds', String(seeds)];
      const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, ...own], {
        stdio: 'inherit',
      });
      return await new Promise<number>((resolve) => void child.once('exit', (code) => resolve(code ?? 1)));
    }),
  );
  return Math.max(...codes);
}

const args = process.argv.slice(2);
const options = readOptions(args);
if (options.jobs > 1) process.exit(await runJobs(options, args));
const totals = await runSeeds(options);
if (options.json) say(JSON.stringify(totals));
else {
  const { seeds, failed, requests, mutations, seconds, hash } = totals;
  const speed = (seeds / seconds).toFixed(1);
  say(
    `${seeds} seeds (${options.store}, from ${options.from}): ${failed} failed; ${mutations} changes, ${requests} requests, ${speed} seeds/s` +
      (seeds === 1 ? `; trace ${hash}` : ''),
  );
}
process.exit(totals.failed ? 1 : 0);
