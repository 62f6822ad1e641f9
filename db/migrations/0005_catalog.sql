-- What there is: items in their base unit (pieces, grams, millilitres) and the packs in which they are sold.
create schema catalog;
grant usage on schema catalog to changping_app;

create table catalog.item (
  district_id int not null,
  id uuid not null,
  name text not null,
  base_unit text not null,
  category text not null default '',
  search text collate "C" not null,
  primary key (district_id, id),
  unique (district_id, name, base_unit)
);

create table catalog.pack (
  district_id int not null,
  id uuid not null,
  item_id uuid not null,
  unit_name text not null,                    -- 板, 袋, 桶, 份 ...
  quantity bigint not null check (quantity > 0),
  primary key (district_id, id),
  unique (district_id, item_id, unit_name, quantity),
  foreign key (district_id, item_id) references catalog.item (district_id, id)
);

create view catalog.v_item as select district_id, id, name, base_unit, category, search from catalog.item;
create view catalog.v_pack as select district_id, id, item_id, unit_name, quantity from catalog.pack;
grant select, insert, update on catalog.item, catalog.pack to changping_app;
grant select on catalog.v_item, catalog.v_pack to changping_app;
