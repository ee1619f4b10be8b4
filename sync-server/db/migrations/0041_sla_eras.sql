-- Up Migration
--
-- What a tenant promised since when: a promise counts from when it was made (rules/sla/stretches.ts). Rows of `settings` as
-- they stood, policies and calendars; the first holds from the beginning. Bookkeeping of the server's: it never syncs.
create table sla_eras (
  tenant_id uuid not null references tenants,
  -- Milliseconds since 1970.
  since     bigint not null,
  promises  jsonb not null,
  primary key (tenant_id, since)
);

alter table settings no force row level security;
insert into sla_eras (tenant_id, since, promises)
select t.tenant_id, 0, coalesce(
  (select jsonb_agg(jsonb_build_object('id', s.id, 'what', s.what, 'value', s.value, 'archived', s.archived) order by s.id)
   from settings s where s.tenant_id = t.tenant_id and s.what in ('sla-policy', 'calendar')), '[]')
from tenants t;
alter table settings force row level security;

alter table sla_eras enable row level security;
alter table sla_eras force row level security;
create policy tenant on sla_eras
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
