import { inject, expect, test } from 'vitest';
import { randomBytes } from 'node:crypto';
import { connect } from './connect.ts';
import { migrate } from './migrate.ts';
import { onDatabase } from './testing/database.ts';

/** An empty database, before any migration. */
async function withEmptyDatabase(use: (ownerUrl: string, appUrl: string) => Promise<void>): Promise<void> {
  const { superUrl, ownerUrl, appUrl } = inject('cluster');
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const sql = connect(superUrl, { max: 1 });
  try {
    await sql.unsafe(`create database ${name} owner waypost_owner`);
    await use(onDatabase(ownerUrl, name), onDatabase(appUrl, name));
  } finally {
    await sql.unsafe(`drop database ${name} with (force)`);
    await sql.end();
  }
}

test('a second run changes nothing', async () => {
  await withEmptyDatabase(async (ownerUrl, appUrl) => {
    expect(await migrate(ownerUrl, appUrl)).toContain('0001_base');
    expect(await migrate(ownerUrl, appUrl)).toEqual([]);
  });
});

test('servers that start at once wait for each other', async () => {
  await withEmptyDatabase(async (ownerUrl, appUrl) => {
    const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(ownerUrl, appUrl)));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
  });
});
