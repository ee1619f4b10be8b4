import type { ArchiveSearchRequest } from '../shared/protocol/archive.ts';
import { bounds } from '../shared/protocol/version.ts';
import { archiveAll } from '../sync-server/jobs/archive.ts';
import { searchArchive, writeArchiveTexts } from '../sync-server/db/archive.ts';
import { inTenant } from '../sync-server/db/tenant.ts';
import { figure, percentile, type Result, result } from './lib/result.ts';
import type { Copy, World } from './lib/world.ts';

const DAY_MS = 86_400_000;
/** A grown tenant has so many times the tickets of the desk, all but the desk's own in the archive: 92,000 of 100,000. */
const GROWN = 9.2;
/** Rounds over all queries. */
const ROUNDS = 20;

const everything: ArchiveSearchRequest = {
  words: '',
  requesterId: null,
  assigneeId: null,
  teamId: null,
  categoryId: null,
  priority: null,
  from: null,
  until: null,
  after: null,
};

/**
 * The archive of a grown tenant: searched for words that many, few and no tickets have, with filters and deep in its pages;
 * and what a ticket costs that goes there, which is everything the daily run does for it.
 */
export async function archive(world: World): Promise<Result[]> {
  const going = await closedLong(world);
  const startedAt = performance.now();
  const gone = await archiveAll(going.sql, world.desk.id, Date.now());
  const perTicket = (performance.now() - startedAt) / gone;
  await going.drop();

  const grown = await closedLong(world);
  const count = await grow(world, grown);
  const samples: number[] = [];
  const deep: ArchiveSearchRequest['after'] = [
    Date.now() - 400 * DAY_MS,
    '00000000-0000-4000-8000-000000000000',
  ];
  const asked: Partial<ArchiveSearchRequest>[] = [
    {},
    { after: deep },
    { words: 'the' },
    { words: 'number' },
    { words: `rare${count - 1}` },
    { words: `number rare${Math.floor(count / 2)}` },
    { words: 'nobodywrotethis' },
    { words: 'the', priority: 'urgent' },
    { words: 'the', from: Date.now() - 300 * DAY_MS, until: Date.now() - 299 * DAY_MS },
    { words: '202' },
  ];
  const { agent } = world;
  const grants = { id: agent.id, role: 'admin', limitedTo: null } as const;
  const slowest = { ms: 0, words: '' };
  for (let round = 0; round < Math.max(2, (ROUNDS * world.sizes.runs) / 5); round += 1)
    for (const over of asked) {
      const from = performance.now();
      await inTenant(grown.sql, world.desk.id, (tx) =>
        searchArchive(tx, grants, { ...everything, ...over }, bounds.archivePage + 1),
      );
      const ms = performance.now() - from;
      samples.push(ms);
      if (ms > slowest.ms) Object.assign(slowest, { ms, words: JSON.stringify(over) });
    }
  await grown.drop();
  return [
    figure('archive-search-p95', percentile(samples, 0.95), 'ms', {
      goal: { value: 500 },
      runs: samples.length,
      spread: [Math.min(...samples), Math.max(...samples)],
      note: `${count} tickets in the archive; the slowest ${slowest.words}`,
    }),
    result({
      name: 'archive-per-ticket',
      unit: 'ms',
      samples: [perTicket],
      note: `${gone} tickets in one run`,
    }),
  ];
}

/** A desk whose every ticket has been closed for long. */
async function closedLong(world: World): Promise<Copy> {
  const copy = await world.copy();
  const at = Date.now() - 60 * DAY_MS;
  await inTenant(copy.sql, world.desk.id, (tx) => tx`
    update tickets set status = 'closed', resolved_at = ${at}, closed_at = ${at}, updated_at = ${at}, noted_at = null`); // prettier-ignore
  return copy;
}

/** Makes what is there GROWN times as many, with their threads, all of them in the archive, closed over three years. */
async function grow(world: World, { sql }: Copy): Promise<number> {
  const { id: tenantId } = world.desk;
  const times = Math.ceil(GROWN);
  const want = Math.round(world.sizes.tickets * GROWN);
  await inTenant(sql, tenantId, async (tx) => {
    await tx`
      create temporary table copies on commit drop as
      select t.id as was, gen_random_uuid() as id, row_number() over () as i
      from tickets t, generate_series(1, ${times}) limit ${want}`;
    await tx`
      insert into tickets select (jsonb_populate_record(t, jsonb_build_object('id', c.id,
        'number', '190001-' || lpad(c.i::text, 6, '0'), 'alias', null, 'external_id', null,
        'description', t.description || ' rare' || c.i))).*
      from copies c join tickets t on t.id = c.was`;
    await tx`
      insert into messages select (jsonb_populate_record(m, jsonb_build_object('ticket_id', c.id))).*
      from copies c join messages m on m.ticket_id = c.was`;
    await tx`
      update tickets set archived_at = ${Date.now()},
        closed_at = ${Date.now()} - 60 * ${DAY_MS}::bigint - (('x' || left(md5(id::text), 7))::bit(28)::int % 1000) * ${DAY_MS}::bigint
      where number like '190001-%'`;
  });
  const ids = await inTenant(sql, tenantId, (tx) => tx<{ id: string }[]>`
    select id from tickets where archived_at is not null order by id`); // prettier-ignore
  for (let from = 0; from < ids.length; from += 1_000) {
    const some = ids.slice(from, from + 1_000).map(({ id }) => id);
    await inTenant(sql, tenantId, (tx) => writeArchiveTexts(tx, tenantId, some));
  }
  await sql`select 1`;
  return ids.length;
}
