-- Up Migration
--
-- What a tenant decides for all its people, as rows that sync; and the scope of each team, so that a tenant may limit
-- agents to the tickets of their teams.

create table policies (
  tenant_id uuid not null references tenants,
  id        uuid not null,
  key       text not null check (key ~ '^[a-z][a-z-]{0,49}$'),
  value     jsonb not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
alter table policies enable row level security;
alter table policies force row level security;
create policy tenant on policies
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

-- The cursor of a team's fill.
create index tickets_team on tickets (tenant_id, team_id, created_at desc, id desc);

-- Which requesters know a person's name: it goes to them anew when the person's row changes.
create index feed_names on feed (tenant_id, row_id) where kind = 11;

-- Grants are looked up by person.
create index memberships_person on memberships (tenant_id, person_id);

-- Tenants that are here already get a scope for each of their teams.
do $$
declare
  tenant uuid;
  first int;
begin
  for tenant in select tenant_id from tenants loop
    perform set_config('app.tenant_id', tenant::text, true);
    select next into first from ordinals where what = 'scope' for update;
    insert into scopes (tenant_id, ord, key)
      select tenant, first + row_number() over (order by id) - 1, 'team:' || id from teams;
    update ordinals set next = first + (select count(*) from teams)::int where what = 'scope';
  end loop;
  perform set_config('app.tenant_id', '', true);
end $$;
