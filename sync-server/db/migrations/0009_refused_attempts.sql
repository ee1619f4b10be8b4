-- Up Migration
--
-- What was attempted and refused is in the audit log too (SPEC O3): the refusal's code, and what was asked for, as far as
-- it is short. Null for what was done. The log stays append-only: grants.sql gives no update and no delete on it.
alter table audit add column refused text, add column asked jsonb;
