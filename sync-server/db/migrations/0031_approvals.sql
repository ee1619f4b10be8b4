-- Up Migration
--
-- Changes that wait for an admin's word, and what became of them. Each lies under its ticket and travels with it.
create table approvals (
  tenant_id     uuid not null,
  ticket_id     uuid not null,
  id            uuid not null,
  what          text not null check (what in ('urgent', 'unanswered', 'reopened')),
  from_value    text not null check (char_length(from_value) <= 40),
  to_value      text not null check (char_length(to_value) <= 40),
  reason        text check (char_length(reason) <= 1000),
  by_id         uuid not null,
  created_at    bigint not null,
  public        boolean not null,
  state         text not null check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'overtaken')),
  decided_by_id uuid,
  decided_at    bigint,
  word          text check (char_length(word) <= 1000),
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, by_id) references people,
  foreign key (tenant_id, decided_by_id) references people,
  check ((state = 'pending') = (decided_at is null))
);
alter table approvals enable row level security;
alter table approvals force row level security;
create policy tenant on approvals
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
