import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { connect } from '../connect.ts';

/** What `e2e/support/global-setup.ts` hands to every test file: the one PostgreSQL of the run. */
export type TestCluster = {
  /** Superuser, on the database `postgres`. */
  superUrl: string;
  /** Owner and app on the migrated template. */
  ownerUrl: string;
  appUrl: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

export const TEMPLATE = 'waypost_template';

export type TestDatabase = {
  name: string;
  ownerUrl: string;
  appUrl: string;
  superUrl: string;
  stop(): Promise<void>;
};

/** A fresh, migrated, empty database of one's own, as a copy of the template. */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = inject('cluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuper(cluster.superUrl, `create database ${name} template ${TEMPLATE} owner waypost_owner`);
  return {
    name,
    ownerUrl: onDatabase(cluster.ownerUrl, name),
    appUrl: onDatabase(cluster.appUrl, name),
    superUrl: onDatabase(cluster.superUrl, name),
    stop: () => asSuper(cluster.superUrl, `drop database if exists ${name} with (force)`),
  };
}

/** The same role and server, another database. */
export function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asSuper(superUrl: string, statement: string): Promise<void> {
  const sql = connect(superUrl, { max: 1 });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
