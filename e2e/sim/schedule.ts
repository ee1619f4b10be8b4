import { archiveEdits } from './archive-edits.ts';
import { dealings, type Dealing } from './dealings.ts';
import { fieldEdits, type FieldEdit } from './field-edits.ts';
import { pick, streamOf, upTo, weighted } from './random.ts';

/** Something that happens in a world. `a`, `b`, `c` choose among what is there then, so that any action may be left out. */
export interface Action {
  /** Virtual milliseconds since the action before. */
  after: number;
  kind: ActionKind;
  /** Which profile, among those there are then; -1 is the newest. */
  device: number;
  a: number;
  b: number;
  c: number;
}

const kinds = [
  'edit', 'offline', 'online', 'kill', 'tab', 'clock', 'snapshot', 'restore-profile', 'clone', 'restart-server',
  'backup', 'restore-server', 'newcomer', 'storm', 'calm', 'burst', 'upkeep', 'pieces',
  'old-newcomer', 'left-behind', 'update', 'hide', 'freeze', 'show', 'half-open',
  'chain', 'step', 'unstep', 'compare', 'odd-ticket', 'stillborn',
] as const; // prettier-ignore
export type ActionKind = (typeof kinds)[number];

export const edits = [
  'title', 'description', 'priority', 'move', 'assign', 'category', 'requester', 'tag', 'untag', 'field', 'secret',
  'note', 'say', 'create', 'list', 'policy', 'member', 'role', 'odd', 'odd-title', 'rules', 'settle',
  'take', 'reply',
  'link', 'unlink', 'merge', 'unmerge', 'split', 'field-rules',
  'word-wanted', 'urgent', 'word', 'rewrite', 'attach', ...fieldEdits, 'team', ...dealings, 'take-away', 'give-back',
  ...archiveEdits,
] as const; // prettier-ignore
/** What is done to two tickets at once; comes by numbers of its own. */
const joins: readonly Edit[] = ['link', 'unlink', 'merge', 'merge', 'unmerge', 'split'];
/** What is done to what was said; comes by numbers of its own as well. */
const rewrites: readonly Edit[] = ['say', 'note', 'rewrite', 'rewrite', 'rewrite', 'rewrite'];
/** What a burst goes through: those there were when the first bursts were pinned. */
export const EDITS_OF_A_BURST = 22;
export type Edit = (typeof edits)[number];

/** A step of a scene: what, which edit or storm, and how long after the step before where chance is not to say. */
type Step = readonly [what: string, how?: Edit | number | null, after?: number];

/**
 * Things that happen one after the other, which no chance would bring together often. To one device, but `!` to the
 * newest, and `+` to the one after it; edits are to one and the same ticket, as far as the lists are the same.
 */
const scenes = {
  /** A profile is copied while changes wait in it, and both go on from there. */
  twins: [
    ['offline'], ['edit', 'title', 40], ['clone'], ['edit', 'title', 150], ['edit', 'create'], ['edit!', 'create'],
    ['edit', 'title'], ['edit', 'say'], ['online', null, 600], ['pieces', null, 0], ['pieces', null, 3],
  ],
  /** A change that the server will refuse, and others on top of it. */
  refused: [['offline'], ['edit', 'odd-title'], ['edit', 'title'], ['edit', 'description'], ['online']],
  /** The tenant chooses a rule, whoever of two is its admin, and then two write what neither has seen of the other. */
  ruled: [
    ['edit', 'rules'], ['edit+', 'rules', 3], ['offline', null, 2_500], ['edit', 'title'], ['edit+', 'title'],
    ['edit', 'description'], ['edit+', 'description'], ['online', null, 600], ['edit', 'settle', 2_500], ['edit+', 'settle'],
  ],
  /** A device that the backup does not know has work acknowledged and more of it waiting when that backup is put back. */
  'lost-work': [
    ['backup'], ['newcomer'], ['edit!', 'create'], ['edit!', 'title'], ['calm'], ['offline!'], ['edit!', 'title'],
    ['edit!', 'say'], ['restore-server'], ['online!'],
  ],
  /** Two give one custom field a value, neither having seen the other's; under a rule that was chosen for it, or none. */
  'two-values': [
    ['edit', 'field'], ['edit+', 'field-rules', 600], ['offline', null, 2_500], ['edit', 'field'], ['edit+', 'field', 150],
    ['edit', 'field', 3], ['online', null, 600], ['edit', 'settle', 2_500], ['edit+', 'settle'],
  ],
  /** The same, where it had no value before. */
  'first-values': [
    ['edit', 'create'], ['offline', null, 2_500], ['edit', 'field'], ['edit+', 'field', 150], ['edit', 'field', 40], ['online', null, 600],
  ],
  /** Without a stream a device is behind, knows nothing of it, and compares itself. */
  unaware: [
    ['storm', 7], ['restart-server', null, 600], ['edit+', 'title', 2_500], ['compare', null, 600], ['compare', null, 150],
  ],
  /** A clock is put right, or wrong, between a change and its sending. */
  turned: [['edit+', 'title', 150], ['offline', null, 2_500], ['edit', 'title', 40], ['clock', 3], ['online']],
  /** A ticket leaves while a device is away for longer than it is told so. */
  pruned: [
    ['offline', null, 600], ['edit+', 'requester', 2_500], ['edit+', 'requester', 600], ['upkeep', 2, 2_500], ['online', null, 600],
  ],
  /** Changes sent without waiting for answers, over each other. */
  haste: [['offline'], ['edit', 'create'], ['edit', 'title'], ['edit', 'say'], ['online'], ['pieces', null, 0]],
  /** Pulls are lost while the stream goes on: what it brings does not follow on what is here. */
  missed: [
    ['storm', 3], ['offline'], ['edit+', 'title', 600], ['edit+', 'say', 600], ['online', null, 2_500], ['edit+', 'title', 600],
    ['edit+', 'title', 600],
  ],
  /** Several tabs ask, and the answers come late and in any order. */
  late: [
    ['storm', 4], ['tab'], ['tab'], ['edit', 'say', 2_500], ['edit+', 'title', 3], ['edit+', 'title', 600],
    ['edit', 'say', 150], ['edit+', 'title', 600], ['edit+', 'title', 600],
  ],
  /**
   * A delta waits in a tab that stands still; another tab of the device has a stream that began beyond it, no pull of its
   * arrives, and it is told of a later value by somebody else.
   */
  overtaken: [
    ['calm'], ['online'], ['edit', 'say', 2_500], ['freeze', null, 9_000], ['storm', 1_001, 150], ['tab', null, 40],
    ['edit!', 'title', 5_000], ['storm', 1_002, 2_500], ['edit+', 'title', 9_000], ['show', null, 2_500], ['calm', null, 9_000],
  ],
  /** Changes arrive and pass, and nobody hears of it. */
  unheard: [['storm', 5], ['edit', 'title'], ['edit+', 'title', 600], ['edit+', 'title', 600], ['edit+', 'title', 600]],
  /** Two tabs of a new device fetch everything at once, slowly, while it changes. */
  'two-fills': [
    ['storm', 6], ['newcomer'], ['edit', 'title', 600], ['tab!', null, 150], ['edit', 'title', 600], ['tab!', null, 600],
    ['edit', 'requester', 600], ['edit', 'title', 600],
  ],
  /** A move that the server will refuse, and on top of it one that would be allowed without it. */
  fallen: [['offline'], ['chain', null, 40], ['edit', 'say'], ['online']],
  /**
   * Answers to a push come so late that the device has another identity by then: a copy of its profile has used the next
   * counters for something else, and another tab was told.
   */
  'late-verdict': [
    ['calm', null, 2_500], ['offline', null, 600], ['edit', 'title', 150], ['storm', 1_000, 40], ['clone', null, 10],
    ['edit!', 'title', 600], ['edit!', 'title', 10], ['online!', null, 40], ['online', null, 600], ['burst', 'title', 150],
    ['tab', null, 40], ['online', null, 600],
  ],
  /**
   * An answer comes under an earlier identity while what waits under the new one has not arrived: the counters of the one
   * are those of other changes in the other.
   */
  astray: [
    ['calm', null, 600], ['online', null, 40], ['edit', 'title', 600], ['offline', null, 2_500], ['edit', 'title', 40],
    ['clone', null, 40], ['edit!', 'title', 600], ['edit!', 'title', 40], ['online!', null, 2_500], ['storm', 1_005, 2_500],
    ['online', null, 40], ['burst', 'title', 150], ['storm', 1_006, 600], ['tab', null, 40], ['online', null, 600],
    ['online', null, 2_500], ['online', null, 2_500], ['calm', null, 9_000],
  ],
  /** Without streams, and with requests that arrive together. */
  crowd: [
    ['storm', 7], ['restart-server'], ['edit', 'title', 2_500], ['edit+', 'title', 150], ['edit', 'say', 150],
    ['edit+', 'say', 150], ['edit', 'title', 150], ['edit+', 'title', 150], ['edit', 'say', 150],
  ],
  /** A tab stands still for minutes while others work, and then goes on where it was. */
  away: [
    ['edit', 'title'], ['freeze', null, 150], ['edit+', 'title', 600], ['edit+', 'say', 9_000], ['edit+', 'title', 180_000],
    ['show', null, 60_000],
  ],
  /** An app of then is replaced by this one while changes wait. */
  updated: [['offline'], ['edit', 'title', 40], ['edit', 'say', 150], ['update', null, 600], ['online']],
  /** Many tickets changed in one step, which is taken back while others change the same, or before it was ever sent. */
  'changed-mind': [
    ['offline', null, 600], ['step'], ['edit+', 'move', 40], ['edit+', 'priority', 40], ['online', null, 600], ['unstep', null, 600],
    ['offline', null, 40], ['step', null, 40], ['unstep', null, 40], ['online', null, 600],
  ],
  /** Two ask for the same, and two decide, without knowing of each other. */
  'two-words': [
    ['edit', 'word-wanted'], ['edit+', 'word-wanted', 3], ['offline', null, 2_500], ['edit', 'urgent'], ['edit+', 'urgent', 40],
    ['online', null, 600], ['offline', null, 600], ['edit', 'word', 40], ['edit+', 'word', 40], ['online', null, 600],
  ],
  /** What will be refused, and what builds on it; its person is told, and takes it up again or lets go of it. */
  'second-thoughts': [
    ['offline', null, 600], ['odd-ticket', null, 40], ['edit', 'odd-title', 40], ['edit', 'say', 40], ['online', null, 600],
    ['edit', 'retry', 9_000], ['edit', 'drop', 600], ['edit', 'retry', 2_500],
  ],
  /** A title loses, and its author hears no answer until they see no tickets any more, and it was changed once more. */
  'told-late': [
    ['calm', null, 600], ['online', null, 40], ['online+', null, 40], ['edit+', 'give-back', 600], ['offline', null, 9_000],
    ['edit', 'title', 40], ['edit+', 'title', 600], ['storm', 1_003, 600], ['online', null, 40],
    ['edit+', 'take-away', 2_500], ['edit+', 'title', 2_500], ['calm', null, 600],
  ],
  /** Somebody sees no tickets any more before a title that they gave one is written over unseen. */
  'lost-later': [
    ['calm', null, 600], ['online', null, 40], ['online+', null, 40], ['edit+', 'give-back', 600], ['offline+', null, 9_000],
    ['edit', 'title', 600], ['edit+', 'take-away', 600], ['edit+', 'title', 2_500], ['online+', null, 600],
  ],
  /** Two give a ticket to somebody, neither having seen the other's: one of them loses. */
  'given-twice': [
    ['calm', null, 600], ['online', null, 40], ['online+', null, 40], ['edit+', 'give-back', 600], ['offline', null, 9_000],
    ['edit', 'requester', 40], ['edit+', 'requester', 600], ['online', null, 2_500],
  ],
  /** A new device's fill breaks off again and again, and what it has and has not brought yet changes meanwhile. */
  'in-parts': [
    ['edit', 'create'], ['edit', 'create', 40], ['edit', 'say', 600], ['storm', 1_004, 600], ['newcomer', null, 40],
    ['burst', 'title', 600], ['edit+', 'say', 600], ['edit', 'title', 600], ['edit+', 'requester', 600], ['edit', 'say', 600],
    ['calm', null, 2_500],
  ],
  /** What one closed goes to the archive while that one still works on it unseen, and comes back from there. */
  'brought-back': [
    ['calm', null, 600], ['online', null, 40], ['edit', 'close', 600], ['offline', null, 9_000], ['edit', 'say', 40],
    ['edit', 'title', 40], ['upkeep', 0, 600], ['edit+', 'bring-back', 9_000], ['online', null, 600], ['edit', 'close', 9_000],
    ['upkeep', 0, 2_500], ['edit+', 'bring-back', 9_000], ['edit', 'bring-back', 40],
  ],
} as const satisfies Record<string, readonly Step[]>; // prettier-ignore
type SceneName = keyof typeof scenes;

type Weights = Partial<Record<ActionKind | SceneName, number>>;

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
  haste: 1,
};
export const biases = {
  mixed: { ...usual, clock: 1, clone: 1, snapshot: 1, 'restore-profile': 1, 'restart-server': 1 },
  races: { ...usual, tab: 14, kill: 12, storm: 8 },
  tabs: { ...usual, tab: 6, online: 8, missed: 3, late: 3, unheard: 3, 'two-fills': 3, crowd: 3 },
  crowds: { ...usual, crowd: 12, online: 12 },
  clones: { ...usual, clone: 8, snapshot: 8, 'restore-profile': 8, twins: 6 },
  moves: { ...usual, newcomer: 5 },
  clocks: { ...usual, clock: 14, turned: 4 },
  server: { ...usual, 'restart-server': 10, storm: 6 },
  backups: { ...usual, backup: 6, 'restore-server': 6, 'lost-work': 4 },
  conflicts: { ...usual, offline: 12, online: 12, refused: 5, ruled: 4 },
  grants: { ...usual, kill: 5 },
  bounds: { ...usual, upkeep: 10, offline: 8, online: 8, snapshot: 4, 'restore-profile': 4, pruned: 4 },
  'old-apps': {
    ...usual, 'old-newcomer': 4, updated: 3, update: 3, 'left-behind': 3, tab: 5, clone: 1, snapshot: 2, 'restore-profile': 2,
    upkeep: 1, backup: 1, 'restore-server': 1, 'restart-server': 1,
  },
  background: { ...usual, tab: 8, hide: 10, freeze: 4, show: 6, away: 3, 'half-open': 6, calm: 6, kill: 4 },
  verdicts: { ...usual, 'late-verdict': 6, fallen: 6 },
  steps: { ...usual, step: 16, unstep: 12, offline: 8, online: 10, clone: 1, snapshot: 1, 'restore-profile': 1, 'changed-mind': 3 },
  fields: { ...usual, offline: 8, online: 8, 'two-values': 6, 'first-values': 3 },
  approvals: { ...usual, offline: 8, online: 10, clone: 1, snapshot: 1, 'restore-profile': 1, 'two-words': 4 },
  files: usual,
  teams: { ...usual, offline: 8, online: 8, kill: 5, backup: 1, 'restore-server': 1 },
  jobs: { ...usual, offline: 8, online: 10, clone: 1, snapshot: 1, 'restore-profile': 1, backup: 1, 'restore-server': 1 },
  rules: { ...usual, ruled: 24, offline: 8, online: 8 },
  overtakings: { ...usual, overtaken: 10, tab: 0, online: 8 },
  silence: { ...usual, unheard: 16, tab: 6, online: 8 },
  compares: { ...usual, compare: 30, online: 10, tab: 5, newcomer: 3, storm: 5, unaware: 8 },
  refusals: {
    ...usual, offline: 8, online: 10, refused: 3, fallen: 3, 'second-thoughts': 6, clone: 1, snapshot: 1, 'restore-profile': 1,
    backup: 1, 'restore-server': 1,
  },
  partings: { ...usual, offline: 6, online: 8, 'told-late': 8, 'lost-later': 8, 'given-twice': 6 },
  fills: { ...usual, 'in-parts': 8, 'two-fills': 3, newcomer: 0, upkeep: 2, calm: 4 },
  streamless: { ...usual, storm: 0, calm: 0, tab: 5 },
  lateness: { ...usual, astray: 20, edit: 15, burst: 0, tab: 0, kill: 0, storm: 0 },
  openings: { ...usual, stillborn: 24, kill: 8, tab: 6, storm: 6, upkeep: 1, backup: 1, 'restore-server': 1 },
  archive: { ...usual, 'brought-back': 16, upkeep: 8, offline: 8, online: 10, clone: 1, snapshot: 1, backup: 1, 'restore-server': 1 },
} satisfies Record<string, Weights>; // prettier-ignore
export type Bias = keyof typeof biases;
/** What came later is asked for by name: the seeds that go through the others in turn stay the worlds they were. */
const byName: readonly Bias[] = [
  'steps',
  'fields',
  'compares',
  'approvals',
  'files',
  'teams',
  'jobs',
  'rules',
  'silence',
  'overtakings',
  'refusals',
  'partings',
  'fills',
  'streamless',
  'lateness',
  'archive',
  'openings',
];
/** There the first device is an agent's, the next one the admin's and the third a requester's, and scenes begin with the first. */
export const castBiases: readonly Bias[] = ['partings', 'archive'];
export const allBiases = Object.keys(biases) as Bias[];
export const biasesInTurn = allBiases.filter((bias) => !byName.includes(bias));

const editWeights: Record<Bias, Partial<Record<Edit, number>>> = (() => {
  const drawn = edits.filter((edit) => !joins.includes(edit));
  const even = Object.fromEntries(drawn.map((edit) => [edit, 2])) as Record<Edit, number>;
  const plain = {
    ...even,
    'odd-title': 1,
    rules: 1,
    title: 8,
    say: 6,
    requester: 4,
    create: 3,
    list: 1,
    policy: 1,
    member: 1,
    role: 1,
    odd: 1,
    'field-rules': 0,
    'word-wanted': 0,
    urgent: 0,
    word: 0,
    attach: 0,
    team: 0,
    'take-away': 0,
    'give-back': 0,
    close: 0,
    'bring-back': 0,
    ...(Object.fromEntries([...fieldEdits, ...dealings].map((edit) => [edit, 0])) as Record<
      FieldEdit | Dealing,
      number
    >),
  };
  return {
    mixed: plain,
    races: plain,
    tabs: { ...plain, title: 30 },
    crowds: { ...plain, title: 30 },
    clones: plain,
    moves: { ...plain, requester: 24, note: 6, say: 8, secret: 4 },
    clocks: { ...plain, title: 16 },
    server: plain,
    backups: plain,
    conflicts: { ...plain, title: 24, description: 8, settle: 10, rules: 5 },
    bounds: { ...plain, requester: 14 },
    'old-apps': { ...plain, title: 16, description: 4, requester: 8, policy: 6, rules: 6, member: 3 },
    background: { ...plain, title: 16 },
    verdicts: { ...plain, title: 12 },
    steps: { ...plain, priority: 12, move: 16, assign: 10, take: 8, tag: 6, untag: 4 },
    approvals: {
      ...plain,
      urgent: 16,
      priority: 6,
      move: 10,
      word: 24,
      'word-wanted': 10,
      policy: 0,
      role: 0,
      say: 2,
    },
    compares: { ...plain, title: 16, requester: 16 },
    jobs: { ...plain, item: 12, tick: 16, visit: 14, sign: 8, time: 10, mute: 6, requester: 8 },
    rules: { ...plain, title: 12, description: 12, settle: 10, policy: 0, role: 0 },
    silence: { ...plain, title: 30 },
    overtakings: { ...plain, title: 30 },
    refusals: {
      ...plain,
      read: 10,
      retry: 24,
      drop: 8,
      'odd-title': 10,
      odd: 8,
      move: 8,
      role: 3,
      requester: 6,
    },
    partings: { ...plain, title: 16, settle: 4, policy: 0, role: 0 },
    fills: { ...plain, create: 8, title: 12, say: 12, requester: 8 },
    streamless: { ...plain, title: 16 },
    lateness: { ...plain, title: 16 },
    openings: { ...plain, title: 16, create: 6 },
    archive: { ...plain, close: 16, 'bring-back': 14, move: 8, policy: 0, role: 0 },
    files: { ...plain, attach: 24, note: 8, say: 8, requester: 10 },
    fields: { ...plain, field: 30, secret: 8, settle: 10, 'field-rules': 4, requester: 2 },
    teams: { ...plain, team: 40, policy: 6, assign: 8, requester: 4, note: 6, say: 4 },
    grants: { ...plain, policy: 8, member: 10, role: 10, assign: 10, requester: 6, note: 6 },
  };
})();

export interface Plan {
  seed: number;
  bias: Bias;
  replicas: number;
  actions: Action[];
}

const wanting = (b: number): Action => ({
  after: 2_500,
  kind: 'edit',
  device: 0,
  a: edits.indexOf('word-wanted'),
  b,
  c: 1,
});

/** What happens in the world of a seed. */
export function planOf(seed: number, bias: Bias, replicas: number): Plan {
  const random = streamOf(seed, 'plan');
  const actions: Action[] = [];
  const count = 14 + upTo(random, 22);
  // Its admin, the first device, has two kinds of changes approved from the beginning.
  if (bias === 'approvals') actions.push(...[0, 1].map((b) => wanting(b)));
  const one = (kind: ActionKind, edit: Edit, device: number): Action => ({
    after: pick(random, [0, 1, 3, 10, 40, 150, 600, 2_500, 9_000]),
    kind,
    device,
    a: kind === 'edit' || kind === 'burst' ? edits.indexOf(edit) : upTo(random, 1_000),
    b: upTo(random, 1_000),
    c: upTo(random, 1_000),
  });
  while (actions.length < count) {
    const step = weighted<ActionKind | SceneName>(random, biases[bias]);
    const edit = weighted<Edit>(random, editWeights[bias]);
    const device = upTo(random, replicas + 2);
    if (!isScene(step)) {
      actions.push(one(step, edit, device));
      continue;
    }
    const { b } = one('edit', edit, device);
    const first = castBiases.includes(bias) ? 0 : device;
    for (const [what, how, after] of scenes[step] as readonly Step[]) {
      const kind = what.replace(/[!+]/, '') as ActionKind;
      const who = what.endsWith('!') ? -1 : first + (what.endsWith('+') ? 1 : 0);
      const drawn = one(kind, typeof how === 'string' ? how : edit, who);
      const a = typeof how === 'number' ? how : drawn.a;
      actions.push({ ...drawn, a, b, after: after ?? drawn.after });
    }
  }
  return { seed, bias, replicas, actions: withTalk(withJoins(withRare(actions, seed, bias), seed), seed) };
}

/** What comes rarely to worlds of all biases, by numbers of its own: the rest of a world's plan is as it was. */
const rare: readonly (readonly ActionKind[])[] = [
  ['old-newcomer', 'left-behind', 'update'],
  ['hide', 'show'],
  ['freeze', 'show'],
  ['half-open', 'calm'],
];

function withRare(actions: Action[], seed: number, bias: Bias): Action[] {
  const random = streamOf(seed, 'rare');
  if (bias === 'old-apps' || bias === 'background' || random() >= 0.15) return actions;
  const device = upTo(random, 5);
  let at = 0;
  const mishaps = pick(random, rare).map((kind) => {
    at += upTo(random, actions.length - at);
    const own: Action = { after: 150, kind, device, a: upTo(random, 1_000), b: 0, c: 0 };
    return { at, own };
  });
  // From behind, so that places before are still the same.
  for (const { at: place, own } of mishaps.reverse()) actions.splice(place, 0, own);
  return actions;
}

/** In every fourth world tickets are linked, merged and split too; the rest of its plan is as it was. */
const withJoins = (actions: Action[], seed: number): Action[] => withMore(actions, seed, 'joins', joins);

/** In every fourth people change and take back what they said. */
const withTalk = (actions: Action[], seed: number): Action[] => withMore(actions, seed, 'talk', rewrites);

function withMore(actions: Action[], seed: number, stream: string, among: readonly Edit[]): Action[] {
  const random = streamOf(seed, stream);
  if (random() >= 0.25) return actions;
  const more = [...actions];
  for (let i = 0; i < 8; i += 1) {
    const at = upTo(random, more.length);
    const a = edits.indexOf(pick(random, among));
    const [device, b, c] = [upTo(random, 5), upTo(random, 1_000), upTo(random, 1_000)];
    more.splice(at, 0, { after: pick(random, [0, 10, 150, 600]), kind: 'edit', device, a, b, c });
  }
  return more;
}

const isScene = (step: string): step is SceneName => step in scenes;
