-- Up Migration
--
-- The pages of the log, newest first: of all, of one person, of one action, and of what was refused. The first takes the
-- place of the index by time.
create index audit_page on audit (tenant_id, received_at desc, id desc);
drop index audit_time;
create index audit_actor on audit (tenant_id, actor_id, received_at desc, id desc);
create index audit_action on audit (tenant_id, action, received_at desc, id desc);
create index audit_refused on audit (tenant_id, received_at desc, id desc) where refused is not null;
