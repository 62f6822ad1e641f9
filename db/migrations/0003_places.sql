-- The administrative tree by national codes, the estates below it, and their households.
create schema places;
grant usage on schema places to changping_app;

create table places.place (
  district_id int not null,
  id uuid not null,
  parent_id uuid,
  kind text collate "C" not null
    check (kind in ('province', 'city', 'district', 'street', 'community', 'estate', 'store')),
  code text collate "C",
  name text not null,
  search text collate "C" not null,           -- name, pinyin and initials, folded
  lineage uuid[] not null,                    -- from the root to the place itself
  sort int not null default 0,
  longitude_e6 int, latitude_e6 int,          -- millionths of a degree: whole numbers
  pickup_point text,
  primary key (district_id, id)
);
create index place_children on places.place (district_id, parent_id, sort);
create index place_lineage on places.place using gin (lineage);
create unique index place_code on places.place (district_id, code) where code is not null;

create table places.household (
  district_id int not null,
  id uuid not null,
  estate_id uuid not null,
  building text not null, entrance text not null default '', room text not null,
  building_sort int not null, entrance_sort int not null, room_sort int not null,
  person_count int not null default 1 check (person_count between 0 and 99),
  flags text[] not null default '{}',
  contact_sealed bytea, phone_sealed bytea, note_sealed bytea,
  door_code_sealed bytea,                     -- four digits for a household without a telephone
  link_hash bytea,                            -- sha256 of the household's link
  link_wrong_count int not null default 0,
  primary key (district_id, id),
  unique (district_id, estate_id, building, entrance, room),
  foreign key (district_id, estate_id) references places.place (district_id, id)
);
create unique index household_link on places.household (district_id, link_hash) where link_hash is not null;
comment on column places.household.flags is
  'personal: purpose=help for those who cannot fetch or order; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=event';
comment on column places.household.contact_sealed is
  'personal: purpose=delivery of daily necessities; basis=PIPL 13(1)(4) emergency; level=general; keep=event';
comment on column places.household.phone_sealed is
  'personal: purpose=delivery of daily necessities; basis=PIPL 13(1)(4) emergency; level=general; keep=event';
comment on column places.household.note_sealed is
  'personal: purpose=help for those who cannot fetch or order; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=event';
comment on column places.household.door_code_sealed is
  'personal: purpose=proof that the household itself orders; basis=PIPL 13(1)(4) emergency; level=general; keep=event';

-- A browser that opened a household's link: how often it guessed wrong, and since when it is let in.
create table places.household_device (
  district_id int not null,
  token_hash bytea not null,
  household_id uuid not null,
  wrong_count int not null default 0,
  verified_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  primary key (district_id, token_hash),
  foreign key (district_id, household_id) references places.household (district_id, id)
);
create index device_by_household on places.household_device (district_id, household_id);

create view places.v_place as
  select district_id, id, parent_id, kind, code, name, search, lineage, sort, longitude_e6, latitude_e6, pickup_point from places.place;
create view places.v_household as
  select district_id, id, estate_id, building, entrance, room, building_sort, entrance_sort, room_sort, person_count, flags
    from places.household;
create view places.v_open_device as
  select district_id, token_hash, household_id from places.household_device where verified_at is not null and closed_at is null;

grant select, insert, update on places.place, places.household, places.household_device to changping_app;
grant delete on places.household to changping_app;
grant select on places.v_place, places.v_household, places.v_open_device to changping_app;
