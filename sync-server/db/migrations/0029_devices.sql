-- Up Migration
--
-- What each device holds, by the vectors it names when it asks for news, and what it tells of itself then. The server's
-- bookkeeping: written at most once a minute for each, and never sent to a device as a row.
create table devices (
  tenant_id uuid not null,
  r         int not null,
  -- When it was last written down that it asked, in milliseconds since 1970.
  heard_at  bigint not null,
  -- Where it stood then: everything as of these heads (SPEC S4), in this epoch (E1); null: it has not said yet.
  digest    text,
  vector    jsonb,
  epoch     int,
  held_at   bigint,
  -- Moments at which it had everything there was, fewer the longer ago.
  whole_at  jsonb not null default '[]',
  -- What it told of itself, and when.
  told      jsonb,
  told_at   bigint,
  primary key (tenant_id, r),
  foreign key (tenant_id, r) references replicas
) with (fillfactor = 70);
alter table devices enable row level security;
alter table devices force row level security;
create policy tenant on devices
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
