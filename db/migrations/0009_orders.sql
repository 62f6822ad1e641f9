-- Cycles, each estate's collection of orders, the orders, and the money for them.
create schema orders;
grant usage on schema orders to changping_app;

-- One window of ordering under a plan. It keeps the rules that it opened with.
create table orders.cycle (
  district_id int not null,
  id uuid not null,
  plan_id uuid not null,
  place_id uuid not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  delivers_at timestamptz not null,
  allowed_again_at timestamptz not null,      -- when a household that ordered here may order again
  state text collate "C" not null check (state in ('open', 'frozen')),
  frozen_at timestamptz,
  zone text not null,
  channels text[] not null,
  packages_only boolean not null,
  line_limit int not null,
  package_limit int,
  pack_count_limit int not null,
  amount_limit_fen bigint,
  payment text collate "C" not null,
  primary key (district_id, id),
  check (opens_at < closes_at)
);
create index cycle_by_plan on orders.cycle (district_id, plan_id, closes_at);
create unique index cycle_once on orders.cycle (district_id, plan_id, opens_at);

create table orders.collection (
  district_id int not null,
  id uuid not null,
  cycle_id uuid not null,
  estate_id uuid not null,
  store_id uuid not null,
  primary key (district_id, id),
  unique (district_id, cycle_id, estate_id),
  foreign key (district_id, cycle_id) references orders.cycle (district_id, id),
  foreign key (district_id, estate_id) references places.place (district_id, id),
  foreign key (district_id, store_id) references market.store (district_id, id)
);
create index collection_by_store on orders.collection (district_id, store_id, cycle_id);

create table orders."order" (
  district_id int not null,
  id uuid not null,                           -- made by the client: the one idempotency key
  cycle_id uuid not null,
  collection_id uuid not null,
  household_id uuid not null,
  channel text collate "C" not null check (channel in ('household', 'liaison', 'chain', 'excel')),
  placed_by_id uuid,                          -- the person who ordered for the household; null: the household itself
  state text collate "C" not null check (state in ('placed', 'replaced', 'cancelled')),
  amount_fen bigint not null check (amount_fen >= 0),
  paid_fen bigint not null default 0 check (paid_fen >= 0),
  short_fen bigint not null default 0 check (short_fen between 0 and amount_fen),   -- what of it did not come: not owed
  number text collate "C" not null,
  content_hash bytea not null,
  replaces_order_id uuid,
  placed_at timestamptz not null,
  primary key (district_id, id)
) with (fillfactor = 80);
create index order_by_collection on orders."order" (district_id, collection_id);
create index order_by_household on orders."order" (district_id, household_id, cycle_id);

create table orders.order_line (
  district_id int not null,
  order_id uuid not null,
  line_no int not null,
  offer_id uuid not null,
  pack_count int not null check (pack_count > 0),
  price_fen bigint not null,
  primary key (district_id, order_id, line_no),
  foreign key (district_id, order_id) references orders."order" (district_id, id)
);

-- A household's turn: the order that used it and when the next one may come.
create table orders.gate (
  district_id int not null,
  plan_id uuid not null,
  household_id uuid not null,
  order_id uuid not null,
  opened_at timestamptz not null,             -- when the window of that order opened
  allowed_again_at timestamptz not null,
  primary key (district_id, plan_id, household_id)
) with (fillfactor = 80);

-- The running number of a day, for the order numbers that people read.
create table orders.day_counter (
  district_id int not null,
  on_date date not null,
  last_number int not null,
  primary key (district_id, on_date)
) with (fillfactor = 40);

-- One movement of money for a household's order. `collect`: paid to the grid worker; `advance`: the grid worker
-- paid for the household; `repay`: the household gave that back; `refund`: the grid worker gave money back.
create table orders.payment (
  district_id int not null,
  id uuid not null,
  order_id uuid not null,
  household_id uuid not null,
  kind text collate "C" not null check (kind in ('collect', 'advance', 'repay', 'refund')),
  amount_fen bigint not null check (amount_fen > 0),
  person_id uuid not null,
  paid_at timestamptz not null,
  primary key (district_id, id),
  foreign key (district_id, order_id) references orders."order" (district_id, id)
);
create index payment_by_order on orders.payment (district_id, order_id);
create index payment_by_person on orders.payment (district_id, person_id);

-- A pasted order chain as it came in, sealed: it holds names and telephones.
create table orders.chain (
  district_id int not null,
  id uuid not null,
  cycle_id uuid not null,
  estate_id uuid not null,
  text_sealed bytea not null,
  pasted_by_id uuid not null,
  pasted_at timestamptz not null,
  applied_at timestamptz,
  primary key (district_id, id),
  foreign key (district_id, cycle_id) references orders.cycle (district_id, id)
);
comment on column orders.chain.text_sealed is
  'personal: purpose=reading the orders that residents wrote; basis=PIPL 13(1)(4) emergency; level=general; keep=event';

create view orders.v_cycle as select * from orders.cycle;
create view orders.v_collection as select * from orders.collection;
create view orders.v_order as
  select district_id, id, cycle_id, collection_id, household_id, channel, placed_by_id, state, amount_fen, paid_fen, short_fen, number,
         replaces_order_id, placed_at from orders."order";
create view orders.v_order_line as select district_id, order_id, line_no, offer_id, pack_count, price_fen from orders.order_line;
create view orders.v_payment as select * from orders.payment;

-- What of orders did not come is no longer owed. Called by packing in the transaction that posts the same amounts.
create function orders.note_short(p_district int, p_order uuid[], p_fen bigint[]) returns void language sql as $$
  update orders."order" o set short_fen = o.short_fen + d.fen
    from (select id, sum(fen)::bigint as fen from unnest(p_order, p_fen) u(id, fen) group by id) d
   where o.district_id = p_district and o.id = d.id
$$;

grant select, insert, update on orders.cycle, orders.collection, orders."order", orders.day_counter to changping_app;
grant select, insert, update, delete on orders.gate to changping_app;
grant select, insert on orders.order_line, orders.payment to changping_app;
grant select, insert, update on orders.chain to changping_app;
grant select on orders.v_cycle, orders.v_collection, orders.v_order, orders.v_order_line, orders.v_payment to changping_app;
