-- Up Migration
--
-- What may be let go of, and when: evictions know their age, retired replicas the epoch in which they folded out of
-- vectors, and each tenant when it was last looked after (SPEC S6, E1, E2, B2).

-- Of an eviction: when it was written. Rows that are here already count from now on (a constant default costs no
-- rewrite; the owner could not update them, behind the forced policy).
do $$
begin
  execute format('alter table feed add column evicted_at bigint default %s',
    (extract(epoch from clock_timestamp()) * 1000)::bigint);
end $$;
alter table feed alter column evicted_at drop default;
create index feed_evicted on feed (tenant_id, evicted_at) where evict;

-- `folded`: from this epoch on no vector names the replica; null while it counts among the heads.
alter table replicas add column folded int, add column folded_at bigint;
create index replicas_counted on replicas (tenant_id) where folded is null;
create index replicas_folded on replicas (tenant_id, folded) where folded is not null;

-- `epoch`: the tenant's present one; `floor`: vectors of an earlier epoch than this fill again.
alter table ordinals drop constraint ordinals_what_check;
alter table ordinals add constraint ordinals_what_check check (what in ('replica', 'scope', 'epoch', 'floor'));

create index verdicts_detailed on verdicts (tenant_id, received_at) where detail is not null or wrote is not null;

-- When a tenant was last looked after, by whichever server.
create table upkeep (
  tenant_id uuid not null primary key references tenants,
  at        bigint not null
);
alter table upkeep enable row level security;
alter table upkeep force row level security;
create policy tenant on upkeep
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
