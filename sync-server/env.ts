import { join, resolve } from 'node:path';
import * as z from 'zod';
import { CannotStart } from './cannot-start.ts';
import type { S3Options } from './files/s3-store.ts';

/** An empty variable (`PORT=`) means the same as an absent one. */
const blankIsAbsent = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(type: T) => z.preprocess(blankIsAbsent, type.optional());

const portNumber = z
  .string()
  .regex(/^[0-9]{1,5}$/, 'must be a port number from 0 to 65535')
  .transform(Number)
  .refine((port) => port <= 65_535, 'must be a port number from 0 to 65535');
const onOff = z
  .enum(['1', '0', 'true', 'false', 'on', 'off', 'yes', 'no'], { error: 'must be 1 or 0' })
  .transform((word) => ['1', 'true', 'on', 'yes'].includes(word));
const databaseUrl = z
  .string()
  .refine(
    (url) => URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol),
    'must be a URL of the form postgres://role:password@host:5432/database',
  );
const origin = z
  .string()
  .refine(
    (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
    'must be an origin of the form https://desk.example.org',
  )
  .transform((url) => new URL(url).origin);
const megabytes = z
  .string()
  .regex(/^[0-9]{1,9}$/, 'must be a number of megabytes')
  .transform((number) => Number(number) * 1_000_000);
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const schema = z.object({
  PORT: optional(portNumber),
  HOST: optional(z.string()),
  DATA_DIR: optional(z.string()),
  DATABASE_URL: optional(databaseUrl),
  DATABASE_OWNER_URL: optional(databaseUrl),
  WAYPOST_SECRET: optional(z.string().min(32, 'must have at least 32 characters')),
  DEMO: optional(onOff),
  LOG_LEVEL: optional(z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })),
  PUBLIC_ORIGIN: optional(origin),
  TRUST_PROXY: optional(onOff),
  FILES_DIR: optional(z.string()),
  S3_ENDPOINT: optional(origin),
  S3_BUCKET: optional(z.string()),
  S3_REGION: optional(z.string()),
  S3_ACCESS_KEY_ID: optional(z.string()),
  S3_SECRET_ACCESS_KEY: optional(z.string()),
  FILES_MB_PER_PERSON: optional(megabytes),
  FILES_MB_PER_TENANT: optional(megabytes),
});

export type Env = {
  port: number;
  host: string;
  /** Absolute path: the embedded database's state, the generated secret. */
  dataDir: string;
  /** The application's role. Absent: the server runs a PostgreSQL of its own in `dataDir`. */
  databaseUrl?: string;
  /** The owner of the schema, for migrations. Absent with `databaseUrl` given: somebody else migrates. */
  databaseOwnerUrl?: string;
  /** Absent: one is generated into `dataDir` once. */
  secret?: string;
  demo: boolean;
  logLevel: (typeof logLevels)[number];
  /** Where the outside world reaches this server, when a proxy changes the host. */
  publicOrigin?: string;
  /** Believe the last entry of X-Forwarded-For: only where a proxy of ours is the sole way in. */
  trustProxy: boolean;
  /** Absolute path: files that arrive, and those that are kept where no other store is named. */
  filesDir: string;
  /** A bucket that keeps files instead of `filesDir`. */
  s3?: S3Options;
  /** How much of their files is kept, in bytes. */
  fileQuota: { person: number; tenant: number };
};

/**
 * Reads the configuration; every variable is optional.
 *
 * @throws {CannotStart} naming the first bad variable and what it should be; never its value, which may be secret.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const parsed = schema.safeParse(source);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CannotStart(
      `${String(issue?.path[0] ?? 'The environment')} ${issue?.message ?? 'is invalid'}.`,
    );
  }
  const given = parsed.data;
  if (given.DATABASE_OWNER_URL !== undefined && given.DATABASE_URL === undefined) {
    throw new CannotStart(
      'DATABASE_OWNER_URL is set without DATABASE_URL, the role the server itself works with.',
    );
  }
  const s3 = s3Of(given);
  const embedded = given.DATABASE_URL === undefined;
  return {
    port: given.PORT ?? 8787,
    host: given.HOST ?? '127.0.0.1',
    dataDir: resolve(given.DATA_DIR ?? 'data'),
    ...(given.DATABASE_URL !== undefined && { databaseUrl: given.DATABASE_URL }),
    ...(given.DATABASE_OWNER_URL !== undefined && { databaseOwnerUrl: given.DATABASE_OWNER_URL }),
    ...(given.WAYPOST_SECRET !== undefined && { secret: given.WAYPOST_SECRET }),
    demo: given.DEMO ?? embedded,
    // The one-command trial stays quiet; a deployment wants its request log.
    logLevel: given.LOG_LEVEL ?? (embedded ? 'warn' : 'info'),
    ...(given.PUBLIC_ORIGIN !== undefined && { publicOrigin: given.PUBLIC_ORIGIN }),
    trustProxy: given.TRUST_PROXY ?? false,
    filesDir: resolve(given.FILES_DIR ?? join(given.DATA_DIR ?? 'data', 'files')),
    ...(s3 && { s3 }),
    fileQuota: {
      person: given.FILES_MB_PER_PERSON ?? 2_000_000_000,
      tenant: given.FILES_MB_PER_TENANT ?? 50_000_000_000,
    },
  };
}

/** All of a bucket or nothing: half of it would keep files where nobody looks for them. */
function s3Of(given: z.infer<typeof schema>): S3Options | undefined {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region = 'us-east-1' } = given;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = given;
  if (endpoint && bucket && accessKeyId && secretAccessKey)
    return { endpoint, bucket, region, accessKeyId, secretAccessKey };
  if (endpoint || bucket || accessKeyId || secretAccessKey)
    throw new CannotStart(
      'S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together; one of them is missing.',
    );
  return undefined;
}
