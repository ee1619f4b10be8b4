import postgres from 'postgres';

/** bigint columns are milliseconds, stamps and counters, all below 2^53 (the clock until the year 2248). */
type Types = { bigint: number };

/** A pool of connections. */
export type Sql = postgres.Sql<Types>;
/** One connection inside a transaction. */
export type Tx = postgres.TransactionSql<Types>;

export type ConnectOptions = {
  /** Connections the pool may open. */
  max: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  /** 0: a connection lives as long as the pool. Default: replaced after about an hour. */
  lifetimeSeconds?: number;
  connectSeconds?: number;
  /** How the database is reached, where that is not its URL's host: a database in this process, a broken network. */
  socket?: () => unknown;
};

/** Opens a pool lazily: nothing connects before the first query. bigint arrives as a number; notices are dropped. */
export function connect(url: string, options: ConnectOptions): Sql {
  return postgres(url, {
    max: options.max,
    ...(options.lifetimeSeconds === 0 && { max_lifetime: null }),
    connect_timeout: options.connectSeconds ?? 10,
    ...(options.socket && { socket: options.socket }),
    connection: { application_name: options.name ?? 'waypost' },
    onnotice: () => {},
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
  });
}

/**
 * For `unsafe` with a text of which there are only a few: parsed and planned once on each connection. Without it each
 * execution costs a parse, a plan and a second round trip. Not where a good plan depends on which parameters are null.
 */
export const PREPARED: { prepare: true; simple: false } = { prepare: true, simple: false };

/** What postgres.js and PostgreSQL say when there is no database to talk to, now; asking again later may help. */
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '53300', // too many connections
  '57P01', // being stopped
  '57P02',
  '57P03', // starting
]);

/** Whether this error's code means that the database cannot be reached or is going away. */
export function isAwayCode(code: string): boolean {
  return AWAY_CODES.has(code) || code.startsWith('08');
}
