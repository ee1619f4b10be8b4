import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kindCodes, rowColumns, type RowKind } from '../model/rows.ts';
import { must } from '../lib/must.ts';
import { currentVersion, findMutation, mutationNames } from '../mutations/registry.ts';
import { refusalCodes } from '../rules/refusal.ts';
import { untaken } from './testing/untaken.ts';
import { hash, hashOf, type Shape, shapeOf } from './testing/wire-hash.ts';
import { envelopeShapes, wireSchemas } from './testing/wire-schemas.ts';
import { APP_VERSION, OLDEST_PULL, PROTOCOL } from './version.ts';

// V1, V3: what every release that ever shipped has said, and must go on being able to say. Unlike the lock beside it, which
// follows what the present build says, an entry here is never changed: a release adds its own
// (`WIRE_HISTORY=write npx vitest run shared/protocol/wire-history`) and from then on it holds. Of requests and replies it keeps
// the shapes (wire-shapes.json, by hash): these may grow, by what nobody needs to say and nobody needs to read.
//
// What 0.1.0 sent and read was written down later, from the last state whose mutations, rows and codes were those of its
// entry; what a device of it sent (e2e/fleet/shipped) fits.

interface Release {
  app: string;
  protocol: number;
  /** Schema of a request or of a reply → hash of its shape. */
  envelopes: Record<string, string>;
  /** `name vN` → hash of its arguments' schema. */
  mutations: Record<string, string>;
  /** Kind → its code and columns. */
  rows: Record<string, { code: number; columns: string[] }>;
  refusalCodes: string[];
}

const file = new URL('./wire-history.json', import.meta.url);
const shapesFile = new URL('./wire-shapes.json', import.meta.url);

function releaseNow(): Release {
  const mutations = mutationNames.map((name) => {
    const version = currentVersion(name);
    return [`${name} v${version}`, hashOf(must(findMutation(name, version), name).schema)] as const;
  });
  const rows = Object.entries(rowColumns).map(([kind, columns]) => {
    return [kind, { code: kindCodes[kind as RowKind], columns: [...columns] as string[] }] as const;
  });
  return {
    app: APP_VERSION,
    protocol: PROTOCOL,
    envelopes: Object.fromEntries(Object.entries(shapesNow).map(([name, shape]) => [name, hash(shape)])),
    mutations: Object.fromEntries(mutations),
    rows: Object.fromEntries(rows),
    refusalCodes: [...refusalCodes],
  };
}

const shapesNow = envelopeShapes();
const history = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Release[]) : [];
const shapes = JSON.parse(readFileSync(shapesFile, 'utf8')) as Record<string, Shape>;
if (process.env['WIRE_HISTORY'] === 'write') {
  if (history.some((release) => release.app === APP_VERSION))
    throw new Error(`${APP_VERSION} has shipped: what it said stays as it is. Raise APP_VERSION.`);
  history.push(releaseNow());
  writeFileSync(file, `${JSON.stringify(history, null, 2)}\n`);
  for (const shape of Object.values(shapesNow)) shapes[hash(shape)] = shape;
  writeFileSync(shapesFile, `${JSON.stringify(shapes)}\n`);
}

test('every release is here once, in order, and none spoke a protocol that the server no longer takes', () => {
  const apps = history.map((release) => release.app);
  expect(apps[0]).toBe('0.1.0');
  expect(new Set(apps).size).toBe(apps.length);
  expect(apps, 'this release is not written down: WIRE_HISTORY=write').toContain(APP_VERSION);
  for (const release of history) expect(release.protocol).toBeLessThanOrEqual(PROTOCOL);
  expect(OLDEST_PULL).toBeLessThanOrEqual(PROTOCOL);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(APP_VERSION).toBe(version);
});

test.each(history)(
  'every mutation of $app is still taken, with the very arguments it had',
  ({ mutations }) => {
    for (const [shipped, hash] of Object.entries(mutations)) {
      const [name = '', version = ''] = shipped.split(' v');
      const found = findMutation(name, Number(version));
      expect(found, `${shipped} is gone: keep it among the mutation's earlier versions`).toBeDefined();
      expect(
        found && hashOf(found.schema),
        `${shipped} has changed: raise its version, keep this as earlier`,
      ).toBe(hash);
    }
  },
);

test.each(history)('every row of $app still has its code and its columns, in their order', ({ rows }) => {
  for (const [kind, { code, columns }] of Object.entries(rows)) {
    expect(kindCodes[kind as RowKind], `the code of ${kind}`).toBe(code);
    // New columns come after those that shipped: an old app keeps what it does not know.
    expect(rowColumns[kind as RowKind].filter((column) => columns.includes(column))).toEqual(columns);
  }
});

test.each(history)('every refusal code of $app still means something', ({ refusalCodes: shipped }) => {
  for (const code of shipped) expect(refusalCodes).toContain(code);
});

test('the shape of every envelope that was shipped is here, as it was', () => {
  const shipped = new Set(history.flatMap(({ envelopes }) => Object.values(envelopes)));
  expect(Object.keys(shapes).sort()).toEqual([...shipped].sort());
  for (const [name, shape] of Object.entries(shapes)) expect(hash(shape)).toBe(name);
});

/** Two patterns can only be compared by reading them: one that shipped, and one of today that stands for it. */
const patternsRead = [
  // 0.1.0 took no other scopes than these. All of them pass today, and of others it is told nothing (sync-server/sync/held.ts).
  ['^(tenant|desk|portal|requester:[0-9a-f-]{36})$', '^[a-z][a-z-]{0,19}(:[0-9a-f-]{36})?$'],
];

function shapeThen(name: string): Shape {
  let text = JSON.stringify(must(shapes[name], name));
  for (const [then, now] of patternsRead) text = text.replaceAll(JSON.stringify(then), JSON.stringify(now));
  return JSON.parse(text) as Shape;
}

const isRequest = (name: string): boolean => name.endsWith('RequestSchema');
/** What apps below OLDEST_PULL are not answered with any more. */
const isNews = (name: string): boolean => /^(pull|fill|stream)\./.test(name);

function shapeNow(name: string): Shape {
  const schema = wireSchemas[name];
  if (!schema) throw new Error(`${name} has shipped and is gone: what it says has to be understood for ever`);
  return shapeOf(schema);
}

test.each(history)('every request of $app is still taken, whatever it says (V1)', ({ envelopes }) => {
  for (const [name, then] of Object.entries(envelopes).filter(([name]) => isRequest(name)))
    expect(untaken(shapeNow(name), shapeThen(then)), `${name}: what has shipped may only grow`).toEqual([]);
});

test.each(history)('every reply can be read by $app (V1, V3)', ({ protocol, envelopes }) => {
  const read = Object.entries(envelopes).filter(([name]) => !isRequest(name));
  for (const [name, then] of read.filter(([name]) => protocol >= OLDEST_PULL || !isNews(name)))
    expect(untaken(shapeThen(then), shapeNow(name)), `${name}: answer so that it is read`).toEqual([]);
});
