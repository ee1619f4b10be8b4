-- Up Migration
--
-- Looks that fell due together are taken in the order of their tickets, a batch at a time. An index that does not have that
-- order makes each batch read and sort all of them: after a night without a server that grew with the square of the backlog.
create index sla_checks_in_order on sla_checks (tenant_id, look_at, ticket_id) where look_at is not null;
drop index sla_checks_due;
