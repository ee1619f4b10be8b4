import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Sql } from '../db/connect.ts';
import { inTenant } from '../db/tenant.ts';
import { type TestDatabase, testDatabase } from '../db/testing/database.ts';
import { WAKE_CHANNEL } from '../db/wakes.ts';
import { provisionTenant } from '../tenants/provision.ts';
import { importFile } from './import-file.ts';
import { readOptions } from './options.ts';

const testing = join(import.meta.dirname, 'testing');
const oddities = [join(testing, 'oddities.csv'), '--mapping', join(testing, 'oddities.json')];
const boston = join(testing, 'boston311.csv');

let database: TestDatabase;
let sql: Sql;
let folder: string;
const tenantId = randomUUID();
const otherId = randomUUID();
const adminId = randomUUID();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waypost-import-'));
  database = await testDatabase();
  sql = connect(database.appUrl, { max: 3 });
  const person = (name: string, role: 'admin' | 'agent' | 'user', id = randomUUID()) => {
    return { id, name, email: `${name}@desk.example`, role };
  };
  const both = person('both', 'admin');
  const people = [person('admin', 'admin', adminId), person('ana', 'agent'), person('rita', 'user'), both];
  const teams = [{ id: randomUUID(), name: 'North crew' }];
  const categories = [{ id: randomUUID(), name: 'Pumps' }];
  const first = { id: tenantId, slug: 'desk', name: 'Desk', people, teams, categories };
  await inTenant(sql, tenantId, (tx) => provisionTenant(tx, first, Date.now()));
  const second = { id: otherId, slug: 'other', name: 'Other', people: [{ ...both, id: randomUUID() }] };
  await inTenant(sql, otherId, (tx) => provisionTenant(tx, second, Date.now()));
});
afterAll(async () => {
  await sql.end();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs as the command line would; answers the result and what was printed. */
async function run(...args: string[]) {
  let printed = '';
  const out = { write: (text: string) => void (printed += text), isTerminal: false };
  const result = await importFile(sql, readOptions(args), out);
  return { ...result, printed };
}

const asAdmin = ['--as', 'Admin@desk.example'];
const forRita = ['--requester', 'rita@desk.example'];
const query = <T extends object>(what: string) => inTenant(sql, tenantId, (tx) => tx.unsafe<T[]>(what));

/** How many rows every table of the tenant has that an import may write. */
const sizes = () =>
  query(`select (select count(*) from tickets) as tickets, (select count(*) from verdicts) as verdicts,
    (select count(*) from audit) as audit, (select count(*) from tags) as tags, (select count(*) from feed) as feed,
    (select count(*) from replicas) as replicas, (select sum(next) from number_counters) as numbers`);

const refusals = [
  [7, 'created_at "2022-02-30 10:00:00" is not a date and time'],
  [8, 'the status "reopened" is not in the mapping'],
  [9, 'has no id (ticket_id)'],
  [10, 'has no title (subject)'],
  [11, 'has the same id as line 2'],
  [12, 'has 4 cells where the header has 16'],
  [13, 'a quote stands in the middle of a cell'],
  [14, 'a quote is opened and never closed'],
  [15, 'holds bytes that are not UTF-8 (mappings can say "encoding": "latin1")'],
  [16, `nobody here has the requester's email "ghost@desk.example"`],
  [17, 'the description has 5001 characters; 5000 is the limit'],
  [18, 'is closed before it is created'],
] as const;

describe('a file with every oddity', () => {
  test('a dry run tells what would happen and writes nothing', async () => {
    const before = await sizes();
    const { created, printed } = await run(...oddities, ...asAdmin, ...forRita, '--dry-run');
    expect(created).toBe(4);
    expect(printed).toContain(
      'Dry run, nothing was written: 4 would be created, 0 already imported, 12 refused',
    );
    expect(await sizes()).toEqual(before);
  });

  test('good rows come in, bad ones are told with line and reason', async () => {
    const { created, already, refused, printed } = await run(...oddities, ...asAdmin, ...forRita);
    expect({ created, already }).toEqual({ created: 4, already: 0 });
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual(refusals);
    expect(printed).toContain('there is no team "No such team"; 1 row came without a team');
  });

  test('the rows are as the file says', async () => {
    const rows = await query(`
      select t.external_id, t.number, t.title, t.description, t.status, t.priority, c.name as category, p.email,
        m.name as team, t.address, t.latitude, t.created_at, t.resolved_at, t.closed_at, t.deadline,
        array(select g.name from ticket_tags l join tags g on g.id = l.id where l.ticket_id = t.id order by 1) as tags
      from tickets t join people p on p.id = t.requester_id
        left join categories c on c.id = t.category_id left join teams m on m.id = t.team_id
      where external_source = 'old-desk' order by t.created_at`);
    expect(rows).toMatchObject([
      { external_id: 'A-16', number: '202201-0002', status: 'resolved', priority: 'low', team: 'North crew' },
      {
        external_id: 'A-1',
        number: '202201-0001',
        title: 'Pump leaks',
        description: 'Water under pump 2,\nsince "Monday"\nTeam then: North crew',
        status: 'open',
        priority: 'high',
        category: 'Pumps',
        email: 'rita@desk.example',
        address: '42 Cross St Boston',
        latitude: 42.3634,
        created_at: Date.UTC(2022, 0, 21, 18, 47),
        deadline: Date.UTC(2022, 1, 4, 18, 47, 30),
        tags: ['after-hours', 'leak'],
      },
      { external_id: 'A-3', title: 'عطل في المضخة', status: 'pending', category: 'Pumps', latitude: null },
      {
        external_id: 'A-2',
        title: 'Door will not close',
        status: 'closed',
        category: 'Doors',
        team: null,
        address: null,
        created_at: Date.UTC(2022, 6, 1, 12),
        closed_at: Date.UTC(2022, 6, 2, 13, 30),
        resolved_at: Date.UTC(2022, 6, 2, 13, 30),
        deadline: Date.UTC(2022, 6, 4, 12),
      },
    ]);
  });

  test('each is in the audit, in the name of the admin', async () => {
    const rows = await query(`select action, count(*)::int as n, min(actor_id::text) as actor
      from audit group by action order by action`);
    expect(rows).toEqual([
      { action: 'category.create', n: 1, actor: adminId },
      { action: 'tag.create', n: 2, actor: adminId },
      { action: 'ticket.import', n: 4, actor: adminId },
    ]);
  });

  test('importing again changes nothing at all', async () => {
    const before = await sizes();
    const { created, already, refused } = await run(...oddities, ...asAdmin, ...forRita);
    expect({ created, already, refused: refused.length }).toEqual({ created: 0, already: 4, refused: 12 });
    expect(await sizes()).toEqual(before);
  });

  test('rows that name no requester are refused without --requester', async () => {
    const { refused, already } = await run(...oddities, ...asAdmin);
    expect(refused).toContainEqual({
      line: 4,
      reason: 'names no requester; say whose such tickets are with --requester',
    });
    expect(already).toBe(2);
  });
});

describe("Boston's export", () => {
  test('the mapping is found by the header, and every screen is woken', async () => {
    const woken: string[] = [];
    const listening = await sql.listen(WAKE_CHANNEL, (payload) => void woken.push(payload));
    const { created, refused, printed } = await run(boston, ...asAdmin, ...forRita);
    expect(printed).toContain('mapping "boston311", source "boston311", times in America/New_York');
    expect({ created, refused }).toEqual({ created: 2, refused: [] });
    expect(await query(`select title, status, address, latitude, created_at, closed_at,
      (select name from tags g join ticket_tags l on l.id = g.id where l.ticket_id = t.id) as tag
      from tickets t where external_source = 'boston311' order by title`)).toMatchObject([
      { title: 'Lamp out', status: 'open', address: null, latitude: 42.3594, tag: null },
      {
        title: 'Pothole',
        status: 'closed',
        address: '12 Example St Boston MA 02127',
        created_at: Date.UTC(2022, 6, 4, 12),
        closed_at: Date.UTC(2022, 6, 5, 13, 15, 20),
        tag: 'South Boston / Waterfront',
      },
    ]); // prettier-ignore
    await expect.poll(() => woken.some((payload) => payload.endsWith(` ${tenantId}`))).toBe(true);
    await listening.unlisten();
  });

  test('the same ids under another source are other tickets', async () => {
    expect(await run(boston, ...asAdmin, ...forRita, '--source', 'elsewhere')).toMatchObject({ created: 2 });
  });
});

describe('an import that cannot run says why', () => {
  test.each([
    ['no such file', ['/nowhere.csv', ...asAdmin], 'There is no file /nowhere.csv.'],
    ['a folder', [testing, ...asAdmin], `${testing} is not a file.`],
    ['nobody', [boston, '--as', 'x@y.example'], 'Nobody has the email x@y.example here.'],
    ['no such tenant', [boston, ...asAdmin, '--tenant', 'moon'], 'There is no tenant "moon" here.'],
    ['nobody there', [boston, ...asAdmin, '--tenant', 'other'], 'Nobody has the email admin@desk.example in other.'],
    ['an agent', [boston, '--as', 'ana@desk.example'],
      'ana@desk.example may not import into desk: the role there is "agent", and it takes an admin.'],
    ['known twice', [boston, '--as', 'both@desk.example'],
      'both@desk.example is known to several tenants (desk, other); say which with --tenant.'],
    ['no such requester', [boston, ...asAdmin, '--requester', 'x@y.example'], '--requester: nobody has the email x@y.example in desk.'],
    ['a mapping that does not fit', [boston, ...asAdmin, '--mapping', join(testing, 'oddities.json')], /needs a column ticket_id, .* that boston311.csv does not have/],
    ['no file', asAdmin, /^No file to import is given\.\nUsage: /],
    ['no name', [boston], /^Say in whose name with --as\.\nUsage: /],
    ['an unknown flag', [boston, '--force'], /^Unknown option '--force'\.\nUsage: /],
  ] as [string, string[], string | RegExp][])('%s', async (_, args, words) => {
    await expect(run(...args)).rejects.toThrow(words);
  }); // prettier-ignore

  test.each([
    ['empty', '', /is empty\.$/],
    ['UTF-16', Buffer.from('\ufeffid,title', 'utf16le'), /is UTF-16; save it as CSV UTF-8/],
    [
      'without an id',
      'title,created\nx,2022-01-01',
      /The mapping generic needs a column external_id or .* --mapping/,
    ],
    ['with a column twice', 'id,title,title,created\n', /has more than one column title\.$/],
  ])('a file that is %s', async (_, content, words) => {
    const file = join(folder, 'bad.csv');
    await writeFile(file, content);
    await expect(run(file, ...asAdmin)).rejects.toThrow(words);
  });
});

test('more rows than one push carries, by the names columns usually have', async () => {
  const file = join(folder, 'many.csv');
  const rows = Array.from(
    { length: 620 },
    (_, i) => `${i},Ticket ${i},2024-05-0${1 + (i % 9)},in progress,"a, tag ${i % 7}"`,
  );
  await writeFile(file, ['Id,Title,Created,Status,Labels', ...rows].join('\n'));
  const { created, refused, printed } = await run(file, ...asAdmin, ...forRita);
  expect({ created, refused }).toEqual({ created: 620, refused: [] });
  expect(printed).toContain('mapping "generic", source "csv"');
  const [numbers] = await query<{ n: number }>(
    `select count(distinct number)::int as n from tickets where external_source = 'csv'`,
  );
  expect(numbers?.n).toBe(620);
});

test('the other tenant has received nothing', async () => {
  expect(await inTenant(sql, otherId, (tx) => tx`select 1 from tickets`)).toHaveLength(0);
});
