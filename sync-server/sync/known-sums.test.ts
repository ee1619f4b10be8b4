import { expect, test } from 'vitest';
import { KnownSums } from './known-sums.ts';

const scope = { tenantId: 't', key: 'desk', digest: 'a' };

test('a scope is summed once for all who stand at the same heads, and seldom (C1)', async () => {
  const sums = new KnownSums();
  let made = 0;
  const make = async (): Promise<string> => `sum ${(made += 1)}`;
  for (let device = 0; device < 100; device += 1) expect(await sums.find(scope, device, make)).toBe('sum 1');
  expect(sums.find({ ...scope, digest: 'b' }, 59_000, make)).toBeUndefined();
  expect(await sums.find({ ...scope, key: 'tenant', digest: 'b' }, 59_000, make)).toBe('sum 2');
  expect(await sums.find({ ...scope, digest: 'b' }, 60_000, make)).toBe('sum 3');
  expect(await sums.find({ ...scope, tenantId: 'u', digest: 'b' }, 60_000, make)).toBe('sum 4');
});

test('one that failed is made again', async () => {
  const sums = new KnownSums();
  const failing = () => Promise.reject(new Error('the database went away'));
  await expect(sums.find(scope, 0, failing)).rejects.toThrow('went away');
  expect(await sums.find(scope, 1, async () => 'sum')).toBe('sum');
});
