-- Up Migration
--
-- That what somebody was told of no longer holds; found by its ticket.
alter table notices add column ended_at bigint;
create index notices_ticket on notices (tenant_id, ticket_id) where not aged;
