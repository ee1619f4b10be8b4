import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Mutation } from './mutation.ts';
import { defineMutation } from './mutation.ts';
import type { Plan } from './plan.ts';
import { currentVersion, findMutation, mutationNames, currentMutation } from './registry.ts';
import { must } from '../lib/must.ts';
import { inVersion, versionOf } from './versions.ts';

// V1: what was shipped is accepted for ever. A mutation of three versions, as one will be some day.

const seen: unknown[] = [];
const ring = defineMutation({
  name: 'bell.ring',
  version: 3,
  schema: z.strictObject({ bellId: z.string(), times: z.int(), loud: z.boolean() }),
  earlier: [
    // Given out of order on purpose.
    {
      version: 2,
      schema: z.strictObject({ bellId: z.string(), times: z.int() }),
      upcast: (args) => ({ ...(args as object), loud: true }),
    },
    {
      version: 1,
      schema: z.strictObject({ bell: z.string() }),
      upcast: (args) => ({ bellId: (args as { bell: string }).bell, times: 1 }),
    },
  ],
  reads: (args) => [{ kind: 'ticket', id: args.bellId }],
  plan(input): Plan {
    seen.push(input.args);
    return { writes: [] };
  },
}) as Mutation<unknown>;

const current = { bellId: 'b', times: 1, loud: true };

test.each([
  [1, { bell: 'b' }, current],
  [2, { bellId: 'b', times: 4 }, { ...current, times: 4 }],
  [3, { ...current, loud: false }, { ...current, loud: false }],
])('version %i is checked as it was and said as it is today', (version, args, today) => {
  const said = must(versionOf(ring, version), 'version');
  expect(said.schema.safeParse(args).success).toBe(true);
  expect(said.toCurrent(args)).toEqual(today);
  expect(ring.schema.safeParse(said.toCurrent(args)).success).toBe(true);
  // And as it lies in the outbox of an app that was updated meanwhile: it is painted as the server will do it.
  const old = must(inVersion(ring, version), 'mutation');
  expect([old.version, old.reads(args), old.lists?.(args) ?? []]).toEqual([
    version,
    [{ kind: 'ticket', id: 'b' }],
    [],
  ]);
  old.plan({
    rows: { get: () => undefined, list: () => [], all: () => [] },
    args,
    actor: { id: 'a', role: 'agent' },
    atMs: 0,
    uid: 'u',
  });
  expect(seen.at(-1)).toEqual(today);
});

test.each([0, 4, -1, 1.5])('version %d was never shipped', (version) => {
  expect(versionOf(ring, version)).toBeUndefined();
  expect(inVersion(ring, version)).toBeUndefined();
});

test('an earlier version does not take today’s arguments, nor today’s an earlier one’s', () => {
  expect(versionOf(ring, 1)?.schema.safeParse(current).success).toBe(false);
  expect(ring.schema.safeParse({ bell: 'b' }).success).toBe(false);
});

test.each(mutationNames)('%s accepts every version from the first to this one', (name) => {
  for (let version = 1; version <= currentVersion(name); version += 1)
    expect(findMutation(name, version)?.version).toBe(version);
  expect(currentMutation(name)?.version).toBe(currentVersion(name));
});
