-- Up Migration
--
-- When the office got what was done without a network, where that was later than it was done (SPEC M7). What is there
-- already says nothing of it: the audit log knows when it came.
alter table tickets add column received_at bigint;
alter table messages add column received_at bigint;
alter table events add column received_at bigint;
