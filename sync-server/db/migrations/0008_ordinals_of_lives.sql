-- Up Migration
--
-- In which life of the database ordinals of replicas were last given (SPEC I1). A backup brings the counter back to what
-- it was; in another life it goes on past all that the lost one may have given, or a dot of then would name a stranger.
alter table ordinals add column life uuid;
alter table ordinals no force row level security;
update ordinals set life = (select id from incarnation) where what = 'replica';
alter table ordinals force row level security;
