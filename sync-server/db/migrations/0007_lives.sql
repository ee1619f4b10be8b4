-- Up Migration
--
-- By what the server notices that its database lives another life (SPEC I2): where this life began, and which lives were
-- before it. A backup brings back what these said when it was made.
alter table incarnation
  add column place text,
  add column earlier uuid[];

-- However a new life is begun, also by hand: the lives before it stay known.
create function keep_earlier_lives() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if new.id <> old.id then
      new.earlier := (array_prepend(old.id, old.earlier))[1:100];
    end if;
    return new;
  end
  $$;
create trigger keep_earlier_lives before update on incarnation
  for each row execute function keep_earlier_lives();

-- Notes where this database lives. `ended` names a life that is over: if it is still the present one, another begins.
create function note_life(at text, ended uuid) returns uuid
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    update public.incarnation set
      place = at,
      id = case when id = ended then gen_random_uuid() else id end,
      since = case when id = ended then now() else since end
    returning id
  $$;
revoke all on function note_life(text, uuid) from public;
