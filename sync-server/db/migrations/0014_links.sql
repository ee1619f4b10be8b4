-- Up Migration
--
-- Links are made by hand, by merging and by splitting too. Whether requesters see one depends on whose the two tickets
-- are, so each row says it.
alter table links drop constraint links_what_check;
alter table links add constraint links_what_check check (what in (
  'follows', 'followed-by', 'parent-of', 'child-of', 'duplicate-of', 'duplicated-by', 'related', 'merged-into',
  'merged-from', 'split-from', 'split-into'));

alter table links add column public boolean not null default false;
-- The owner passes the wall for as long as this transaction lasts.
alter table links no force row level security;
update links set public = true where what in ('follows', 'followed-by');
alter table links force row level security;
alter table links alter column public drop default;

-- Where a ticket leads: to its parent, and to where it was merged.
create index links_leading on links (tenant_id, ticket_id, what)
  where what in ('child-of', 'merged-into') and not removed;
