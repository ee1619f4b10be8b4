-- Up Migration
--
-- That somebody was there, who signed for it, and what time a ticket took.
create table visits (
  tenant_id  uuid not null,
  ticket_id  uuid not null,
  id         uuid not null,
  person_id  uuid not null,
  arrived_at bigint not null,
  left_at    bigint check (left_at >= arrived_at),
  outcome    text check (char_length(outcome) <= 40),
  note       text not null check (char_length(note) <= 2000),
  removed    boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, person_id) references people
);
alter table visits enable row level security;
alter table visits force row level security;
create policy tenant on visits
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create table signatures (
  tenant_id uuid not null,
  ticket_id uuid not null,
  id        uuid not null, -- the visit
  path      text check (char_length(path) <= 20000),
  name      text not null check (char_length(name) between 1 and 100),
  at        bigint not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id, id) references visits
);
alter table signatures enable row level security;
alter table signatures force row level security;
create policy tenant on signatures
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create table time_entries (
  tenant_id uuid not null,
  ticket_id uuid not null,
  id        uuid not null,
  person_id uuid not null,
  day       text not null check (day ~ '^\d{4}-\d{2}-\d{2}$'),
  minutes   int not null check (minutes between 1 and 1440),
  note      text not null check (char_length(note) <= 2000),
  removed   boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, person_id) references people
);
alter table time_entries enable row level security;
alter table time_entries force row level security;
create policy tenant on time_entries
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
