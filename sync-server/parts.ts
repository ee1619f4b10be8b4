import type { Sql } from './db/connect.ts';
import type { Env } from './env.ts';
import type { Arrivals } from './files/arrivals.ts';
import type { Log } from './log.ts';

/** What the server is put together from; made once in `server.ts` and handed to every group of routes. */
export type Parts = {
  /** The pool of the app's role. */
  sql: Sql;
  env: Env;
  log: Log;
  /** Derive keys from it by `deriveKey`; never use it as it is. */
  secret: string;
  /** A tenant's or person's stand-in for the log. */
  veil: (id: string) => string;
  /** The time, in milliseconds since 1970; tests set it. */
  now: () => number;
  /** `elsewhere`: this server was not given the owner's URL. */
  migrations: 'ok' | 'elsewhere';
  /** Files on their way: whoever takes them in and whoever tidies up know of each other. */
  arrivals: Arrivals;
  /** Since this server started; told by /health. */
  counters: Counters;
  /** The folder of the built app. */
  dist: string;
  /** Called, in order, when the server begins to close: end streams here, so that connections can drain. */
  closing: (() => void | Promise<void>)[];
};

/** What whoever runs the server may want to be woken by. */
export type Counters = {
  /** Comparisons of what a device holds with what the server holds, and those that found a difference (SPEC C1). */
  checks: number;
  differences: number;
};
