import { expect, test } from 'vitest';
import { readEnv } from './env.ts';

test('nothing has to be set', () => {
  expect(readEnv({})).toMatchObject({
    port: 8787,
    host: '127.0.0.1',
    demo: true,
    logLevel: 'warn',
    trustProxy: false,
  });
  expect(readEnv({}).dataDir).toMatch(/^\/.*data$/);
  expect(readEnv({ PORT: '', DEMO: '' })).toEqual(readEnv({}));
});

test('a database of one’s own has no demo and logs requests, unless told', () => {
  const DATABASE_URL = 'postgres://app:x@db/waypost';
  expect(readEnv({ DATABASE_URL })).toMatchObject({
    demo: false,
    logLevel: 'info',
    databaseUrl: DATABASE_URL,
  });
  expect(readEnv({ DATABASE_URL, DEMO: 'on', LOG_LEVEL: 'error' })).toMatchObject({
    demo: true,
    logLevel: 'error',
  });
});

test('an origin loses its path', () => {
  expect(readEnv({ PUBLIC_ORIGIN: 'https://desk.example.org/x' }).publicOrigin).toBe(
    'https://desk.example.org',
  );
});

test.each([
  [{ PORT: 'abc' }, /^PORT must be a port number/],
  [{ PORT: '65536' }, /^PORT must/],
  [{ PORT: '-1' }, /^PORT must/],
  [{ DATABASE_URL: 'mysql://hidden@x/y' }, /^DATABASE_URL must be a URL of the form/],
  [{ DATABASE_OWNER_URL: 'postgres://x/y' }, /^DATABASE_OWNER_URL is set without/],
  [{ WAYPOST_SECRET: 'hidden' }, /^WAYPOST_SECRET must have at least 32/],
  [{ DEMO: 'maybe' }, /^DEMO must be/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
  [{ PUBLIC_ORIGIN: 'desk' }, /^PUBLIC_ORIGIN must be/],
  [{ TRUST_PROXY: '2' }, /^TRUST_PROXY must/],
])('%o is one sentence, without the value', (source, sentence) => {
  expect(() => readEnv(source as Record<string, string>)).toThrow(sentence);
  expect(() => readEnv(source as Record<string, string>)).not.toThrow(/hidden/);
});

test('files go to a folder with the data, or to a bucket that is named whole', () => {
  expect(readEnv({ DATA_DIR: '/srv/waypost' }).filesDir).toBe('/srv/waypost/files');
  expect(readEnv({ FILES_DIR: '/mnt/files', FILES_MB_PER_PERSON: '5' })).toMatchObject({
    filesDir: '/mnt/files',
    fileQuota: { person: 5_000_000, tenant: 50_000_000_000 },
  });
  const s3 = {
    S3_ENDPOINT: 'https://s3.example.org',
    S3_BUCKET: 'desk',
    S3_ACCESS_KEY_ID: 'a',
    S3_SECRET_ACCESS_KEY: 'b',
  };
  expect(readEnv(s3).s3).toEqual({
    endpoint: 'https://s3.example.org',
    bucket: 'desk',
    region: 'us-east-1',
    accessKeyId: 'a',
    secretAccessKey: 'b',
  });
  for (const name of Object.keys(s3))
    expect(() => readEnv({ ...s3, [name]: '' })).toThrow(/go together; one of them is missing/);
  expect(() => readEnv({ FILES_MB_PER_TENANT: 'many' })).toThrow(/^FILES_MB_PER_TENANT must be a number/);
});
