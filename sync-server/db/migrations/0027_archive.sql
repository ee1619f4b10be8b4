-- Up Migration
--
-- Tickets that have been closed for a tenant's days leave the devices (SPEC A1). They stay where they are, with everything
-- under them; `archived_at` says since when they are in no scope, `returned_at` when work last brought them back.
alter table tickets add column archived_at bigint, add column returned_at bigint;

-- A fill goes over what devices hold, and steps over nothing.
drop index tickets_fill;
create index tickets_fill on tickets (tenant_id, created_at desc, id desc) where archived_at is null;
-- Which are old enough, and the pages of the archive: closed last comes first.
create index tickets_closed on tickets (tenant_id, closed_at) where status = 'closed' and archived_at is null;
create index tickets_archived on tickets (tenant_id, closed_at desc, id desc) where archived_at is not null;

-- What is searched in the archive, written as a ticket goes there: nothing in it changes while it is there, and what
-- changes everyday pays for no index. `said` is what its requester may find it by, `noted` what the staff may. Words only,
-- in no language's rules; and a word for the tenant, by which the index finds it among all tenants' tickets.
create table archive_texts (
  tenant_id uuid not null,
  ticket_id uuid not null,
  said      tsvector not null,
  noted     tsvector not null,
  primary key (tenant_id, ticket_id),
  foreign key (tenant_id, ticket_id) references tickets
);
create index archive_texts_said on archive_texts using gin (said);
create index archive_texts_noted on archive_texts using gin (noted);
alter table archive_texts enable row level security;
alter table archive_texts force row level security;
create policy tenant on archive_texts
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

-- Behind the wall no index of words is used, as a match might leak what it looks at: a word that few tickets have is then
-- looked for in all of them. So the owner looks, through these two alone; they ask for the tenant of the transaction
-- themselves, and give nothing but identities of its tickets, `most` of them, whose rows are then read behind the wall.
create policy search on archive_texts for select to current_user using (true);

create function archived_said(words text, most int) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select a.ticket_id from public.archive_texts a
    where a.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
      and a.said @@ (to_tsquery('simple', words)
        && to_tsquery('simple', 'tenant' || replace(current_setting('app.tenant_id', true), '-', '')))
    limit most
  $$;

create function archived_noted(words text, most int) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select a.ticket_id from public.archive_texts a
    where a.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
      and a.noted @@ (to_tsquery('simple', words)
        && to_tsquery('simple', 'tenant' || replace(current_setting('app.tenant_id', true), '-', '')))
    limit most
  $$;

revoke all on function archived_said(text, int), archived_noted(text, int) from public;
