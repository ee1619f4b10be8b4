import { connect as dial, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Sql } from './connect.ts';
import { testDatabase, type TestDatabase } from './testing/database.ts';
import { transaction } from './transaction.ts';
import { asTheOnlyOne } from './upkeep.ts';

let database: TestDatabase;
let wire: Server;
let sql: Sql;
let other: Sql;
const sockets = new Set<Socket>();

beforeAll(async () => {
  database = await testDatabase();
  const real = new URL(database.appUrl);
  // Between the pool and PostgreSQL, so that a connection can go without a word, as it does with a killed machine.
  wire = createServer((near) => {
    const far = dial(Number(real.port), real.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
    sockets.add(near);
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  const url = new URL(real);
  url.port = String((wire.address() as AddressInfo).port);
  sql = connect(url.href, { max: 3 });
  other = connect(database.superUrl, { max: 1 });
});
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await other.end();
  wire.close();
  await database.stop();
});

const cut = {
  quietly: (socket: Socket) => void socket.end(),
  hard: (socket: Socket) => void socket.resetAndDestroy(),
};

function cutAll(how: keyof typeof cut): void {
  for (const socket of sockets) cut[how](socket);
  sockets.clear();
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Every connection of the pool still works, also those that were lost. */
async function expectPoolWorks(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    const all = Array.from({ length: 3 }, () =>
      transaction(sql, '', async (tx) => {
        await pause(20); // so that all of them are open at once
        return (await tx<{ one: number }[]>`select 1 as one`)[0]?.one;
      }),
    );
    expect(await Promise.all(all)).toEqual([1, 1, 1]);
  }
}

// What is at stake is the process: an error in a callback of the driver's fails the run, whatever is expected here.
test.each(['quietly', 'hard'] as const)(
  'a connection that closes (%s) under a query: the transaction fails, the pool goes on',
  async (how) => {
    for (let turn = 0; turn < 5; turn += 1) {
      let asleep = 0;
      const lost = Array.from({ length: 3 }, () =>
        transaction(sql, '', async (tx) => {
          await tx`select 1`;
          asleep += 1;
          await Promise.all([tx`select pg_sleep(20)`, tx`select 2`]);
        }).catch((error: { code: string }) => error.code),
      );
      while (asleep < 3) await pause(5);
      await pause(20);
      cutAll(how);
      for (const code of await Promise.all(lost)) expect(code).toMatch(/CONNECTION_CLOSED|ECONNRESET/);
      await expectPoolWorks();
    }
  },
);

test.each(['quietly', 'hard'] as const)(
  'a connection that closes (%s) between two queries, and work that does not know',
  async (how) => {
    let wentOn = 0;
    const lost = transaction(sql, '', async (tx) => {
      await tx`select 1`;
      cutAll(how);
      await pause(100);
      wentOn += 1;
      await tx`select 2`;
      wentOn += 1;
    });
    await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await pause(200);
    expect(wentOn).toBe(1);
    await expectPoolWorks();
  },
);

test('a backend that is terminated', async () => {
  const lost = transaction(sql, '', async (tx) => {
    const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await Promise.all([tx`select pg_sleep(20)`, other`select pg_terminate_backend(${row?.pid ?? 0})`]);
  });
  await expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await expectPoolWorks();
});

test('an ordinary error is still rolled back, at once', async () => {
  await other`create table if not exists kept (n int)`;
  await other`grant all on kept to waypost_app`;
  const failing = transaction(sql, '', async (tx) => {
    await tx`insert into kept values (1)`;
    throw new Error('a bug of ours');
  });
  await expect(failing).rejects.toThrow('a bug of ours');
  expect(await other`select * from kept`).toHaveLength(0);
  await expectPoolWorks();
});

test.each(['quietly', 'hard'] as const)(
  'the connection that holds the lock of the only one closes (%s) while it works: that is told when it has ended, and another may',
  async (how) => {
    let ended = false;
    const lost = asTheOnlyOne(sql, async () => {
      await pause(50);
      cutAll(how);
      await pause(200);
      ended = true;
    }).catch((error: { code: string }) => error.code);
    expect(await lost).toMatch(/^(CONNECTION_CLOSED|ECONNRESET)$/);
    expect(ended).toBe(true);
    await expect.poll(() => asTheOnlyOne(other, () => Promise.resolve())).toBe(true);
    await expectPoolWorks();
  },
);

test('of two who would be the only one at once one is not', async () => {
  expect(
    await asTheOnlyOne(sql, async () => {
      expect(await asTheOnlyOne(other, () => Promise.reject(new Error('it ran')))).toBe(false);
    }),
  ).toBe(true);
});
