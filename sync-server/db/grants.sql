-- All that the server's role (:app) may do. Run by migrate.ts as the owner, after the migrations, at every start;
-- it first takes everything back, so what is not written here is not allowed.
--
-- Nobody deletes what people have written: removed rows leave the feed, never their table. The log of who did what
-- can only grow. `sign_in_tries` and the table of migrations are out of reach; the first is used through functions.

revoke all on schema public from public;
revoke all on all tables in schema public from :app, public;
revoke all on all sequences in schema public from :app, public;
revoke all on all functions in schema public from :app, public;

grant usage on schema public to :app;

-- A new tenant is written by the server inside that tenant's own transaction: the policy binds it to its id.
grant select, insert on tenants to :app;
grant select on incarnation to :app;

-- Written once.
grant select, insert on messages, events, audit, audit_tickets, verdicts, scopes to :app;
-- A verdict stands for ever; what it said in words is let go of after a while.
grant update (detail, wrote) on verdicts to :app;
-- A message's words may be others; who wrote it and when stays.
grant update (body, r, n, s) on messages to :app;

-- Written and changed.
grant select, insert, update on
  people, identities, teams, memberships, categories, tags, fields, policies, settings,
  tickets, ticket_tags, field_values, links, attachments, approvals, check_items, checks, visits, signatures, time_entries, conflicts, notices, preferences,
  replicas, ordinals, number_counters, upkeep, sla_checks, sla_rules, archive_texts, devices
to :app;

-- Bookkeeping that is pruned.
grant select, insert, update, delete on sessions, files, feed, horizons, number_leases, sla_eras to :app;
grant select, insert, delete on readdressed to :app;

grant execute on function
  find_tenant(text), list_tenants(), sign_in_tries_of(text), sign_in_try(text), sign_in_forget(text), note_life(text, uuid),
  archived_said(text, int), archived_noted(text, int)
to :app;
