import { pick, streamOf, upTo, weighted } from './random.ts';

/** Something that happens in a world. `a`, `b`, `c` choose among what is there then, so that any action may be left out. */
export interface Action {
  /** Virtual milliseconds since the action before. */
  after: number;
  kind: ActionKind;
  device: number;
  a: number;
  b: number;
  c: number;
}

const kinds = [
  'edit', 'offline', 'online', 'kill', 'tab', 'clock', 'snapshot', 'restore-profile', 'clone', 'restart-server',
  'backup', 'restore-server', 'newcomer', 'storm', 'calm', 'burst', 'upkeep',
] as const; // prettier-ignore
export type ActionKind = (typeof kinds)[number];

export const edits = [
  'title', 'description', 'priority', 'move', 'assign', 'category', 'requester', 'tag', 'untag', 'field', 'secret',
  'note', 'say', 'create', 'list', 'policy', 'member', 'role', 'odd',
] as const; // prettier-ignore
export type Edit = (typeof edits)[number];

type Weights = Partial<Record<ActionKind, number>>;

/** Which mishaps a run leans towards. Each has all of the others too, but rarely. */
const usual: Weights = {
  edit: 60,
  offline: 5,
  online: 6,
  kill: 3,
  tab: 3,
  burst: 3,
  storm: 3,
  calm: 2,
  newcomer: 1,
};
export const biases = {
  mixed: { ...usual, clock: 1, clone: 1, snapshot: 1, 'restore-profile': 1, 'restart-server': 1 },
  races: { ...usual, tab: 14, kill: 12, storm: 8 },
  clones: { ...usual, clone: 8, snapshot: 8, 'restore-profile': 8 },
  moves: { ...usual, newcomer: 5 },
  clocks: { ...usual, clock: 14 },
  server: { ...usual, 'restart-server': 10, storm: 6 },
  backups: { ...usual, backup: 6, 'restore-server': 6 },
  conflicts: { ...usual, offline: 12, online: 12 },
  grants: { ...usual, kill: 5 },
  bounds: { ...usual, upkeep: 10, offline: 8, online: 8, snapshot: 4, 'restore-profile': 4 },
} satisfies Record<string, Weights>;
export type Bias = keyof typeof biases;

const editWeights: Record<Bias, Partial<Record<Edit, number>>> = (() => {
  const even = Object.fromEntries(edits.map((edit) => [edit, 2])) as Record<Edit, number>;
  const plain = {
    ...even,
    title: 8,
    say: 6,
    requester: 4,
    create: 3,
    list: 1,
    policy: 1,
    member: 1,
    role: 1,
    odd: 1,
  };
  return {
    mixed: plain,
    races: plain,
    clones: plain,
    moves: { ...plain, requester: 24, note: 6, say: 8, secret: 4 },
    clocks: { ...plain, title: 16 },
    server: plain,
    backups: plain,
    conflicts: { ...plain, title: 24, description: 8 },
    bounds: { ...plain, requester: 14 },
    grants: { ...plain, policy: 8, member: 10, role: 10, assign: 10, requester: 6, note: 6 },
  };
})();

export interface Plan {
  seed: number;
  bias: Bias;
  replicas: number;
  actions: Action[];
}

/** What happens in the world of a seed. */
export function planOf(seed: number, bias: Bias, replicas: number): Plan {
  const random = streamOf(seed, 'plan');
  const actions: Action[] = [];
  const count = 14 + upTo(random, 22);
  for (let i = 0; i < count; i += 1) {
    const kind = weighted<ActionKind>(random, biases[bias]);
    const edit = weighted<Edit>(random, editWeights[bias]);
    actions.push({
      after: pick(random, [0, 1, 3, 10, 40, 150, 600, 2_500, 9_000]),
      kind,
      device: upTo(random, replicas + 2),
      a: kind === 'edit' || kind === 'burst' ? edits.indexOf(edit) : upTo(random, 1_000),
      b: upTo(random, 1_000),
      c: upTo(random, 1_000),
    });
  }
  return { seed, bias, replicas, actions };
}
