import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

// One contract, two stores: what the fast mode keeps its worlds in answers as PostgreSQL does (docs/simulation.md). In
// processes of their own, as a simulated world takes over the clocks of the process it runs in.

const MAIN = join(import.meta.dirname, 'contract.ts');
const TSX = join(import.meta.dirname, '../../node_modules/tsx/dist/cli.mjs');

async function told(store: string): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [TSX, MAIN, store]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('PGlite and PostgreSQL answer alike, and end with the same rows', { timeout: 120_000 }, async () => {
  const [memory, postgres] = await Promise.all([told('memory'), told('postgres')]);
  expect(memory).toEqual(postgres);
  // Something was asked, and it was not an error alike.
  expect(memory).toContainEqual(['without a tenant nothing is there', [{ count: 0 }]]);
  expect(memory).toContainEqual(['the audit cannot be rewritten', '42501']);
  expect(memory).toContainEqual(['the world', 'nothing was violated', 3]);
  expect(memory).toContainEqual(['a backup that is put back is the same', true]);
});
