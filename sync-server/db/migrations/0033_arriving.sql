-- Up Migration
--
-- When somebody last went on with a file that is still arriving; null: not since it began. What nobody goes on with gives its
-- room back after a while.
alter table files add column moved_at bigint;
create index files_arriving on files (tenant_id) where stored_at is null;
