-- Up Migration
--
-- That there is a file on a ticket, who put it there, and what it is by its digest. Synced like a message.
create table attachments (
  tenant_id  uuid not null,
  ticket_id  uuid not null,
  id         uuid not null,
  message_id uuid,
  author_id  uuid not null,
  name       text not null check (char_length(name) between 1 and 150),
  type       text not null check (char_length(type) <= 100),
  bytes      int not null check (bytes between 1 and 26214400),
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  width      int,
  height     int,
  internal   boolean not null,
  created_at bigint not null,
  stored_at  bigint,
  r int not null, n int not null, s bigint not null,
  primary key (tenant_id, ticket_id, id),
  foreign key (tenant_id, ticket_id) references tickets,
  foreign key (tenant_id, ticket_id, message_id) references messages,
  foreign key (tenant_id, author_id) references people
);
alter table attachments enable row level security;
alter table attachments force row level security;
create policy tenant on attachments
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

-- The bytes of each, which are arriving or all there: what counts against the quota of a person and of a tenant.
create table files (
  tenant_id     uuid not null,
  ticket_id     uuid not null,
  attachment_id uuid not null,
  person_id     uuid not null,
  bytes         int not null,
  sha256        text not null,
  begun_at      bigint not null,
  stored_at     bigint,
  primary key (tenant_id, ticket_id, attachment_id),
  foreign key (tenant_id, ticket_id, attachment_id) references attachments,
  foreign key (tenant_id, person_id) references people
);
create index files_person on files (tenant_id, person_id) include (bytes);
alter table files enable row level security;
alter table files force row level security;
create policy tenant on files
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
