import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { kindCodes, rowColumns } from '../model/rows.ts';
import { must } from '../lib/must.ts';
import { currentVersion, findMutation, mutationNames } from '../mutations/registry.ts';
import { refusalCodes } from '../rules/refusal.ts';
import { hash, hashOf } from './testing/wire-hash.ts';
import { wireSchemas } from './testing/wire-schemas.ts';
import { PROTOCOL } from './version.ts';

// V1: the server accepts every protocol and mutation it ever shipped. What travels is locked here by hash, so that nothing
// changes unmeant. After a change that was meant: raise the version, keep accepting the old one, then
// `WIRE_LOCK=write npx vitest run wire-lock`. Whether what has shipped allows of it is wire-history.test.ts's to say.

interface Lock {
  protocol: number;
  schemas: Record<string, string>;
}

const file = new URL('./wire-lock.json', import.meta.url);

function schemasNow(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, schema] of Object.entries(wireSchemas)) found[name] = hashOf(schema);
  for (const name of mutationNames) {
    const version = currentVersion(name);
    found[`mutation ${name} v${version}`] = hashOf(must(findMutation(name, version), name).schema);
  }
  for (const [kind, columns] of Object.entries(rowColumns))
    found[`row ${kind}`] = hash([kindCodes[kind as keyof typeof kindCodes], columns]);
  found['refusal codes'] = hash(refusalCodes);
  return found;
}

if (process.env['WIRE_LOCK'] === 'write') {
  writeFileSync(file, `${JSON.stringify({ protocol: PROTOCOL, schemas: schemasNow() }, null, 2)}\n`);
}
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
const advice = 'raise its version, go on accepting the old one (SPEC V1), then write the lock anew';

test('the lock belongs to this protocol', () => {
  expect(lock.protocol, `PROTOCOL is ${PROTOCOL}: ${advice}`).toBe(PROTOCOL);
});

test.each(Object.entries(schemasNow()))('%s is as it was shipped (V1)', (name, now) => {
  expect(lock.schemas[name], `${name} has changed: ${advice}`).toBe(now);
});

test('nothing that was shipped is gone, nothing new is unlocked', () => {
  const names = Object.keys(schemasNow()).sort();
  expect(names, `${names.length} schemas are not those of the lock: ${advice}`).toEqual(
    Object.keys(lock.schemas).sort(),
  );
});

test('a change of a schema changes its hash', () => {
  const one = hashOf(z.strictObject({ a: z.string() }));
  const others = [
    z.object({ a: z.string() }),
    z.strictObject({ a: z.nullable(z.string()) }),
    z.strictObject({ a: z.string().check(z.maxLength(5)) }),
    z.strictObject({ b: z.string() }),
  ];
  for (const other of others) expect(hashOf(other)).not.toBe(one);
});
