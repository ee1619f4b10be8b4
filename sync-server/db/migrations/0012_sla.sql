-- Up Migration
--
-- What the deadlines of a ticket follow from: in which status it was since when, what its requester has asked since the
-- last reply, and what was missed. Deadlines themselves are computed, on device and server, never stored.
alter table tickets
  add column replied_at bigint,
  add column asked_at jsonb not null default '[]',
  add column history jsonb not null default '[]',
  add column breaches jsonb not null default '[]';

-- For what is there, from its timeline and conversation; an import has no timeline, but its times. The owner passes the
-- wall for as long as this transaction lasts.
alter table tickets no force row level security;
alter table events no force row level security;
alter table messages no force row level security;

update tickets t set history = h.history
from (
  select tenant_id, id, jsonb_agg(jsonb_build_array(at, status) order by at) as history
  from (
    select t.tenant_id, t.id, t.created_at as at,
      case when t.status in ('resolved', 'closed') or exists (
        select 1 from events e where e.tenant_id = t.tenant_id and e.ticket_id = t.id and e.what = 'status'
      ) then 'new' else t.status end as status
    from tickets t
    union
    select tenant_id, ticket_id, created_at, new_value #>> '{}' from events where what = 'status' and not internal
    union
    select tenant_id, id, resolved_at, 'resolved' from tickets
    where resolved_at is not null and not exists (
      select 1 from events e where e.tenant_id = tickets.tenant_id and e.ticket_id = tickets.id and e.what = 'status')
    union
    select tenant_id, id, closed_at, 'closed' from tickets
    where closed_at is not null and not exists (
      select 1 from events e where e.tenant_id = tickets.tenant_id and e.ticket_id = tickets.id and e.what = 'status')
  ) moments
  group by tenant_id, id
) h
where t.tenant_id = h.tenant_id and t.id = h.id;

update tickets t set replied_at = m.at
from (
  select tenant_id, ticket_id, max(created_at) as at from messages where staff and not internal group by 1, 2
) m
where t.tenant_id = m.tenant_id and t.id = m.ticket_id;

update tickets t set asked_at = m.asked
from (
  select m.tenant_id, m.ticket_id, jsonb_agg(distinct m.created_at) as asked
  from messages m join tickets t on t.tenant_id = m.tenant_id and t.id = m.ticket_id
  where not m.staff and not m.internal and m.created_at > coalesce(t.replied_at, -1e15)
  group by 1, 2
) m
where t.tenant_id = m.tenant_id and t.id = m.ticket_id;

alter table tickets force row level security;
alter table events force row level security;
alter table messages force row level security;

-- The lists that admins keep: SLA policies, calendars, and what is yet to come.
create table settings (
  tenant_id uuid not null references tenants,
  id        uuid not null,
  what      text not null check (what ~ '^[a-z][a-z-]{0,49}$'),
  value     jsonb not null,
  archived  boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id)
);
alter table settings enable row level security;
alter table settings force row level security;
create policy tenant on settings
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
