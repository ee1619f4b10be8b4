-- Up Migration
--
-- What a device's own clock said of the time of its work, as it came: `claimed_at` is that corrected by the skew and, where
-- it could not be, moved to the edge of what can (SPEC M2). Unknown for what was logged before, and for the server's own work.
alter table audit add column claimed_raw bigint;

-- A custom field may have a rule of its own by which two writes of it meet (SPEC M4): `merge-field:` and the field's id.
alter table policies drop constraint policies_key_check,
  add constraint policies_key_check check (key ~ '^([a-z][a-z-]{0,49}|merge-field:[0-9a-f-]{36})$');
