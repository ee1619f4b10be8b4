-- Up Migration
--
-- What is to be done on a ticket, thing by thing; and whether it is, apart from how it is said.
create table check_items (
  tenant_id uuid not null,
  ticket_id uuid not null,
  id        uuid not null,
  text      text not null check (char_length(text) between 1 and 200),
  position  int not null check (position between 0 and 1000000),
  removed   boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets
);
alter table check_items enable row level security;
alter table check_items force row level security;
create policy tenant on check_items
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create table checks (
  tenant_id uuid not null,
  ticket_id uuid not null,
  id        uuid not null, -- the item
  done      boolean not null,
  by_id     uuid not null,
  at        bigint not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id, id) references check_items,
  foreign key (tenant_id, by_id) references people
);
alter table checks enable row level security;
alter table checks force row level security;
create policy tenant on checks
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
