-- Up Migration
--
-- When the server has to look at the promises of a ticket again (jobs/keep-promises.ts). Bookkeeping of the server's: it
-- never syncs, and whoever writes to a ticket asks for a look in the same transaction.
create table sla_checks (
  tenant_id uuid not null,
  ticket_id uuid not null,
  -- Milliseconds since 1970; 0: as soon as may be; null: not by itself.
  look_at   bigint,
  -- The earliest time of work that came to light since the last look, after a breach it may take back.
  late_at   bigint,
  -- What was missed before this is no breach: the ticket came from elsewhere.
  since     bigint,
  -- Promises whose people were warned (rules/sla/look.ts).
  warned    jsonb not null default '[]',
  primary key (tenant_id, ticket_id),
  foreign key (tenant_id, ticket_id) references tickets
);
create index sla_checks_due on sla_checks (tenant_id, look_at) where look_at is not null;

-- Under which policies and calendars the looks were planned: others, and everything is looked at again.
create table sla_rules (
  tenant_id   uuid not null primary key references tenants,
  fingerprint text not null
);

-- Nobody kept the promises of what is there: what was missed until today escalates nothing now.
alter table tickets no force row level security;
insert into sla_checks (tenant_id, ticket_id, look_at, since)
select tenant_id, id, case when status in ('resolved', 'closed') then null else 0 end, floor(extract(epoch from now()) * 1000)
from tickets;
alter table tickets force row level security;

alter table sla_checks enable row level security;
alter table sla_checks force row level security;
create policy tenant on sla_checks
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
alter table sla_rules enable row level security;
alter table sla_rules force row level security;
create policy tenant on sla_rules
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
