import { resolutions, type Conflict, type Resolution } from '../../shared/model/conflict.ts';
import { fieldMergeKey, mergeRules } from '../../shared/model/policy.ts';
import { statuses, priorities } from '../../shared/model/ticket.ts';
import { restoring } from '../../shared/mutations/conflict.ts';
import type { MutationArgs, MutationName } from '../../shared/mutations/registry.ts';
import type { Person, Profile, Tab } from './device.ts';
import { calm, type Weather } from './network.ts';
import { couldSay, firstApp, lostApp, type OldApp } from './old-app.ts';
import { edits, EDITS_OF_A_BURST, type Action, type Bias, type Edit, type Plan } from './schedule.ts';
import type { World } from './world.ts';

const YEAR_MS = 365.25 * 86_400_000;
const jumps = [73 * YEAR_MS, -27 * YEAR_MS, 0, 5 * 60_000, -5 * 60_000, 3_000, -3_000, 0];

const storms: Weather[] = [
  { loseRequest: 0.25, loseReply: 0.25, repeat: 0.1, slow: 0.1, cut: 0.3, hang: 0.1 },
  { loseRequest: 0, loseReply: 0.5, repeat: 0.2, slow: 0.2, cut: 0.4, hang: 0 },
  { loseRequest: 0.1, loseReply: 0.1, repeat: 0.4, slow: 0.4, cut: 0.1, hang: 0.2 },
  // Aimed at one kind of exchange, while the others go on.
  { ...calm, only: '/sync/pull', loseRequest: 0.5, slow: 0.3, slowMs: 4_000 },
  { ...calm, only: '/sync/pull', slow: 0.7, slowMs: 6_000 },
  { ...calm, only: '/sync/push', loseReply: 0.7, slow: 0.2, slowMs: 4_000 },
  { ...calm, only: '/sync/fill', cut: 0.2, trickle: 0.8 },
  { ...calm, only: '/sync/stream', loseRequest: 0.9, bunchMs: 400 },
];

/** For scenes alone: no storm that chance brings is one of these. */
const aimed: Weather[] = [{ ...calm, only: '/sync/push', slow: 0.6, slowMs: 8_000 }];
const stormOf = (a: number): Weather => (a < 1_000 ? storms[a % storms.length] : aimed[a - 1_000]) ?? calm;

/** Schedules about what agents do to one another: nobody else is there to begin with, in some of them every other time. */
const desks: readonly Bias[] = ['tabs', 'crowds', 'conflicts', 'clocks', 'verdicts', 'fields'];
const mixed: readonly Bias[] = ['conflicts', 'clocks', 'fields'];

/** What was on a profile's disk, and the app that had left it there. */
interface Snapshot {
  disk: object;
  app: OldApp | undefined;
}
type Snapshots = Map<Profile, Snapshot>;

/** Does what a plan says, one thing after the other, while the world goes on. */
export async function act(world: World, plan: Plan): Promise<void> {
  const { ana, ben, rita, admin, rolf } = world.desk.people;
  const people = [ana, rita, ben, ana, admin, rolf, rita];
  for (let i = 0; i < plan.replicas; i += 1) {
    const person = people[(i + plan.seed) % people.length] ?? ana;
    const agent = [ana, ben, admin][(i + plan.seed) % 3] ?? ana;
    const isDesk = desks.includes(plan.bias) && (plan.seed % 2 === 0 || !mixed.includes(plan.bias));
    const app = plan.bias === 'old-apps' && i % 2 === 0 ? firstApp : undefined;
    const decides = (plan.bias === 'grants' && i === 0) || (plan.bias === 'old-apps' && i === 1);
    world.addProfile(decides ? admin : isDesk ? agent : person, undefined, app);
  }
  const snapshots: Snapshots = new Map();
  for (const action of plan.actions) {
    if (!(await world.pass(action.after))) return;
    const { profiles } = world;
    const profile = profiles.at(action.device < 0 ? -1 : action.device % profiles.length) as Profile;
    await actOne(world, action, profile, snapshots);
    if (world.violation) return;
  }
  await world.pass(500);
}

async function actOne(world: World, action: Action, profile: Profile, snapshots: Snapshots): Promise<void> {
  const { a, b, c } = action;
  const tabs = world.tabsOf(profile);
  const tab = tabs[b % Math.max(1, tabs.length)];
  world.scheduler.note(`ACT ${profile.name} ${action.kind} ${a} ${b} ${c}`);
  switch (action.kind) {
    case 'edit':
      if (tab?.isReady) edit(world, tab, edits[a] as Edit, b, c);
      break;
    case 'burst':
      if (tab?.isReady)
        for (let i = 0; i < 4 + (c % 5); i += 1)
          edit(world, tab, edits[(a + i * c) % EDITS_OF_A_BURST] as Edit, b, c + i);
      break;
    case 'offline':
      profile.online = false;
      break;
    case 'online':
      profile.online = true;
      for (const one of tabs) one.kick();
      break;
    case 'kill':
      // In the middle of whatever it will be doing then; another begins at once.
      if (tab?.isReady)
        world.scheduler.after(a % 60, tab.owner, () => {
          world.scheduler.note(`KILL ${tab.owner}`);
          world.kill(tab);
          if (world.tabsOf(profile).length === 0) world.openTab(profile);
        });
      break;
    case 'tab':
      if (tabs.length < 3) world.openTab(profile);
      break;
    case 'clock':
      profile.clockOffMs = jumps[a % jumps.length] ?? 0;
      for (const one of tabs) one.clockJumped();
      break;
    case 'snapshot':
      if (tabs.every((one) => one.isReady)) snapshots.set(profile, copyOf(world, profile));
      break;
    case 'restore-profile': {
      const snapshot = snapshots.get(profile);
      if (snapshot && tabs.every((one) => one.isReady))
        world.putProfile(profile, snapshot.disk, snapshot.app);
      break;
    }
    case 'clone':
      if (world.profiles.length < 5 && tabs.every((one) => one.isReady)) {
        const { disk, app } = snapshots.get(profile) ?? copyOf(world, profile);
        world.addProfile(profile.person, disk, app);
      }
      break;
    case 'newcomer':
    case 'old-newcomer':
      if (world.profiles.length < 5) {
        const people = Object.values(world.desk.people);
        const app = action.kind === 'newcomer' ? undefined : firstApp;
        world.addProfile(people[a % people.length] ?? profile.person, undefined, app);
      }
      break;
    case 'left-behind':
      if (profile.app) profile.app = lostApp;
      break;
    case 'update':
      if (tabs.every((one) => one.isReady)) world.update(profile);
      break;
    case 'hide':
      tab?.hide();
      break;
    case 'freeze':
      tab?.hide();
      tab?.freeze();
      break;
    case 'show':
      for (const one of tabs) one.show();
      break;
    case 'half-open': {
      const only = [undefined, '/sync/push', '/sync/pull', '/sync/fill', '/sync/stream', '/sync/replicas'][
        a % 6
      ];
      world.network.weather = { ...calm, mute: only ? 0.8 : 0.25, ...(only && { only }) };
      break;
    }
    case 'restart-server':
      await afterServerTasks(world, a % 80);
      await world.restartServer();
      break;
    case 'backup':
      await world.takeBackup();
      break;
    case 'restore-server':
      if (world.backup) await world.restoreServer(world.backup);
      break;
    case 'chain':
      if (tab?.isReady) chain(world, tab, b);
      break;
    case 'pieces':
      if (tab?.isReady) tab.sendInPieces(c % 2 ? { protocol: 1, app: '0.1.0' } : {});
      break;
    case 'compare':
      if (tab?.isReady && !profile.app) tab.compare();
      break;
    case 'upkeep':
      world.upkeep([31, 91, 181, 400][a % 4] ?? 0);
      break;
    case 'storm':
      world.network.weather = stormOf(a);
      break;
    case 'calm':
      world.network.weather = {
        ...(storms[0] as Weather),
        loseRequest: 0.02,
        loseReply: 0.02,
        cut: 0.05,
        hang: 0,
        slow: 0.02,
        repeat: 0.02,
      };
      break;
    default:
      break;
  }
}

/** A copy of what is on the disk once the profile's processes are gone, as a copied folder is. They start again. */
function copyOf(world: World, profile: Profile): Snapshot {
  for (const tab of world.tabsOf(profile)) world.kill(tab);
  const snapshot = { disk: world.disk.copy(profile.name), app: profile.app };
  world.openTab(profile);
  return snapshot;
}

async function afterServerTasks(world: World, tasks: number): Promise<void> {
  let there = false;
  world.scheduler.after(tasks, world.server.owner, () => (there = true));
  await world.scheduler.run(() => there || world.violation !== undefined, world.scheduler.nowMs + 5_000);
}

/** What a person decides about a conflict of theirs; a text is merged into one that has not been written before. */
function settling(conflict: Conflict, choice: Resolution, word: string): MutationArgs<'conflict.resolve'> {
  const { id: conflictId, ticketId } = conflict;
  const write = choice === 'keep' ? undefined : restoring(conflict, 'because');
  if (!write) return { conflictId, ticketId, choice: 'keep', write: null };
  if (choice === 'merge' && write.name === 'ticket.set-title')
    return { conflictId, ticketId, choice, write: { ...write, args: { ticketId, title: `title ${word}` } } };
  return { conflictId, ticketId, choice: 'restore', write };
}

/** Two moves of one ticket, the first as an app of another version would say it: the server could do the second alone. */
function chain(world: World, tab: Tab, b: number): void {
  const shown = world.disk.read<{ id: string; ticket: { status: string } }>(tab.profile.name, 'tickets');
  const { id: ticketId, ticket } = shown[b % Math.max(1, shown.length)] ?? {};
  if (!ticketId) return;
  const to = ticket?.status === 'pending' ? 'open' : 'pending';
  world.mutations += 2;
  tab.mutate('ticket.move', { ticketId, to, reason: null }, ({ uid }) => {
    if (!uid) return;
    tab.disguise(uid);
    tab.mutate('ticket.move', { ticketId, to: 'resolved', reason: null }, () => undefined);
  });
}

/** A person's change to something that is on their screen. */
function edit(world: World, tab: Tab, what: Edit, b: number, c: number): void {
  const { desk } = world;
  const { profile } = tab;
  const staff = world.mirror.grantsOf(profile.person.id).role !== 'user';
  const shown = world.disk.read<{ id: string }>(profile.name, 'tickets');
  const ticketId = shown[b % Math.max(1, shown.length)]?.id;
  const word = `${world.next()}`;
  const people = Object.values(desk.people);
  // Now and then somebody of the staff has filed it: then two scopes of theirs may hold it.
  const filers = { 3: desk.people.ben, 5: desk.people.ana } as Record<number, Person>;
  const requesterId = (filers[c % 7] ?? (c % 2 ? desk.people.rita : desk.people.rolf)).id;
  const assigneeId = ([desk.people.ana, desk.people.ben, undefined][c % 3] ?? null)?.id ?? null;
  const tagId = desk.tagIds[c % 2] ?? '';
  const send = <N extends MutationName>(name: N, args: MutationArgs<N>): void => {
    // Nobody works in a tab that they do not see, and an app of then offers what was known then.
    if (profile.app && !couldSay(name)) return;
    tab.show();
    world.mutations += 1;
    tab.mutate(name, args, (made) => {
      if (made.refusal) world.scheduler.note(`${tab.owner} may not ${name}: ${made.refusal.code}`);
    });
  };
  if (what === 'create' || !ticketId) {
    tab.takeNumber((number) =>
      send('ticket.create', {
        id: crypto.randomUUID(),
        number,
        title: `title ${word}`,
        description: `description ${word}`,
        priority: 'medium',
        categoryId: null,
        requesterId: staff ? requesterId : profile.person.id,
        assigneeId: null,
        teamId: null,
        place: null,
      }),
    );
    return;
  }
  switch (what) {
    case 'title':
      return send('ticket.set-title', { ticketId, title: `title ${word}` });
    case 'description':
      return send('ticket.set-description', { ticketId, description: `description ${word}` });
    case 'priority':
      return send('ticket.set-priority', { ticketId, priority: priorities[c % priorities.length] ?? 'low' });
    case 'move':
      return send('ticket.move', {
        ticketId,
        to: statuses[c % statuses.length] ?? 'open',
        reason: 'because',
      });
    case 'assign':
      return send('ticket.assign', { ticketId, assigneeId, teamId: c % 5 ? null : desk.teamId });
    case 'category':
      return send('ticket.set-category', { ticketId, categoryId: desk.categoryIds[c % 3] ?? null });
    case 'requester':
      return send('ticket.set-requester', { ticketId, requesterId });
    case 'tag':
      return send('tag.add', { ticketId, tagId });
    case 'untag':
      return send('tag.remove', { ticketId, tagId });
    case 'field':
      return send('field.set', { ticketId, fieldId: desk.fieldId, value: `value ${word}` });
    case 'secret':
      return send('field.set', { ticketId, fieldId: desk.secretFieldId, value: `SECRET ${word}` });
    case 'note':
      return staff
        ? send('message.add', { ticketId, id: crypto.randomUUID(), body: `SECRET ${word}`, internal: true })
        : undefined;
    case 'take':
      return send('ticket.take', { ticketId });
    case 'reply':
      // On what was closed it opens another ticket.
      return send('message.add', {
        ticketId,
        id: crypto.randomUUID(),
        body: `replies ${word}`,
        internal: false,
        ...(!staff && { followUp: { id: crypto.randomUUID(), number: null } }),
      });
    case 'say':
      return send('message.add', {
        ticketId,
        id: crypto.randomUUID(),
        body: `says ${word}`,
        internal: false,
      });
    case 'list':
      return c % 2
        ? send('tag.create', { id: crypto.randomUUID(), name: `tag ${word}` })
        : send('category.create', { id: crypto.randomUUID(), name: `cat ${word}${people.length}` });
    case 'policy':
      return send('policy.set', { key: 'agents-see', value: c % 3 ? 'own-teams' : 'all' });
    case 'rules': {
      const [title, description] = [mergeRules[c % 3] ?? 'last', mergeRules[b % 3] ?? 'last'];
      return send('policy.set', { key: 'merge', value: { title, description, status: title } });
    }
    case 'field-rules': {
      // One field's own rule counts before the one for all of them.
      const key = b % 3 ? fieldMergeKey(desk.fieldId) : 'merge-field';
      return send('policy.set', { key, value: mergeRules[c % 3] ?? 'last' });
    }
    case 'settle': {
      const open = world.disk
        .read<{ kind: string; row: Conflict }>(profile.name, 'directory')
        .flatMap(({ kind, row }) => (kind === 'conflict' && row.resolvedAt === null ? [row] : []));
      const conflict = open[b % Math.max(1, open.length)];
      return conflict && send('conflict.resolve', settling(conflict, resolutions[c % 3] ?? 'keep', word));
    }
    case 'member': {
      const person = [desk.people.ana, desk.people.ben][b % 2] ?? desk.people.ana;
      const known = world.disk
        .read<{ kind: string; row: { id: string; personId: string } }>(profile.name, 'directory')
        .find(({ kind, row }) => kind === 'membership' && row.personId === person.id);
      const id = known?.row.id ?? crypto.randomUUID();
      return send('membership.set', {
        id,
        teamId: desk.teamId,
        personId: person.id,
        lead: false,
        removed: c % 2 === 0,
      });
    }
    case 'role': {
      const person = [desk.people.ben, desk.people.rita, desk.people.ana][b % 3] ?? desk.people.ben;
      return send('person.set-role', { personId: person.id, role: c % 2 ? 'agent' : 'user' });
    }
    case 'odd-title':
      world.mutations += 1;
      return tab.mutate('ticket.set-title', { ticketId, title: `title ${word}` }, ({ uid }) => {
        if (uid) tab.disguise(uid);
      });
    case 'odd':
      world.mutations += 1;
      return tab.mutate('ticket.set-priority', { ticketId, priority: 'low' }, ({ uid }) => {
        if (uid) tab.disguise(uid);
      });
    default:
      return undefined;
  }
}
