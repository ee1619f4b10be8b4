-- Up Migration
--
-- What people are told of: each entry is in the scope of its person alone.
create table notices (
  tenant_id uuid not null,
  id        uuid not null,
  person_id uuid not null,
  what      text not null check (char_length(what) <= 40),
  ticket_id uuid not null,
  about_id  uuid not null,
  by_id     uuid,
  at        bigint not null,
  count     int not null check (count > 0),
  read_at   bigint,
  aged      boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references people,
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, by_id) references people
);
create index notices_person on notices (tenant_id, person_id, at) where not aged;
alter table notices enable row level security;
alter table notices force row level security;
create policy tenant on notices
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
