-- Up Migration
--
-- On a device accents do not matter to somebody who searches; in the archive they do not either. The same as in
-- `writeArchiveTexts` (db/archive.ts), for what went there before.
alter table archive_texts no force row level security;
alter table tickets no force row level security;
alter table people no force row level security;
alter table field_values no force row level security;
alter table messages no force row level security;

update archive_texts a set
  said = to_tsvector('simple', 'tenant' || replace(a.tenant_id::text, '-', '')) || to_tsvector('simple',
    normalize(regexp_replace(normalize(left(w.said, 150000), NFD), '[\u0300-\u036f]', '', 'g'), NFC)),
  noted = to_tsvector('simple', 'tenant' || replace(a.tenant_id::text, '-', '')) || to_tsvector('simple',
    normalize(regexp_replace(normalize(left(w.noted, 150000), NFD), '[\u0300-\u036f]', '', 'g'), NFC))
from tickets t, lateral (
  select
    concat_ws(' ', t.number, t.alias, t.title, t.description, t.address, t.external_id, p.name,
      (select string_agg(v.value #>> '{}', ' ') from field_values v
        where v.tenant_id = t.tenant_id and v.ticket_id = t.id and v.public),
      (select string_agg(m.body, ' ' order by m.created_at) from messages m
        where m.tenant_id = t.tenant_id and m.ticket_id = t.id and not m.internal)) as said,
    concat_ws(' ', t.number, t.alias, t.title, t.description, t.address, t.external_id, p.name,
      (select string_agg(v.value #>> '{}', ' ') from field_values v
        where v.tenant_id = t.tenant_id and v.ticket_id = t.id),
      (select string_agg(m.body, ' ' order by m.created_at) from messages m
        where m.tenant_id = t.tenant_id and m.ticket_id = t.id)) as noted
  from people p where p.tenant_id = t.tenant_id and p.id = t.requester_id
) w
where t.tenant_id = a.tenant_id and t.id = a.ticket_id;

alter table archive_texts force row level security;
alter table tickets force row level security;
alter table people force row level security;
alter table field_values force row level security;
alter table messages force row level security;
