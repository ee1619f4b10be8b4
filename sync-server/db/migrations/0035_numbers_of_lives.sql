-- Up Migration
--
-- In which life of the database numbers of a month were last given (SPEC N1), and from which one on the life before it may
-- have given some. A backup brings the counter back to what it was; in another life it goes on past all that the lost one
-- may have given, or a number that stands on paper would come to be somebody else's.
alter table number_counters
  add column life uuid,
  add column lost_from int;
alter table number_counters no force row level security;
update number_counters set life = (select id from incarnation);
alter table number_counters force row level security;
