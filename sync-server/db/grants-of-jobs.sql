-- Jobs that are due (queues.ts): all of it is one library's bookkeeping, and holds nothing of a tenant's.
grant usage on schema jobs to :app;
grant select, insert, update, delete on all tables in schema jobs to :app;
grant execute on all functions in schema jobs to :app;
