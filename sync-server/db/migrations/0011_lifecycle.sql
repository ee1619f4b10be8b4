-- Up Migration
--
-- Two tickets that belong together: a row under each, so that either travels with its ticket. `id` is the other ticket.
create table links (
  tenant_id uuid not null,
  ticket_id uuid not null,
  id        uuid not null,
  what      text not null check (what in (
    'follows', 'followed-by', 'parent-of', 'child-of', 'duplicate-of', 'duplicated-by', 'related')),
  removed   boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, id) references tickets,
  check (ticket_id <> id)
);
alter table links enable row level security;
alter table links force row level security;
create policy tenant on links
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

-- Resolved tickets close themselves after a tenant's days.
create index tickets_resolved on tickets (tenant_id, resolved_at) where status = 'resolved';
