-- Up Migration
--
-- What people want to be told of: each is in the scope of its person alone.
create table preferences (
  tenant_id uuid not null,
  id        uuid not null,
  person_id uuid not null,
  about     text not null check (char_length(about) <= 60),
  wanted    boolean not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references people
);
create index preferences_person on preferences (tenant_id, person_id);
alter table preferences enable row level security;
alter table preferences force row level security;
create policy tenant on preferences
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
