-- Up Migration
--
-- Tags have a colour (a name out of the palette of the screens) and say when to use them; custom fields may hold several
-- choices, and may have to be filled in before a ticket comes to a status.
alter table tags
  add column color text not null default 'grey' check (char_length(color) between 1 and 20),
  add column description text not null default '' check (char_length(description) <= 200);

alter table fields drop constraint fields_type_check;
alter table fields
  add constraint fields_type_check check (type in ('text', 'number', 'boolean', 'date', 'select', 'choices')),
  add column required_in jsonb not null default '[]';
