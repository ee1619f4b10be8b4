import type { Profile } from './device.ts';
import { calm, type Weather } from './network.ts';
import { firstApp, lostApp, type OldApp } from './old-app.ts';
import {
  castBiases,
  edits,
  EDITS_OF_A_BURST,
  type Action,
  type Bias,
  type Edit,
  type Plan,
} from './schedule.ts';
import type { World } from './world.ts';
import { chain, edit, oddTicket, step } from './edits.ts';

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
const aimed: Weather[] = [
  { ...calm, only: '/sync/push', slow: 0.6, slowMs: 8_000 },
  { ...calm, only: '/sync/stream', loseRequest: 1 },
  { ...calm, only: '/sync/pull', loseRequest: 1 },
  { ...calm, only: '/sync/push', loseReply: 1 },
  { ...calm, only: '/sync/fill', cut: 1 },
  { ...calm, only: '/sync/push', slow: 1, slowMs: 20_000 },
  { ...calm, only: '/sync/push', loseRequest: 0.5 },
];
/** A proxy that lets no stream through. */
const streamless: Weather = { ...calm, only: '/sync/stream', loseRequest: 1 };

const stormOf = (a: number): Weather => (a < 1_000 ? storms[a % storms.length] : aimed[a - 1_000]) ?? calm;

/** Schedules about what agents do to one another: nobody else is there to begin with, in some of them every other time. */
const desks: readonly Bias[] = ['tabs', 'crowds', 'conflicts', 'clocks', 'verdicts', 'fields', 'overtakings'];
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
    const decides =
      (['grants', 'approvals'].includes(plan.bias) && i === 0) || (plan.bias === 'old-apps' && i === 1);
    const cast = castBiases.includes(plan.bias) ? [plan.seed % 2 ? ana : ben, admin, rolf][i] : undefined;
    world.addProfile(cast ?? (decides ? admin : isDesk ? agent : person), undefined, app);
  }
  if (plan.bias === 'streamless') world.network.weather = world.healed = streamless;
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
    case 'stillborn':
      // All of its tabs are gone, and the one that begins then dies while it opens.
      if (tabs.some((one) => one.isReady)) {
        for (const one of tabs) world.kill(one);
        const opened = world.openTab(profile);
        world.scheduler.after(a % 2 ? a % 6 : a % 60, opened.owner, () => {
          world.scheduler.note(`KILL ${opened.owner}${opened.isReady ? '' : ', before it was open'}`);
          world.kill(opened);
          if (world.tabsOf(profile).length === 0) world.openTab(profile);
        });
      }
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
    case 'step':
      if (tab?.isReady && !profile.app) step(world, tab, b, c);
      break;
    case 'unstep':
      if (tab?.isReady && !profile.app) tab.unstep((made) => (world.mutations += made));
      break;
    case 'chain':
      if (tab?.isReady) chain(world, tab, b);
      break;
    case 'odd-ticket':
      if (tab?.isReady && !profile.app) oddTicket(world, tab);
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
