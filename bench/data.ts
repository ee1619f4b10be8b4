import type { Priority, Status } from '../shared/model/ticket.ts';
import type { ImportArgs } from '../shared/mutations/import.ts';
import type { NewTenant } from '../sync-server/tenants/provision.ts';

/** A field service's desk: the same sizes and seed always give the same rows. */
export interface DeskData {
  tenant: NewTenant & { people: NonNullable<NewTenant['people']> };
  tickets: ImportArgs[];
}

export interface DeskSize {
  tickets: number;
  people: number;
  slug: string;
  seed?: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Fixed, so that two runs compare; the newest ticket is as old as this. */
const NOW_MS = Date.UTC(2026, 10, 1);

const lists = {
  places:
    'pump station 4|rooftop unit B|substation north|tower 17|cold store 2|platform 9|basement plant room|gate 3|ward 6|quarry crusher|turbine hall|depot east',
  things:
    'pressure sensor|card reader|router|chiller|label printer|PLC cabinet|generator|camera|handheld scanner|fire panel|lift controller|point-of-sale terminal',
  faults:
    'drops off the network|reports E-42 and stops|leaks at the flange|will not power on|shows the wrong time|trips the breaker|reads zero|restarts every hour|needs its yearly inspection|was hit by a forklift|smells of burning|has a cracked screen',
  firstNames:
    'Ana|Bilal|Chen|Dario|Eszter|Farah|Goran|Hana|Ivo|Jun|Katja|Lamine|Mirela|Noor|Oskar|Priya|Quim|Rania|Søren|Tomás|Ulla|Veda|Wanjiru|Ximena|Yusuf|Zoë',
  lastNames:
    'Abebe|Bianchi|Cruz|Dvořák|Eriksen|Fofanah|García|Horvat|Ito|Jansen|Kaya|Lindqvist|Müller|Nguyễn|Okafor|Petrov|Qureshi|Rossi|Şahin|Tanaka',
  tags: 'network|power|safety|warranty|vip|parts|remote-site|recurring|inspection|hvac',
  teams: 'North crew|South crew|Workshop|Service desk',
} as const;

/** What people write of their work, word by word. */
const vocabulary =
  'checked the supply first then swapped the unit and it came back after a minute customer asked for a call before noon the part is on order and arrives with the next van photo attached cable was chewed near the tray reseated both connectors and logged the serial number access needs the night guard key left a note with reception readings are stable since the last visit firmware is two versions behind no signal down there so this was written offline'.split(
    ' ',
  );

const statusWeights: [Status, number][] = [
  ['new', 12],
  ['open', 30],
  ['pending', 14],
  ['escalated', 4],
  ['resolved', 15],
  ['closed', 25],
];
const priorityWeights: [Priority, number][] = [
  ['low', 30],
  ['medium', 45],
  ['high', 18],
  ['urgent', 7],
];

/** Seeded chance: everything drawn from it is the same on every machine. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1); mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.below(from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  weighted<T>(pairs: readonly [T, number][]): T {
    let at = this.next() * pairs.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of pairs) if ((at -= weight) < 0) return value;
    return this.pick(pairs)[0];
  }

  uuid(): string {
    const hex = (length: number) => Array.from({ length }, () => this.below(16).toString(16)).join('');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${this.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
  }

  words(least: number, most: number): string {
    const length = least + this.below(most - least);
    return Array.from({ length }, () => this.pick(vocabulary)).join(' ');
  }
}

const itemsOf = (list: keyof typeof lists): string[] => lists[list].split('|');

/** Tickets of half a year, three messages each on average, one or two tags. */
export function makeDesk({ tickets, people: count, slug, seed = 7 }: DeskSize): DeskData {
  const chance = new Chance(seed);
  const named = (names: string[]) => names.map((name) => ({ id: chance.uuid(), name }));
  const id = chance.uuid();
  const teams = named(itemsOf('teams'));
  const tags = named(itemsOf('tags'));
  const categories = named(itemsOf('tags'));
  const people = Array.from({ length: count }, (_, i) => {
    const role: 'admin' | 'agent' | 'user' = i === 0 ? 'admin' : i <= count * 0.4 ? 'agent' : 'user';
    const name = `${chance.pick(itemsOf('firstNames'))} ${chance.pick(itemsOf('lastNames'))}`;
    return { id: chance.uuid(), name, email: `p${i}@${slug}.example`, role };
  });
  const memberships = people
    .filter(({ role }) => role !== 'user')
    .map((person) => ({ id: chance.uuid(), teamId: chance.pick(teams).id, personId: person.id }));
  const tenant = {
    id,
    slug,
    name: 'Nordlicht Field Services',
    people,
    teams,
    tags,
    categories,
    memberships,
  };
  return { tenant, tickets: Array.from({ length: tickets }, (_, i) => makeTicket(chance, tenant, i)) };
}

type Lists = Required<Pick<NewTenant, 'people' | 'teams' | 'tags' | 'categories' | 'memberships'>>;

function makeTicket(chance: Chance, desk: Lists, index: number): ImportArgs {
  const createdAt = NOW_MS - chance.below(180 * DAY_MS);
  const status = chance.weighted(statusWeights);
  const place = chance.pick(itemsOf('places'));
  const assigned = status === 'new' ? null : chance.pick(desk.memberships);
  const settledAt = createdAt + chance.below(5 * DAY_MS);
  return {
    id: chance.uuid(),
    external: { source: 'bench', id: String(index) },
    title: `${chance.pick(itemsOf('things'))} at ${place} ${chance.pick(itemsOf('faults'))}`,
    description: chance.words(20, 90),
    status,
    priority: chance.weighted(priorityWeights),
    categoryId: chance.pick(desk.categories).id,
    requesterId: chance.pick(desk.people.filter(({ role }) => role === 'user')).id,
    assigneeId: assigned?.personId ?? null,
    teamId: assigned?.teamId ?? chance.pick(desk.teams).id,
    place: { address: `${place}, A-${10_000 + chance.below(90_000)}`, latitude: null, longitude: null },
    createdAt,
    deadline: null,
    resolvedAt: status === 'resolved' || status === 'closed' ? settledAt : null,
    closedAt: status === 'closed' ? settledAt : null,
    tagIds: [...new Set([chance.pick(desk.tags).id, chance.pick(desk.tags).id])],
    messages: Array.from({ length: chance.below(7) }, (_, m) => ({
      id: chance.uuid(),
      authorId: chance.pick(desk.people).id,
      body: chance.words(8, 60),
      internal: chance.next() < 0.25,
      createdAt: createdAt + m * HOUR_MS,
    })),
  };
}
