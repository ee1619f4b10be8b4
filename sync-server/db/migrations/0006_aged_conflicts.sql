-- Up Migration
--
-- A conflict that was settled a while ago leaves devices; the row stays, and says so (SPEC S8).

alter table conflicts add column aged boolean not null default false;

-- What the upkeep looks for: settled by its person, or by a rule of the tenant.
create index conflicts_settled on conflicts (tenant_id, id) where not aged and (resolved_at is not null or ruled);
