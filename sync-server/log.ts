import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Env } from './env.ts';
import { deriveKey, keyedHash } from './secret.ts';

export type Log = Logger;

/** Never in a log line, wherever in the logged object it sits (two levels deep is as deep as ours go). */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'passwordHash',
  'password_hash',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'email',
  'name',
  'body',
];
const below = (prefix: string) =>
  SECRET_FIELDS.map((f) => (f.startsWith('[') ? `${prefix}${f}` : `${prefix}.${f}`));

/** One JSON object a line on stdout. Errors are cut down to what names no person: see `errorToLog`. */
export function createLog(level: Env['logLevel'], destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...SECRET_FIELDS, ...below('*'), ...below('*.*')], censor: '[redacted]' },
    serializers: { err: errorToLog, error: errorToLog },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * Stands for a tenant or a person in the log: the same one always has the same twelve digits, and nobody without
 * the server's secret can tell which. Log lines never carry the ids themselves.
 */
export function veilWith(secret: string): (id: string) => string {
  const key = deriveKey(secret, 'log');
  return (id) => keyedHash(key, id).slice(0, 12);
}

/**
 * PostgreSQL quotes values in `detail` and, for malformed input, in the message (its class 22), and postgres.js
 * adds the query's parameters: only names of things are kept.
 */
function errorToLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, table_name: table, constraint_name: constraint } = error as Error & Record<string, unknown>;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const quoted = typeof code === 'string' && code.startsWith('22');
  return {
    type: error.name,
    message: (quoted ? error.message.replace(/".*"/s, '"…"') : error.message).replace(
      /[^\s<>"]+@[^\s<>"]+/g,
      '…@…',
    ),
    ...(typeof code === 'string' && { code }),
    ...(typeof table === 'string' && { table }),
    ...(typeof constraint === 'string' && { constraint }),
    stack: frames.map((line) => line.trim()),
    ...(error.cause instanceof Error && { cause: errorToLog(error.cause) }),
  };
}
