-- Up Migration
--
-- What a message said can be taken back: it stands there without words (docs/decisions/0013).
alter table messages drop constraint messages_body_check;
alter table messages add constraint messages_body_check check (char_length(body) <= 20000);
