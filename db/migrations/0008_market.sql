-- Stores, which estates they serve, and what they offer.
create schema market;
grant usage on schema market to changping_app;

-- A store is a place (where it stands), an organization (who it is) and a party (what it is owed) under one id.
create table market.store (
  district_id int not null,
  id uuid not null,
  name text not null,
  search text collate "C" not null,
  capacity_orders int not null check (capacity_orders >= 0),   -- bags it can pack in one cycle
  primary key (district_id, id),
  foreign key (district_id, id) references places.place (district_id, id)
);

create table market.assignment (
  district_id int not null,
  estate_id uuid not null,
  store_id uuid not null,
  distance_m int not null,
  state text collate "C" not null check (state in ('proposed', 'confirmed')),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (district_id, estate_id),
  foreign key (district_id, estate_id) references places.place (district_id, id),
  foreign key (district_id, store_id) references market.store (district_id, id)
);
create index assignment_by_store on market.assignment (district_id, store_id);

-- What a store sells. A row is never changed: another price, pack, limit or content is another offer.
create table market.offer (
  district_id int not null,
  id uuid not null,
  store_id uuid not null,
  code text collate "C" not null default '',
  name text not null,
  kind text collate "C" not null check (kind in ('single', 'package')),
  unit_name text not null,
  pack_text text not null default '',
  category text not null default '',
  price_fen bigint not null check (price_fen >= 0),
  limit_per_household int check (limit_per_household > 0),
  sort int not null,
  listed boolean not null,
  search text collate "C" not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (district_id, id),
  foreign key (district_id, store_id) references market.store (district_id, id)
);
create unique index offer_listed_once on market.offer (district_id, store_id, name) where listed;

create table market.offer_component (
  district_id int not null,
  offer_id uuid not null,
  item_id uuid not null,
  quantity bigint not null check (quantity > 0),               -- base units in one pack of the offer
  primary key (district_id, offer_id, item_id),
  foreign key (district_id, offer_id) references market.offer (district_id, id),
  foreign key (district_id, item_id) references catalog.item (district_id, id)
);

create table market.upload (
  district_id int not null,
  id uuid not null,
  store_id uuid not null,
  file_hash bytea not null,
  row_count int not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  primary key (district_id, id),
  foreign key (district_id, store_id) references market.store (district_id, id)
);

create view market.v_store as select district_id, id, name, search, capacity_orders from market.store;
create view market.v_assignment as select district_id, estate_id, store_id, distance_m, state from market.assignment;
create view market.v_offer as
  select district_id, id, store_id, code, name, kind, unit_name, pack_text, category, price_fen, limit_per_household, sort, listed, search from market.offer;
create view market.v_offer_component as select district_id, offer_id, item_id, quantity from market.offer_component;
grant select, insert, update on market.store, market.assignment, market.offer to changping_app;
grant select, insert on market.offer_component, market.upload to changping_app;
grant select on market.v_store, market.v_assignment, market.v_offer, market.v_offer_component to changping_app;
