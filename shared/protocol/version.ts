/**
 * The protocol this build speaks. The server accepts every one it ever shipped; see SPEC V1. 2: a person holds `me:<id>`
 * as well, which an app of protocol 1 would not take for a scope, and is not told of.
 */
export const PROTOCOL = 2;

/**
 * The oldest protocol whose apps still get news. An older app may push for ever (SPEC V3): its outbox must never be
 * stranded, while rows it cannot read would be of no use to it.
 */
export const OLDEST_PULL = 1;

/** The version of the app in this build, as devices name it and the server tells it. */
export const APP_VERSION = '0.2.0';

/** The header of a reply to an app that is not of this build: which one there is. */
export const UPDATE_HEADER = 'waypost-update';

/** Bounds of the protocol (SPEC B1). */
export const bounds = {
  /** Mutations in one push. */
  pushMutations: 250,
  /** Bytes of a request body, unpacked. */
  bodyBytes: 4 * 1024 * 1024,
  /** Feed entries in one page of a pull (then to the end of the dot). */
  pullEntries: 2_000,
  /** Feed entries a stream event may carry; more is a wake-up. */
  streamEntries: 500,
  /** Tickets in one page of a fill. */
  fillTickets: 1_000,
  /** Active tickets sent ahead of a fill for the first screen. */
  screenTickets: 200,
  /** Tickets a device may ask for whole at once. */
  wantTickets: 50,
  /** Numbers a device holds for a month. */
  leasedNumbers: 10,
  /** Installations of one person that are not retired. */
  replicasPerPerson: 100,
  /** Identities a replica is known to descend from. */
  ancestors: 50,
  /** Scopes in one request: more than any person's teams. */
  scopes: 500,
  /** Numbers leased to one replica for a month and not used. */
  openNumbers: 30,
  /** Open streams of one session. */
  streamsPerSession: 8,
  /** A replica not heard of for so long is retired; its work goes on under a new identity (SPEC E2). */
  retireAfterDays: 90,
  /** Evictions, and what verdicts say in words, are kept for so long; then vectors that do not cover them refill (S6). */
  keepDays: 90,
  /** Of a file that is not all there, what came is kept for so long after somebody last went on with it (F2). */
  arrivingDays: 30,
  /** A settled conflict stays on devices for so long (SPEC S8). */
  settledDays: 30,
  /** Devices in one list of them. */
  fleet: 2_000,
  /** Entries of the log on one page. */
  auditPage: 50,
  /** Tickets that are named beside an entry of it. */
  auditTickets: 10,
  /** Tickets on one page of the archive. */
  archivePage: 25,
  /** Rows in one transaction of the upkeep. */
  upkeepRows: 1_000,
} as const;
