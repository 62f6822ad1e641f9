-- One bag per household: packed, checked, handed over, collected.
create schema packing;
grant usage on schema packing to changping_app;

create table packing.bag (
  district_id int not null,
  id uuid not null,
  order_id uuid not null,
  collection_id uuid not null,
  household_id uuid not null,
  code text collate "C" not null,             -- what the QR holds
  sequence_no int not null, sequence_count int not null,       -- 12/41
  building_no int not null, building_count int not null,       -- 2/7
  state text collate "C" not null check (state in ('to_pack', 'packed', 'checked', 'handed_over', 'collected', 'missing')),
  state_at timestamptz not null default clock_timestamp(),
  state_by_id uuid,
  label_printed_count int not null default 0,
  primary key (district_id, id),
  unique (district_id, code),
  unique (district_id, order_id),
  unique (district_id, collection_id, sequence_no)
) with (fillfactor = 80);

-- Packs that are not in a bag: seen by the picker, or at the gate after the hand-over.
create table packing.shortage (
  district_id int not null,
  bag_id uuid not null,
  offer_id uuid not null,
  stage text collate "C" not null check (stage in ('store', 'gate')),
  pack_count int not null check (pack_count > 0),
  noted_by_id uuid not null,
  noted_at timestamptz not null default clock_timestamp(),
  primary key (district_id, bag_id, offer_id, stage),
  foreign key (district_id, bag_id) references packing.bag (district_id, id)
);

-- The store says what it brought, the grid worker says what came: the hand-over stands when both counts are in.
create table packing.handover (
  district_id int not null,
  id uuid not null,
  collection_id uuid not null,
  state text collate "C" not null check (state in ('declared', 'agreed')),
  declared_bag_count int not null,
  declared_by_id uuid not null,
  declared_at timestamptz not null,
  counted_bag_count int,
  counted_by_id uuid,
  agreed_at timestamptz,
  goods_fen bigint,                            -- what the handed-over goods cost
  settled_fen bigint,                          -- what the grid worker paid the store at the hand-over
  primary key (district_id, id),
  unique (district_id, collection_id)
);

create view packing.v_bag as
  select district_id, id, order_id, collection_id, household_id, code, sequence_no, sequence_count, building_no, building_count, state, state_at
    from packing.bag;
create view packing.v_shortage as select district_id, bag_id, offer_id, stage, pack_count from packing.shortage;
create view packing.v_handover as select * from packing.handover;
grant select, insert, update on packing.bag, packing.handover, packing.shortage to changping_app;
grant select on packing.v_bag, packing.v_shortage, packing.v_handover to changping_app;
