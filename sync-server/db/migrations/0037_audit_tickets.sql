-- Up Migration
--
-- Which tickets an entry of the log is about: a merge is about two, and is found by either. An attempt that was refused is
-- about what was sent, so the ticket need not be there. `received_at` is the entry's, for the pages of one ticket.
create table audit_tickets (
  tenant_id   uuid not null,
  audit_id    uuid not null,
  ticket_id   uuid not null,
  received_at bigint not null
);

-- The entries that are there, in one go whatever the log's length: what was done, by the rows that changed and by the
-- timelines that tell of it; what was refused, by the short arguments that were kept. Keys and indexes come after the rows.
alter table audit no force row level security;
alter table events no force row level security;
alter table notices no force row level security;
alter table conflicts no force row level security;
alter table preferences no force row level security;

insert into audit_tickets (tenant_id, audit_id, ticket_id, received_at)
select distinct tenant_id, id, ticket_id, received_at from (
  select a.tenant_id, a.id, a.subject_id as ticket_id, a.received_at from audit a
    where a.subject = 'ticket' and a.subject_id is not null
  union all
  select a.tenant_id, a.id, split_part(c.key, '/', 2)::uuid, a.received_at
    from audit a, lateral (
      select change->>0 as key
      from jsonb_array_elements(case jsonb_typeof(a.changes) when 'array' then a.changes else '[]' end) as change
    ) c
    where c.key ~ '^(ticket/[0-9a-f-]{36}$|[a-zA-Z]+/[0-9a-f-]{36}/)'
  union all
  select a.tenant_id, a.id, n.ticket_id, a.received_at
    from audit a, lateral (
      select change->>0 as key
      from jsonb_array_elements(case jsonb_typeof(a.changes) when 'array' then a.changes else '[]' end) as change
    ) c join notices n on c.key = 'notice/' || n.id
    where a.action = 'notice.read' and n.tenant_id = a.tenant_id
  union all
  select a.tenant_id, a.id, e.ticket_id, a.received_at
    from audit a join events e on e.tenant_id = a.tenant_id and e.r = a.r and e.n = a.n
    where a.refused is null
  union all
  select a.tenant_id, a.id, c.ticket_id, a.received_at
    from audit a join conflicts c on c.tenant_id = a.tenant_id and c.id = a.subject_id
    where a.subject = 'conflict'
  union all
  select a.tenant_id, a.id, substr(p.about, 8)::uuid, a.received_at
    from audit a join preferences p on p.tenant_id = a.tenant_id and p.id = a.subject_id
    where a.subject = 'preference' and p.about like 'ticket:%'
  union all
  select a.tenant_id, a.id, (a.asked->>name)::uuid, a.received_at
    from audit a, unnest(array['ticketId', 'otherId', 'intoId', 'followUpId']) as name
    where a.refused is not null and a.asked->>name ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
) found;

alter table audit_tickets
  add primary key (tenant_id, audit_id, ticket_id),
  add foreign key (tenant_id, audit_id) references audit;
create index audit_tickets_page on audit_tickets (tenant_id, ticket_id, received_at desc, audit_id desc);

alter table audit force row level security;
alter table events force row level security;
alter table notices force row level security;
alter table conflicts force row level security;
alter table preferences force row level security;
alter table audit_tickets enable row level security;
alter table audit_tickets force row level security;
create policy tenant on audit_tickets
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
