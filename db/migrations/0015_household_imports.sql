-- Lists of households that came in as workbooks: what each changed, so that it can be taken back for a day.
create table places.import (
  district_id int not null,
  id uuid not null,
  place_id uuid not null,                     -- the estate, or the place above the estates that the file names
  estate_ids uuid[] not null,
  file_name text not null,
  file_hash bytea not null,
  person_id uuid not null,
  imported_at timestamptz not null,
  row_count int not null,
  added_count int not null,
  changed_count int not null,
  same_count int not null,
  undone_at timestamptz,
  primary key (district_id, id),
  foreign key (district_id, place_id) references places.place (district_id, id)
);
create index import_by_place on places.import (district_id, place_id, imported_at);
create index import_by_estate on places.import using gin (estate_ids);

-- A household that an import added or changed: how it was before, and the digest of how the import left it.
create table places.import_row (
  district_id int not null,
  import_id uuid not null,
  household_id uuid not null,
  is_new boolean not null,
  person_count int not null,
  flags text[] not null,
  contact_sealed bytea, phone_sealed bytea, note_sealed bytea,
  digest bytea not null,
  primary key (district_id, import_id, household_id),
  foreign key (district_id, import_id) references places.import (district_id, id)
);
comment on column places.import_row.contact_sealed is
  'personal: purpose=taking an import back within a day; basis=PIPL 13(1)(4) emergency; level=general; keep=24 hours';
comment on column places.import_row.phone_sealed is
  'personal: purpose=taking an import back within a day; basis=PIPL 13(1)(4) emergency; level=general; keep=24 hours';
comment on column places.import_row.note_sealed is
  'personal: purpose=taking an import back within a day; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=24 hours';

-- A person's own file with its faults written in, for the session that handed it in.
create table places.import_copy (
  district_id int not null,
  id uuid not null,
  session_hash bytea not null,
  file_name text not null,
  bytes_sealed bytea not null,
  made_at timestamptz not null,
  primary key (district_id, id),
  unique (district_id, session_hash)
);
comment on column places.import_copy.bytes_sealed is
  'personal: purpose=giving a file back to who handed it in; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=24 hours';

-- What an import may change of a household, as one value: equal digests mean that nobody changed it since.
create function places.household_digest(p_person_count int, p_flags text[], p_contact bytea, p_phone bytea, p_note bytea)
returns bytea language sql immutable parallel safe as $$
  select sha256(convert_to(concat_ws('|', p_person_count, array_to_string(p_flags, ' '), coalesce(encode(p_contact, 'hex'), '-'),
    coalesce(encode(p_phone, 'hex'), '-'), coalesce(encode(p_note, 'hex'), '-')), 'UTF8'))
$$;

-- Removes households. Answers up to twenty of those that something hangs on; then the caller takes everything back.
create function places.remove_households(p_district int, p_ids uuid[]) returns uuid[] language plpgsql as $$
declare
  v_id uuid;
  v_blocked uuid[] := '{}';
begin
  begin
    delete from places.household h where h.district_id = p_district and h.id = any (p_ids);
    return v_blocked;
  exception when foreign_key_violation then null;
  end;
  foreach v_id in array p_ids loop
    begin
      delete from places.household h where h.district_id = p_district and h.id = v_id;
    exception when foreign_key_violation then
      v_blocked := v_blocked || v_id;
      exit when cardinality(v_blocked) = 20;
    end;
  end loop;
  return v_blocked;
end $$;

-- No order without its household, however the two meet in time.
alter table orders."order" add foreign key (district_id, household_id) references places.household (district_id, id);

grant select, insert, update on places.import to changping_app;
grant select, insert, delete on places.import_row to changping_app;
grant select, insert, update, delete on places.import_copy to changping_app;
grant execute on function places.household_digest(int, text[], bytea, bytea, bytea) to changping_app;
grant execute on function places.remove_households(int, uuid[]) to changping_app;
