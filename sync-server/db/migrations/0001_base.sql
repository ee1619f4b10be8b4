-- Up Migration
--
-- The whole first schema. What holds everywhere:
--   * every tenant table carries tenant_id, and so does every primary, unique and foreign key (a key without it
--     would tell one tenant that a value exists in another);
--   * times are bigint milliseconds since 1970 UTC, the very number the device has, so both sides compute the
--     same rows from the same mutation;
--   * r, n, s are a row's dot (replica ordinal, counter) and effective stamp; tickets have, beside the dot of
--     their creation, `over`: the registers written since, as {register: [r, n, s]};
--   * row-level security is enabled and forced at the end, for every table that has a tenant_id.

create table tenants (
  tenant_id  uuid primary key default gen_random_uuid(),
  slug       text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  name       text not null check (char_length(name) between 1 and 100),
  demo       boolean not null default false,
  settings   jsonb not null default '{}',
  created_at bigint not null
);

-- Which life of this database it is (sync.md 21). One row; a restore writes a new one.
create table incarnation (
  one   boolean primary key default true check (one),
  id    uuid not null default gen_random_uuid(),
  since timestamptz not null default now()
);
insert into incarnation default values;

create table people (
  tenant_id  uuid not null references tenants,
  id         uuid not null,
  name       text not null check (char_length(name) between 1 and 100),
  email      text not null check (char_length(email) between 3 and 254 and email = lower(email)),
  role       text not null check (role in ('user', 'agent', 'admin')),
  active     boolean not null default true,
  created_at bigint not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, email)
);

-- How a person is known: the built-in issuer is 'waypost', with the email as subject and a password hash.
create table identities (
  tenant_id     uuid not null,
  issuer        text not null,
  subject       text not null,
  person_id     uuid not null,
  password_hash text,
  created_at    bigint not null,
  primary key (tenant_id, issuer, subject),
  foreign key (tenant_id, person_id) references people
);
create index identities_person on identities (tenant_id, person_id);

-- One row for each signed-in browser and account: the family of its refresh tokens (only keyed hashes of them).
create table sessions (
  tenant_id     uuid not null,
  id            uuid not null,
  person_id     uuid not null,
  generation    int not null default 0,
  token_hash    text not null,
  previous_hash text,
  attempt       text,
  shared_device boolean not null default false,
  user_agent    text,
  created_at    bigint not null,
  used_at       bigint not null,
  expires_at    bigint not null,
  revoked_at    bigint,
  primary key (tenant_id, id),
  foreign key (tenant_id, person_id) references people
);
create index sessions_person on sessions (tenant_id, person_id);

create table teams (
  tenant_id uuid not null references tenants,
  id        uuid not null,
  name      text not null check (char_length(name) between 1 and 50),
  archived  boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table memberships (
  tenant_id uuid not null,
  id        uuid not null,
  team_id   uuid not null,
  person_id uuid not null,
  lead      boolean not null default false,
  removed   boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, team_id, person_id),
  foreign key (tenant_id, team_id) references teams,
  foreign key (tenant_id, person_id) references people
);

create table categories (
  tenant_id uuid not null references tenants,
  id        uuid not null,
  name      text not null check (char_length(name) between 1 and 50),
  archived  boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

create table tags (
  tenant_id uuid not null references tenants,
  id        uuid not null,
  name      text not null check (char_length(name) between 1 and 30),
  archived  boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);

-- Custom field definitions; public ones are also shown to requesters.
create table fields (
  tenant_id uuid not null references tenants,
  id        uuid not null,
  key       text not null check (key ~ '^[a-z][a-z0-9_]{0,49}$'),
  label     text not null check (char_length(label) between 1 and 50),
  type      text not null check (type in ('text', 'number', 'boolean', 'date', 'select')),
  options   jsonb not null default '[]',
  public    boolean not null default false,
  archived  boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);

create table tickets (
  tenant_id         uuid not null references tenants,
  id                uuid not null,
  number            text not null check (number ~ '^[0-9]{6}-[0-9]{4,9}$'),
  alias             text check (alias ~ '^[0-9]{6}-[0-9]{4,9}$'),
  title             text not null check (char_length(title) between 1 and 200),
  description       text not null default '' check (char_length(description) <= 5000),
  status            text not null check (status in ('new', 'open', 'pending', 'escalated', 'resolved', 'closed')),
  priority          text not null check (priority in ('low', 'medium', 'high', 'urgent')),
  category_id       uuid,
  requester_id      uuid not null,
  created_by        uuid not null,
  assignee_id       uuid,
  team_id           uuid,
  address           text check (char_length(address) <= 300),
  latitude          double precision check (latitude between -90 and 90),
  longitude         double precision check (longitude between -180 and 180),
  starts_at         bigint,
  ends_at           bigint,
  deadline          bigint,
  created_at        bigint not null,
  updated_at        bigint not null,
  noted_at          bigint,
  first_response_at bigint,
  resolved_at       bigint,
  closed_at         bigint,
  external_source   text check (char_length(external_source) <= 50),
  external_id       text check (char_length(external_id) <= 100),
  r int not null, n int not null, s bigint not null,
  over jsonb,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  unique (tenant_id, external_source, external_id),
  foreign key (tenant_id, category_id) references categories,
  foreign key (tenant_id, requester_id) references people,
  foreign key (tenant_id, created_by) references people,
  foreign key (tenant_id, assignee_id) references people,
  foreign key (tenant_id, team_id) references teams
) with (fillfactor = 85);
-- The cursor of a fill: newest created first, over keys that never change (sync.md 7).
create index tickets_fill on tickets (tenant_id, created_at desc, id desc);
create index tickets_requester on tickets (tenant_id, requester_id, created_at desc, id desc);
create index tickets_alias on tickets (tenant_id, alias) where alias is not null;

create table messages (
  tenant_id  uuid not null,
  ticket_id  uuid not null,
  id         uuid not null,
  author_id  uuid not null,
  body       text not null check (char_length(body) between 1 and 20000),
  internal   boolean not null,
  staff      boolean not null,
  created_at bigint not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, author_id) references people
);

-- What happened to a ticket, in the order its people did it; travels with the ticket.
create table events (
  tenant_id  uuid not null,
  ticket_id  uuid not null,
  id         uuid not null,
  actor_id   uuid,
  what       text not null check (char_length(what) <= 40),
  old_value  jsonb,
  new_value  jsonb,
  reason     text check (char_length(reason) <= 1000),
  internal   boolean not null,
  created_at bigint not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, actor_id) references people
);

create table ticket_tags (
  tenant_id uuid not null,
  ticket_id uuid not null,
  id        uuid not null, -- the tag
  removed   boolean not null default false,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, id) references tags
);

create table field_values (
  tenant_id uuid not null,
  ticket_id uuid not null,
  id        uuid not null, -- the field
  value     jsonb,
  public    boolean not null,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, id) references fields
);

-- Who did what, old and new value, when on the device and when here. Append-only for the server's role.
create table audit (
  tenant_id   uuid not null,
  id          uuid not null default gen_random_uuid(),
  actor_id    uuid,
  action      text not null,
  subject     text not null,
  subject_id  uuid,
  changes     jsonb,
  claimed_at  bigint not null,
  clamped     boolean not null default false,
  received_at bigint not null,
  r int, n int,
  primary key (tenant_id, id),
  foreign key (tenant_id) references tenants,
  foreign key (tenant_id, actor_id) references people
);
create index audit_subject on audit (tenant_id, subject_id, received_at);
create index audit_time on audit (tenant_id, received_at);

-- One installation of the app for one person. `ord` is its small number on the wire; last_n its head;
-- `was` the identities it descends from, as [[ord, highest counter answered]] (sync.md 2, 12).
create table replicas (
  tenant_id uuid not null,
  ord       int not null,
  id        uuid not null,
  person_id uuid,           -- null: the server's own replica, or the import's
  last_n    int not null default 0,
  last_uid  uuid,
  last_s    bigint not null default 0,
  was       jsonb not null default '[]',
  skew_ms   bigint not null default 0,
  app       text,
  drained_at bigint not null, -- when it last had nothing left to send: work claimed for before then is clamped
  seen_at   bigint not null,
  created_at bigint not null,
  retired_at bigint,
  primary key (tenant_id, ord),
  unique (tenant_id, id),
  foreign key (tenant_id, person_id) references people
) with (fillfactor = 50);
create index replicas_person on replicas (tenant_id, person_id) where retired_at is null;

-- A tenant's counters for small numbers: the next replica and the next scope ordinal.
create table ordinals (
  tenant_id uuid not null references tenants,
  what      text not null check (what in ('replica', 'scope')),
  next      int not null,
  primary key (tenant_id, what)
);

create table scopes (
  tenant_id uuid not null,
  ord       int not null,
  key       text not null,
  primary key (tenant_id, ord),
  unique (tenant_id, key),
  foreign key (tenant_id) references tenants
);

-- The server's index of memberships by dot (sync.md 5): one entry per (scope, row), under the dot that last
-- changed the row or its membership there. `evict`: the row left this scope.
create table feed (
  tenant_id uuid not null,
  scope     int not null,
  kind      smallint not null,
  parent_id uuid not null, -- the ticket; of a row that is no ticket's child, the row itself
  row_id    uuid not null,
  r         int not null,
  n         int not null,
  evict     boolean not null default false,
  primary key (tenant_id, scope, kind, parent_id, row_id),
  foreign key (tenant_id, scope) references scopes
);
create index feed_dot on feed (tenant_id, scope, r, n);

-- The highest pruned counter of each replica in each scope (sync.md 8).
create table horizons (
  tenant_id uuid not null,
  scope     int not null,
  r         int not null,
  n         int not null,
  primary key (tenant_id, scope, r),
  foreign key (tenant_id, scope) references scopes
);

-- The mutation log: every uid ever taken, with its verdict. `wrote` names the registers whose standing value
-- differs from what the device had planned; their values are rendered when answered.
create table verdicts (
  tenant_id   uuid not null,
  uid         uuid not null,
  r           int not null,
  n           int not null,
  name        text not null,
  status      text not null check (status in ('applied', 'conflict', 'refused')),
  code        text,
  detail      jsonb,
  wrote       jsonb,
  s           bigint,
  received_at bigint not null,
  primary key (tenant_id, uid),
  foreign key (tenant_id, r) references replicas
);

-- A known uid that came again under another dot (a fork renumbers what was unanswered).
create table readdressed (
  tenant_id uuid not null,
  r         int not null,
  n         int not null,
  uid       uuid not null,
  primary key (tenant_id, r, n),
  foreign key (tenant_id, uid) references verdicts
);

-- A concurrent overwrite: both values, both authors (sync.md 12).
create table conflicts (
  tenant_id    uuid not null,
  id           uuid not null default gen_random_uuid(),
  ticket_id    uuid not null,
  kind         smallint not null,
  row_id       uuid not null,
  register     text not null,
  kept_value   jsonb,
  kept_by      uuid,
  kept_r int not null, kept_n int not null,
  lost_value   jsonb,
  lost_by      uuid,
  lost_r int not null, lost_n int not null,
  at           bigint not null,
  resolved_at  bigint,
  resolution   text,
  primary key (tenant_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, kept_by) references people,
  foreign key (tenant_id, lost_by) references people
);
create index conflicts_lost_by on conflicts (tenant_id, lost_by) where resolved_at is null;

-- Ticket numbers: the next of each month, and those handed to devices ahead of use (sync.md 19).
create table number_counters (
  tenant_id uuid not null references tenants,
  month     int not null check (month between 190001 and 999912),
  next      int not null,
  primary key (tenant_id, month)
);

create table number_leases (
  tenant_id  uuid not null,
  number     text not null,
  person_id  uuid not null,
  r          int not null,
  used_by    uuid,
  leased_at  bigint not null,
  primary key (tenant_id, number),
  foreign key (tenant_id, person_id) references people,
  foreign key (tenant_id, r) references replicas
);
create index number_leases_open on number_leases (tenant_id, r) where used_by is null;

-- Sign-in tries, before any tenant or person is known for sure: keyed hashes only, reached through functions.
create table sign_in_tries (
  key text not null,
  at  timestamptz not null default now()
);
create index sign_in_tries_key on sign_in_tries (key, at);
create index sign_in_tries_at on sign_in_tries (at);

-- ---------------------------------------------------------------------------------------------------------
-- The walls. Evaluated once a query, not once a row; a connection given back to the pool has '' here, not NULL.

do $$
declare name text;
begin
  for name in
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)) '
      || 'with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', name);
  end loop;
end $$;

-- The owner may look a tenant up by its name: the few functions below run as the owner, and these alone.
create policy directory on tenants for select to current_user using (true);

-- Which tenant a host or a sign-in form names. Nothing else of it is told before a session exists.
create function find_tenant(wanted text) returns table (tenant_id uuid, slug text, name text, demo boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select t.tenant_id, t.slug, t.name, t.demo from public.tenants t where t.slug = lower(wanted) $$;

-- For jobs, which then go tenant by tenant; and for the demo's sign-in page.
create function list_tenants() returns table (tenant_id uuid, slug text, name text, demo boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select t.tenant_id, t.slug, t.name, t.demo from public.tenants t order by t.slug $$;

-- Tries of the last 15 minutes under a key.
create function sign_in_tries_of(wanted text) returns int
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select count(*)::int from public.sign_in_tries where key = wanted and at > now() - interval '15 minutes' $$;

create function sign_in_try(wanted text) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    delete from public.sign_in_tries where at < now() - interval '1 day';
    insert into public.sign_in_tries (key) values (wanted);
  $$;

create function sign_in_forget(wanted text) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$ delete from public.sign_in_tries where key = wanted $$;

revoke all on function find_tenant(text), list_tenants(), sign_in_tries_of(text), sign_in_try(text), sign_in_forget(text) from public;
