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
