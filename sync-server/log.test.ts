import { expect, test } from 'vitest';
import { createLog, veilWith } from './log.ts';

function lines(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  write(createLog('info', { write: (line) => (text += line) }));
  return text;
}

test('secrets and personal data are redacted wherever they are put', () => {
  const secret = 'hunter2';
  const text = lines((log) => {
    log.info({
      password: secret,
      req: { headers: { authorization: secret, cookie: secret, 'set-cookie': secret } },
    });
    log.info({
      body: { email: secret },
      person: { name: secret, email: secret },
      token: secret,
      accessToken: secret,
    });
  });
  expect(text).not.toContain(secret);
  expect(text).toContain('[redacted]');
});

test('an error keeps its code and frames, and loses the values a database quotes', () => {
  const error = Object.assign(new Error('invalid input syntax for type uuid: "ana@acme.test"'), {
    code: '22P02',
    detail: 'Key (email)=(ana@acme.test) already exists.',
    parameters: ['hunter2'],
    query: 'select 1',
    constraint_name: 'people_email',
  });
  const text = lines((log) => log.error({ err: error }, 'request failed'));
  expect(text).not.toMatch(/acme|hunter2|select/);
  expect(JSON.parse(text).err).toMatchObject({
    code: '22P02',
    constraint: 'people_email',
    stack: expect.any(Array),
  });
});

test('a person is twelve digits that only the secret explains', () => {
  const veil = veilWith('x'.repeat(32));
  expect(veil('ana')).toMatch(/^[0-9a-f]{12}$/);
  expect(veil('ana')).toBe(veil('ana'));
  expect(veil('ana')).not.toBe(veil('ben'));
  expect(veil('ana')).not.toBe(veilWith('y'.repeat(32))('ana'));
});
