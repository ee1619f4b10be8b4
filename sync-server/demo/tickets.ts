import { must } from '../../shared/lib/must.ts';
import { statuses, type Status } from '../../shared/model/ticket.ts';
import type { MutationArgs } from '../../shared/mutations/registry.ts';
import { stableId } from '../import/stable-id.ts';
import { conversation, type Voices } from './conversation.ts';
import { ofVariant, type Fault, type Site, type SiteKind } from './fault.ts';
import type { Random } from './random.ts';
import { ticketTimes, type TicketTimes } from './ticket-times.ts';

type ImportArgs = MutationArgs<'ticket.import'>;

/** What tickets are made from. Ids are found by name or email. */
export type TicketSource = {
  slug: string;
  faults: readonly Fault[];
  sites: readonly Site[];
  counts: Record<Status, number>;
  /** Emails of each team's members; the first leads. */
  teams: Readonly<Record<string, readonly string[]>>;
  /** The team that reads what comes in. */
  desk: string;
  requesterOf: Readonly<Record<SiteKind, string>>;
  /** First names by email. */
  nameOf: (email: string) => string;
  idOf: (list: 'person' | 'team' | 'category' | 'tag', key: string) => string;
};

export type DemoTicket = { args: ImportArgs; fault: Fault; site: Site };

/** Tickets with their conversations, the oldest first; the same for the same seed and time. */
export function makeTickets(random: Random, source: TicketSource, nowMs: number): DemoTicket[] {
  const used = new Set<string>();
  const wanted = statuses.flatMap((status) => Array<Status>(source.counts[status]).fill(status));
  const tickets = random.shuffled(wanted).map((status, index) => {
    const about = pickUnused(random, source, used);
    const { fault, site } = about;
    const times = ticketTimes(random, status, random.pick(fault.priorities), nowMs);
    return { args: makeTicket(random, source, { ...about, status, times, index, nowMs }), fault, site };
  });
  return tickets.sort((a, b) => a.args.createdAt - b.args.createdAt);
}

/** A fault at a place that have not met under this title before. */
function pickUnused(random: Random, { faults, sites }: TicketSource, used: Set<string>) {
  for (let attempt = 0; ; attempt += 1) {
    const fault = random.pick(faults);
    const site = random.pick(sites.filter(({ kind }) => fault.at?.includes(kind) ?? true));
    const variant = Math.floor(random.float() * fault.titles.length);
    const title = ofVariant(fault.titles, variant).replaceAll('{site}', site.name);
    if (used.has(title) && attempt < 50) continue;
    used.add(title);
    return { fault, variant, site, title };
  }
}

type Draft = {
  fault: Fault;
  variant: number;
  site: Site;
  title: string;
  status: Status;
  times: TicketTimes;
  index: number;
  nowMs: number;
};

function makeTicket(random: Random, source: TicketSource, draft: Draft): ImportArgs {
  const { fault, site, title, status, times, index } = draft;
  const { idOf } = source;
  const id = stableId('demo', source.slug, 'ticket', String(index));
  const worker = random.pick(must(source.teams[site.team], 'team of a site'));
  const voices: Voices = {
    requester: idOf('person', source.requesterOf[site.kind]),
    dispatcher: idOf('person', random.pick(must(source.teams[source.desk], 'desk'))),
    worker: idOf('person', worker),
    workerName: source.nameOf(worker),
    team: site.team,
  };
  const assigned = status !== 'new' && (status !== 'open' || random.chance(0.88));
  const inTeam = assigned || random.chance(0.4);
  return {
    id,
    external: { source: 'demo', id: String(index + 1) },
    title,
    description: ofVariant(fault.reports, draft.variant),
    status,
    ...times,
    categoryId: idOf('category', fault.category),
    requesterId: voices.requester,
    assigneeId: assigned ? voices.worker : null,
    teamId: inTeam ? idOf('team', assigned ? site.team : source.desk) : null,
    place: {
      address: site.address,
      // Not all at the very same spot: the places are large.
      latitude: Number((site.latitude + random.between(-0.001, 0.001)).toFixed(5)),
      longitude: Number((site.longitude + random.between(-0.001, 0.001)).toFixed(5)),
    },
    tagIds: fault.tags.filter(() => random.chance(0.7)).map((tag) => idOf('tag', tag)),
    messages: makeMessages(random, draft, voices, id),
  };
}

function makeMessages(
  random: Random,
  draft: Draft,
  voices: Voices,
  ticketId: string,
): ImportArgs['messages'] {
  const { status, times, nowMs } = draft;
  const lines = conversation(random, status, draft, voices);
  const before = lines.filter((line) => !line.isFix && !line.isThanks).length;
  const end = times.resolvedAt ?? nowMs;
  // Most is said early on, so that what is last is not always from just now.
  const reach = random.between(0.5, 0.95);
  return lines.map(({ authorId, body, internal, isFix, isThanks }, i) => {
    let createdAt =
      times.createdAt +
      ((i + random.between(0.2, 0.8)) / Math.max(before, 1)) * reach * (end - times.createdAt);
    if (isFix) createdAt = end;
    if (isThanks) createdAt = end + ((times.closedAt ?? end) - end) * random.between(0.2, 0.9);
    return { id: stableId(ticketId, String(i)), authorId, body, internal, createdAt: Math.round(createdAt) };
  });
}
