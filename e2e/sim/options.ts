import { parseArgs } from 'node:util';
import { allBiases, biases, biasesInTurn, type Bias } from './schedule.ts';
import type { Store } from './store.ts';

export interface Options {
  from: number;
  seeds: number;
  replicas: number;
  store: Store['name'];
  /** Taken in turn. */
  biases: readonly Bias[];
  jobs: number;
  /** Prints the whole trace. */
  trace: boolean;
  /** Prints one line of JSON for whoever started this. */
  json: boolean;
  /** Breaks off after the first failure, and does not shrink it. */
  first: boolean;
  /** Runs the worlds of `pinned.ts` instead. */
  pinned: boolean;
}

const usage = `npm run sim -- [--seeds N] [--from S] [--seed S] [--replicas R] [--store memory|postgres] [--bias all|name[,name]]
  [--jobs N] [--trace] [--first] [--pinned]`;

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '100' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      replicas: { type: 'string', default: '3' },
      store: { type: 'string', default: 'memory' },
      bias: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      trace: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      first: { type: 'boolean', default: false },
      pinned: { type: 'boolean', default: false },
    },
  });
  const number = (text: string, least: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) throw new Error(`${text} is no number here.\n${usage}`);
    return value;
  };
  const { store, bias } = values;
  if (store !== 'memory' && store !== 'postgres') throw new Error(`There is no store ${store}.\n${usage}`);
  const chosen = bias === 'all' ? allBiases : bias?.split(',');
  const unknown = chosen?.find((name) => !(name in biases));
  if (unknown !== undefined)
    throw new Error(`There is no bias ${unknown}: all, or of ${allBiases.join(', ')}.\n${usage}`);
  return {
    from: number(values.seed ?? values.from, 0),
    seeds: values.seed === undefined ? number(values.seeds, 1) : 1,
    replicas: number(values.replicas, 1),
    store,
    biases: (chosen as Bias[] | undefined) ?? biasesInTurn,
    jobs: number(values.jobs, 1),
    trace: values.trace,
    json: values.json,
    first: values.first,
    pinned: values.pinned,
  };
}

/** The bias of a seed: of those asked for, or of those that come without being named, each in turn. */
export function biasOf(seed: number, { biases: chosen }: Pick<Options, 'biases'>): Bias {
  return chosen[seed % chosen.length] as Bias;
}
