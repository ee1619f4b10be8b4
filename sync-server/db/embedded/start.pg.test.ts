import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../connect.ts';
import { findPostmaster } from './postmaster.ts';
import { openEmbedded, startEmbedded } from './start.ts';
import { readState } from './state.ts';

let folder: string;
let children: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waypost-embedded-'));
  await chmod(folder, 0o755);
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  const outside = await readState(folder).catch(() => undefined);
  const orphan = outside && (await startEmbedded(folder).catch(() => undefined));
  await orphan?.stop();
  if (outside !== undefined) await rm(outside.dataDirectory, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

const query = async <T>(url: string, text: string): Promise<T[]> => {
  const sql = connect(url, { max: 1 });
  try {
    return (await sql.unsafe(text)) as unknown as T[];
  } finally {
    await sql.end();
  }
};
const pidOf = async () => (await findPostmaster((await readState(folder))?.dataDirectory ?? ''))?.pid;

/** A process of its own that starts the database and writes its URL, to be killed. */
async function startElsewhere(): Promise<{ child: ChildProcess; appUrl: string }> {
  const tsx = createRequire(import.meta.url).resolve('tsx/cli');
  const program = join(folder, 'holder.mts');
  await writeFile(
    program,
    `import { startEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'start.ts'))};
     const { appUrl } = await startEmbedded(${JSON.stringify(folder)});
     process.stdout.write(appUrl + '\\n');
     setInterval(() => {}, 1000);`,
  );
  // Not through tsx's own parent process: the one that is killed must be the one that holds.
  const child = spawn(process.execPath, ['--import', tsx.replace(/cli\.mjs$/, 'loader.mjs'), program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, appUrl: line.toString().trim() };
}
const kill9 = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('startEmbedded', () => {
  test('keeps data, port and passwords across restarts; secrets are readable by the owner alone', async () => {
    const first = await startEmbedded(folder);
    await query(first.ownerUrl, 'create table kept (n int); insert into kept values (7)');
    await first.stop();
    expect(await pidOf()).toBeUndefined();
    const second = await startEmbedded(folder);
    expect(second.appUrl).toBe(first.appUrl);
    expect(await query(second.ownerUrl, 'select n from kept')).toMatchObject([{ n: 7 }]);
    expect((await stat(join(folder, 'postgres.json'))).mode & 0o777).toBe(0o600);
    const roles =
      'select rolname, rolsuper or rolbypassrls or rolcreatedb or rolcreaterole as power from pg_roles';
    expect(await query(second.superUrl, `${roles} where rolname like 'waypost%' order by 1`)).toMatchObject([
      { rolname: 'waypost_app', power: false },
      { rolname: 'waypost_owner', power: false },
    ]);
    expect(
      await query(
        second.superUrl,
        `select pg_encoding_to_char(encoding) as encoding, datlocale as locale,
           current_setting('listen_addresses') as listens, lower('ÄÉ') as lower from pg_database where datname = 'waypost'`,
      ),
    ).toMatchObject([{ encoding: 'UTF8', locale: 'C.UTF-8', listens: '127.0.0.1', lower: 'äé' }]);
    const wrong = second.superUrl.replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await second.stop();
  });

  test('takes another port where its own is taken, and remembers it', async () => {
    const first = await startEmbedded(folder);
    await first.stop();
    const blocker = createServer().listen(Number(new URL(first.appUrl).port), '127.0.0.1');
    await once(blocker, 'listening');
    const second = await startEmbedded(folder);
    expect(second.appUrl).not.toBe(first.appUrl);
    await second.stop();
    blocker.close();
    await once(blocker, 'close');
    const third = await startEmbedded(folder);
    expect(third.appUrl).toBe(second.appUrl);
    await third.stop();
  });

  test('adopts what a killed server left running', async () => {
    const { child, appUrl } = await startElsewhere();
    const pid = await pidOf();
    await kill9(child);
    const adopted = await startEmbedded(folder);
    expect([await pidOf(), adopted.appUrl]).toEqual([pid, appUrl]);
    await adopted.stop();
    expect(await pidOf()).toBeUndefined();
  });

  test('recovers after both were killed, though the pid in postmaster.pid lives on in another process', async () => {
    const { child, appUrl } = await startElsewhere();
    const pid = (await pidOf()) ?? 0;
    await kill9(child);
    process.kill(pid, 'SIGKILL');
    const { dataDirectory } = (await readState(folder))!;
    const file = join(dataDirectory, 'postmaster.pid');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.pid)));
    const again = await startEmbedded(folder);
    // At the same port, unless somebody has taken it meanwhile.
    expect(new URL(again.appUrl).password).toBe(new URL(appUrl).password);
    expect(await query(again.appUrl, 'select 1 as one')).toMatchObject([{ one: 1 }]);
    await again.stop();
  });

  test('stops and starts what runs on its data but does not know its passwords', async () => {
    const { child } = await startElsewhere();
    const pid = await pidOf();
    const state = (await readState(folder))!;
    const superUrl = `postgres://postgres:${state.superPassword}@127.0.0.1:${state.port}/postgres`;
    await kill9(child);
    await query(superUrl, "alter role postgres password 'another'");
    await expect(startEmbedded(folder)).rejects.toThrow(/does not start/);
    expect(await pidOf()).not.toBe(pid);
  });

  test('two servers on one folder: the second says which process has it, and harms nothing', async () => {
    const { child, appUrl } = await startElsewhere();
    await expect(startEmbedded(folder)).rejects.toThrow(
      new RegExp(`Another Waypost process \\(process ${child.pid}\\)`),
    );
    expect(await query(appUrl, 'select 1 as one')).toMatchObject([{ one: 1 }]);
  });

  test('two first starts at once: one wins, one is told', async () => {
    const results = await Promise.allSettled([startEmbedded(folder), startEmbedded(folder)]);
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')?.reason.message).toMatch(
      /Another Waypost process/,
    );
    expect(await query(won[0]!.value.appUrl, 'select 1 as one')).toMatchObject([{ one: 1 }]);
    await won[0]!.value.stop();
  });

  test('a folder that cannot be: one sentence', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(startEmbedded(join(folder, 'file'))).rejects.toThrow(/cannot use the folder .*Set DATA_DIR/);
    await expect(startEmbedded(join(folder, 'file', 'below'))).rejects.toThrow(/cannot use the folder/);
  });

  test('a damaged state file is never overwritten', async () => {
    await writeFile(join(folder, 'postgres.json'), '{');
    await expect(startEmbedded(folder)).rejects.toThrow(/is damaged/);
    expect(await readFile(join(folder, 'postgres.json'), 'utf8')).toBe('{');
    await rm(join(folder, 'postgres.json'));
  });
});

describe('openEmbedded', () => {
  test('uses the database of a running server and leaves it running', async () => {
    const { appUrl } = await startElsewhere();
    const opened = await openEmbedded(folder);
    expect(opened.appUrl).toBe(appUrl);
    await opened.stop();
    expect(await query(appUrl, 'select 1 as one')).toMatchObject([{ one: 1 }]);
  });

  test('starts and stops one where none runs', async () => {
    const opened = await openEmbedded(folder);
    expect(await query(opened.appUrl, 'select 1 as one')).toMatchObject([{ one: 1 }]);
    await opened.stop();
    expect(await pidOf()).toBeUndefined();
  });
});

describe.runIf(process.getuid?.() === 0)('as root, below a folder that only root may enter', () => {
  test('data lies outside, is found again, and stays with the original when the folder is copied', async () => {
    await chmod(folder, 0o700);
    const first = await startEmbedded(folder);
    const state = (await readState(folder))!;
    expect(state.dataDirectory.startsWith(folder)).toBe(false);
    expect((await stat(state.dataDirectory)).uid).not.toBe(0);
    await query(first.ownerUrl, 'create table kept (n int); insert into kept values (7)');
    await first.stop();
    const second = await startEmbedded(folder);
    expect(await query(second.ownerUrl, 'select n from kept')).toMatchObject([{ n: 7 }]);
    await second.stop();

    const copy = `${folder}-copy`;
    await mkdir(copy);
    await cp(join(folder, 'postgres.json'), join(copy, 'postgres.json'));
    await chmod(copy, 0o700);
    const third = await startEmbedded(copy);
    const copied = (await readState(copy))!;
    expect(copied.dataDirectory).not.toBe(state.dataDirectory);
    await third.stop();
    await rm(copied.dataDirectory, { recursive: true });
    await rm(copy, { recursive: true });
  });
});
