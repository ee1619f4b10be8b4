import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CodedError, errorToHttp } from './errors.ts';

const http = (error: unknown) => errorToHttp(error, 'request-1');

test('an expected no arrives as it is', () => {
  expect(http(new CodedError('too-many', 429, 'Wait.', { retryAfterSeconds: 3 }))).toEqual({
    status: 429,
    body: { code: 'too-many', message: 'Wait.', details: { retryAfterSeconds: 3 } },
    unexpected: false,
  });
});

test('a schema’s error names fields, not values', () => {
  const parsed = z.object({ a: z.object({ b: z.string() }) }).safeParse({ a: { b: 4711 } });
  const { status, body } = http(parsed.error);
  expect([status, body.code, Object.keys((body.details as any).fields)]).toEqual([
    400,
    'bad-request',
    ['a.b'],
  ]);
  expect(JSON.stringify(body)).not.toContain('4711');
});

test.each(['ECONNREFUSED', 'CONNECTION_CLOSED', 'CONNECT_TIMEOUT', '57P01', '08006'])(
  '%s: the database is away',
  (code) => {
    expect(http(Object.assign(new Error('x'), { code }))).toMatchObject({
      status: 503,
      body: { code: 'database-away' },
      unexpected: true,
    });
  },
);

test.each([
  new Error('secret path /srv'),
  Object.assign(new Error('secret'), { code: '42P01' }),
  'secret',
  undefined,
])('anything else is internal, with the request’s id and nothing more', (error) => {
  const { status, body, unexpected } = http(error);
  expect([status, body.code, body.details, unexpected]).toEqual([
    500,
    'internal',
    { requestId: 'request-1' },
    true,
  ]);
  expect(JSON.stringify(body)).not.toMatch(/secret|srv/);
});
