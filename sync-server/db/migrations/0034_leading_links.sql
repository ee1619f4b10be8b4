-- Up Migration
--
-- A duplicate leads to its original, and what follows up to what it follows, as a part leads to the whole: at most one from
-- each ticket from now on, and never in a circle (shared/model/link.ts). What was linked before stays.
drop index links_leading;
create index links_leading on links (tenant_id, ticket_id, what)
  where what in ('child-of', 'duplicate-of', 'follows', 'merged-into') and not removed;
