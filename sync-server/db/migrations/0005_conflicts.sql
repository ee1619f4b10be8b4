-- Up Migration
--
-- A conflict becomes a row that syncs, in a scope of its loser's own, `me:<person>` (SPEC S8, M4): it gets a mark of its
-- own and the stamps of both sides, by which people are told when each was written.

-- The owner is bound by the walls like everybody; for these few lines they stand aside for it alone.
alter table conflicts no force row level security;
alter table people no force row level security;
alter table scopes no force row level security;
alter table ordinals no force row level security;

alter table conflicts
  add column lost_s bigint,
  add column kept_s bigint,
  add column ruled boolean not null default false,
  add column r int,
  add column n int,
  add column s bigint;
-- Times and stamps are one scale: milliseconds × 1024 (clock/stamp.ts).
update conflicts set lost_s = at * 1024, kept_s = at * 1024, r = kept_r, n = kept_n, s = at * 1024;
alter table conflicts
  alter column lost_s set not null,
  alter column kept_s set not null,
  alter column r set not null,
  alter column n set not null,
  alter column s set not null,
  alter column lost_value set not null,
  alter column kept_value set not null,
  add constraint conflicts_resolution check (resolution in ('keep', 'restore', 'merge')),
  add constraint conflicts_resolved check ((resolution is null) = (resolved_at is null)),
  drop column at;
drop index conflicts_lost_by;
create index conflicts_lost_by on conflicts (tenant_id, lost_by);
create index conflicts_ticket on conflicts (tenant_id, ticket_id);

-- What is one person's alone changes rarely; streams look for it by dot, not person by person.
create index feed_personal on feed (tenant_id, r, n) where kind >= 20;

-- Everybody who is here already gets the scope that new people get with their first day.
with made as (
  insert into scopes (tenant_id, ord, key)
  select p.tenant_id, o.next - 1 + row_number() over (partition by p.tenant_id order by p.id), 'me:' || p.id
  from people p join ordinals o on o.tenant_id = p.tenant_id and o.what = 'scope'
  returning tenant_id
)
update ordinals o set next = o.next + made.count
from (select tenant_id, count(*)::int as count from made group by tenant_id) made
where o.tenant_id = made.tenant_id and o.what = 'scope';

alter table conflicts force row level security;
alter table people force row level security;
alter table scopes force row level security;
alter table ordinals force row level security;
