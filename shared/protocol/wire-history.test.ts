import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kindCodes, rowColumns, type RowKind } from '../model/rows.ts';
import { must } from '../lib/must.ts';
import { currentVersion, findMutation, mutationNames } from '../mutations/registry.ts';
import { refusalCodes } from '../rules/refusal.ts';
import { hashOf } from './testing/wire-hash.ts';
import { APP_VERSION, OLDEST_PULL, PROTOCOL } from './version.ts';

// V1, V3: what every release that ever shipped has said, and must go on being able to say. Unlike the lock beside it, which
// follows what the present build says, an entry here is never changed: a release adds its own
// (`WIRE_HISTORY=write npx vitest run shared/protocol/wire-history`) and from then on it holds.

interface Release {
  app: string;
  protocol: number;
  /** `name vN` → hash of its arguments' schema. */
  mutations: Record<string, string>;
  /** Kind → its code and columns. */
  rows: Record<string, { code: number; columns: string[] }>;
  refusalCodes: string[];
}

const file = new URL('./wire-history.json', import.meta.url);

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
    mutations: Object.fromEntries(mutations),
    rows: Object.fromEntries(rows),
    refusalCodes: [...refusalCodes],
  };
}

const history = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Release[]) : [];
if (process.env['WIRE_HISTORY'] === 'write') {
  if (history.some((release) => release.app === APP_VERSION))
    throw new Error(`${APP_VERSION} has shipped: what it said stays as it is. Raise APP_VERSION.`);
  history.push(releaseNow());
  writeFileSync(file, `${JSON.stringify(history, null, 2)}\n`);
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
