import type { ArchivedTicket, ArchiveSearchRequest } from '../../shared/protocol/archive.ts';
import { isStaff } from '../../shared/rules/permissions.ts';
import type { Grants } from '../../shared/rules/scopes.ts';
import type { Tx } from './connect.ts';

/**
 * Tickets that have been closed and left alone since before `before` (milliseconds since 1970), those that wait longest
 * first; the same rule as `archivesAt`. `into`: the ticket one was merged into, which goes first. What still waits for an
 * admin's word stays, where the admin finds it, unless it is how urgent a closed ticket is.
 */
export async function readAged(
  tx: Tx,
  before: number,
  limit: number,
): Promise<{ id: string; into: string | null }[]> {
  return await tx<{ id: string; into: string | null }[]>`
    select t.id, o.id as into from tickets t
    left join links l on l.tenant_id = t.tenant_id and l.ticket_id = t.id and l.what = 'merged-into' and not l.removed
    left join tickets o on o.tenant_id = l.tenant_id and o.id = l.id
    where t.status = 'closed' and t.archived_at is null and t.closed_at <= ${before} and t.updated_at <= ${before}
      and coalesce(t.noted_at, 0) <= ${before} and coalesce(t.returned_at, 0) <= ${before}
      and (o.id is null or o.archived_at is not null)
      and not exists (select 1 from approvals a
        where a.tenant_id = t.tenant_id and a.ticket_id = t.id and a.state = 'pending'
          and a.what <> 'urgent' and a.from_value = t.status)
    order by t.closed_at limit ${limit}`;
}

/** Of a conversation so much is searched: what a tsvector can hold, whatever is written in it. */
const SEARCHED_CHARS = 150_000;

/** Without accents, as on a device: with them or without, a word is found (the same in 0043_archive_accents.sql). */
const withoutAccents = (word: string): string =>
  word
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC');

/** Writes down what those of these tickets that are in the archive are found by (0027_archive.sql). */
export function writeArchiveTexts(tx: Tx, tenantId: string, ticketIds: readonly string[]): Promise<unknown> {
  const wordOfTenant = `tenant${tenantId.replaceAll('-', '')}`;
  const plain = (text: ReturnType<typeof tx>) =>
    tx`normalize(regexp_replace(normalize(${text}, NFD), '[\\u0300-\\u036f]', '', 'g'), NFC)`;
  const words = (all: boolean) => tx`
    to_tsvector('simple', ${wordOfTenant}) || to_tsvector('simple', ${plain(tx`left(concat_ws(' ',
      t.number, t.alias, t.title, t.description, t.address, t.external_id,
      (select p.name from people p where p.tenant_id = t.tenant_id and p.id = t.requester_id),
      (select string_agg(v.value #>> '{}', ' ') from field_values v
        where v.tenant_id = t.tenant_id and v.ticket_id = t.id and (${all} or v.public)),
      (select string_agg(m.body, ' ' order by m.created_at) from messages m
        where m.tenant_id = t.tenant_id and m.ticket_id = t.id and (${all} or not m.internal))
    ), ${SEARCHED_CHARS})`)})`;
  return tx`
    insert into archive_texts (tenant_id, ticket_id, said, noted)
    select t.tenant_id, t.id, ${words(false)}, ${words(true)}
    from tickets t where t.id = any(${[...ticketIds]}::uuid[]) and t.archived_at is not null
    on conflict (tenant_id, ticket_id) do update set said = excluded.said, noted = excluded.noted`;
}

/**
 * A search in the index's own language: every word without its accents, each of which may go on. Null where nothing in it is a word.
 *
 * @example toTsQuery("pump 4's") // "'pump':* & '4 s':*"
 */
export function toTsQuery(words: string): string | null {
  const found = words
    .split(/[\s\p{Cc}]+/u)
    .map((word) => withoutAccents(word).replaceAll(/['\\]/g, ' ').trim())
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  return found.length ? found.map((word) => `'${word}':*`).join(' & ') : null;
}

/** From so many tickets on a word is common: pages are then read in their order, looking at each. */
const COMMON_FROM = 2_000;

type Searched = 'noted' | 'said';

/**
 * Which tickets have these words in all that is written on them, or in what their requesters were shown; 'common' where
 * they are many. Of a rare word an index knows the few tickets; a common one is met soon by whoever goes through them in
 * order. Either would be slow for the other.
 */
async function ticketsWith(tx: Tx, searched: Searched, query: string): Promise<string[] | 'common'> {
  const rows = await tx<{ id: string }[]>`
    select id from ${tx(`archived_${searched}`)}(${query}, ${COMMON_FROM}) as id`;
  return rows.length < COMMON_FROM ? rows.map(({ id }) => id) : 'common';
}

/** The condition on a ticket `t` that it has these words. */
function hasWords(tx: Tx, searched: Searched, query: string, found: string[] | 'common') {
  if (found !== 'common') return tx`t.id = any(${found}::uuid[])`;
  return tx`exists (
    select 1 from archive_texts a where a.tenant_id = t.tenant_id and a.ticket_id = t.id
      and ${tx(`a.${searched}`)} @@ to_tsquery('simple', ${query}))`;
}

/**
 * Makes the condition that somebody would hold a ticket `t` if it were on devices, and that it has these words for them.
 * Answers a function: a piece of a statement that a promise resolves to would be sent.
 */
async function foundBy(tx: Tx, { id, role, limitedTo }: Grants, query: string | null) {
  const found = async (searched: Searched) => {
    const tickets = query === null ? null : await ticketsWith(tx, searched, query);
    return () => (query === null || tickets === null ? tx`true` : hasWords(tx, searched, query, tickets));
  };
  const staff = isStaff(role);
  const noted = staff ? await found('noted') : () => tx`false`;
  if (staff && !limitedTo) return noted;
  const said = await found('said');
  const teams = [...(limitedTo ?? [])];
  return () =>
    tx`((t.team_id = any(${teams}::uuid[]) and ${noted()}) or (t.requester_id = ${id} and ${said()}))`;
}

/**
 * A page of what somebody may see in the archive, closed last first. Whoever works on a ticket finds it by all that is on
 * it; its requester by what they have been shown.
 */
export async function searchArchive(
  tx: Tx,
  grants: Grants,
  request: ArchiveSearchRequest,
  limit: number,
): Promise<ArchivedTicket[]> {
  const { requesterId, assigneeId, teamId, categoryId, priority, from, until, after } = request;
  const found = await foundBy(tx, grants, toTsQuery(request.words));
  const where = [
    found(),
    ...(requesterId ? [tx`t.requester_id = ${requesterId}`] : []),
    ...(assigneeId ? [tx`t.assignee_id = ${assigneeId}`] : []),
    ...(teamId ? [tx`t.team_id = ${teamId}`] : []),
    ...(categoryId ? [tx`t.category_id = ${categoryId}`] : []),
    ...(priority ? [tx`t.priority = ${priority}`] : []),
    ...(from === null ? [] : [tx`t.closed_at >= ${from}`]),
    ...(until === null ? [] : [tx`t.closed_at < ${until}`]),
    ...(after ? [tx`(t.closed_at, t.id) < (${after[0]}, ${after[1]}::uuid)`] : []),
  ].reduce((all, one) => tx`${all} and ${one}`);
  return await tx<ArchivedTicket[]>`
    select t.id, t.number, t.title, t.priority, t.requester_id as "requesterId", t.assignee_id as "assigneeId",
      t.team_id as "teamId", t.created_at as "createdAt", t.closed_at as "closedAt", t.archived_at as "archivedAt"
    from tickets t where t.archived_at is not null and ${where}
    order by t.closed_at desc, t.id desc limit ${limit}`;
}

/** Tickets that were merged into this one, and into those. */
export async function readMergedInto(tx: Tx, ticketId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    with recursive merged as (
      select ${ticketId}::uuid as id
      union
      select l.id from links l join merged m on l.ticket_id = m.id
      where l.what = 'merged-from' and not l.removed)
    select id from merged where id <> ${ticketId}`;
  return rows.map(({ id }) => id);
}

/** How these people are called. */
export async function readNamesOf(
  tx: Tx,
  personIds: Iterable<string>,
): Promise<[id: string, name: string][]> {
  const rows = await tx<{ id: string; name: string }[]>`
    select id, name from people where id = any(${[...new Set(personIds)]}::uuid[])`;
  return rows.map(({ id, name }) => [id, name]);
}
