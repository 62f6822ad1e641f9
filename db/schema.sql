-- Printed by tools/schema.ts from the migrated database; a test fails when it is stale. Do not edit.

table audit.body
  district_id integer not null
  link_seq bigint not null
  line_no integer not null
  salt bytea not null
  body text not null -- personal: purpose=oversight of the response; basis=PIPL 13(1)(3) public duty; level=sensitive; keep=until the event is closed and erased
  PRIMARY KEY (district_id, link_seq, line_no)
  FOREIGN KEY (district_id, link_seq, line_no) REFERENCES audit.line(district_id, link_seq, line_no)
  grant delete, select to changping_eraser
  grant insert, select to changping_app

table audit.chain
  district_id integer not null
  seq bigint not null
  hash bytea not null
  PRIMARY KEY (district_id)
  grant insert, select, update to changping_app

table audit.line
  district_id integer not null
  link_seq bigint not null
  line_no integer not null
  actor_id uuid
  post_id uuid
  action text not null
  object_kind text not null
  object_id uuid
  place_id uuid
  result text not null
  digest bytea not null
  PRIMARY KEY (district_id, link_seq, line_no)
  CHECK ((result = ANY (ARRAY['done'::text, 'refused'::text, 'seen'::text])))
  FOREIGN KEY (district_id, link_seq) REFERENCES audit.link(district_id, seq)
  CREATE INDEX line_by_object ON audit.line USING btree (district_id, object_id)
  grant insert, select to changping_app

table audit.link
  district_id integer not null
  seq bigint not null
  previous_hash bytea not null
  hash bytea not null
  line_count integer not null
  recorded_at timestamp with time zone not null
  PRIMARY KEY (district_id, seq)
  CHECK ((line_count > 0))
  grant insert, select to changping_app

table catalog.item
  district_id integer not null
  id uuid not null
  name text not null
  base_unit text not null
  category text not null default ''::text
  search text not null
  PRIMARY KEY (district_id, id)
  UNIQUE (district_id, name, base_unit)
  grant insert, select, update to changping_app

table catalog.pack
  district_id integer not null
  id uuid not null
  item_id uuid not null
  unit_name text not null
  quantity bigint not null
  PRIMARY KEY (district_id, id)
  CHECK ((quantity > 0))
  FOREIGN KEY (district_id, item_id) REFERENCES catalog.item(district_id, id)
  UNIQUE (district_id, item_id, unit_name, quantity)
  grant insert, select, update to changping_app

table ledger.account
  district_id integer not null
  id uuid not null
  owner_id uuid not null
  commodity_id uuid not null
  lot text not null
  purpose text not null
  guarded boolean not null
  PRIMARY KEY (district_id, id)
  UNIQUE (district_id, owner_id, commodity_id, lot, purpose)
  grant insert, select to changping_app

table ledger.balance
  district_id integer not null
  account_id uuid not null
  posted bigint not null
  held bigint not null
  PRIMARY KEY (district_id, account_id)
  CHECK ((held >= 0))
  CHECK ((posted >= held))
  FOREIGN KEY (district_id, account_id) REFERENCES ledger.account(district_id, id)
  grant insert, select, update to changping_app

table ledger.hold
  district_id integer not null
  document_id uuid not null
  account_id uuid not null
  quantity bigint not null
  posted_quantity bigint not null default 0
  voided_quantity bigint not null default 0
  PRIMARY KEY (district_id, document_id, account_id)
  CHECK ((posted_quantity >= 0))
  CHECK ((quantity >= 0))
  CHECK ((voided_quantity >= 0))
  FOREIGN KEY (district_id, account_id) REFERENCES ledger.account(district_id, id)
  grant insert, select, update to changping_app

table ledger.posting
  district_id integer not null
  voucher_id uuid not null
  line_no integer not null
  source_account_id uuid not null
  target_account_id uuid not null
  commodity_id uuid not null
  quantity bigint not null
  PRIMARY KEY (district_id, voucher_id, line_no)
  CHECK ((quantity > 0))
  CHECK ((source_account_id <> target_account_id))
  FOREIGN KEY (district_id, source_account_id) REFERENCES ledger.account(district_id, id)
  FOREIGN KEY (district_id, target_account_id) REFERENCES ledger.account(district_id, id)
  FOREIGN KEY (district_id, voucher_id) REFERENCES ledger.voucher(district_id, id)
  CREATE INDEX posting_by_source ON ledger.posting USING btree (district_id, source_account_id)
  CREATE INDEX posting_by_target ON ledger.posting USING btree (district_id, target_account_id)
  grant insert, select to changping_app

table ledger.voucher
  district_id integer not null
  id uuid not null
  kind text not null
  document_id uuid not null
  verb text not null
  step text not null
  first_handler_id uuid
  second_handler_id uuid
  reverses_voucher_id uuid
  content_hash bytea not null
  occurred_at timestamp with time zone not null
  recorded_at timestamp with time zone not null default clock_timestamp()
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, reverses_voucher_id) REFERENCES ledger.voucher(district_id, id)
  UNIQUE (district_id, document_id, verb, step)
  UNIQUE (district_id, reverses_voucher_id)
  grant insert, select to changping_app

table market.assignment
  district_id integer not null
  estate_id uuid not null
  store_id uuid not null
  distance_m integer not null
  state text not null
  changed_at timestamp with time zone not null default clock_timestamp()
  PRIMARY KEY (district_id, estate_id)
  CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text])))
  FOREIGN KEY (district_id, estate_id) REFERENCES places.place(district_id, id)
  FOREIGN KEY (district_id, store_id) REFERENCES market.store(district_id, id)
  CREATE INDEX assignment_by_store ON market.assignment USING btree (district_id, store_id)
  grant insert, select, update to changping_app

table market.offer
  district_id integer not null
  id uuid not null
  store_id uuid not null
  code text not null default ''::text
  name text not null
  kind text not null
  unit_name text not null
  pack_text text not null default ''::text
  category text not null default ''::text
  price_fen bigint not null
  limit_per_household integer
  sort integer not null
  listed boolean not null
  search text not null
  created_at timestamp with time zone not null default clock_timestamp()
  PRIMARY KEY (district_id, id)
  CHECK ((kind = ANY (ARRAY['single'::text, 'package'::text])))
  CHECK ((limit_per_household > 0))
  CHECK ((price_fen >= 0))
  FOREIGN KEY (district_id, store_id) REFERENCES market.store(district_id, id)
  CREATE UNIQUE INDEX offer_listed_once ON market.offer USING btree (district_id, store_id, name) WHERE listed
  grant insert, select, update to changping_app

table market.offer_component
  district_id integer not null
  offer_id uuid not null
  item_id uuid not null
  quantity bigint not null
  PRIMARY KEY (district_id, offer_id, item_id)
  CHECK ((quantity > 0))
  FOREIGN KEY (district_id, item_id) REFERENCES catalog.item(district_id, id)
  FOREIGN KEY (district_id, offer_id) REFERENCES market.offer(district_id, id)
  grant insert, select to changping_app

table market.store
  district_id integer not null
  id uuid not null
  name text not null
  search text not null
  capacity_orders integer not null
  PRIMARY KEY (district_id, id)
  CHECK ((capacity_orders >= 0))
  FOREIGN KEY (district_id, id) REFERENCES places.place(district_id, id)
  grant insert, select, update to changping_app

table market.upload
  district_id integer not null
  id uuid not null
  store_id uuid not null
  file_hash bytea not null
  row_count integer not null
  uploaded_at timestamp with time zone not null default clock_timestamp()
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, store_id) REFERENCES market.store(district_id, id)
  grant insert, select to changping_app

table orders.chain
  district_id integer not null
  id uuid not null
  cycle_id uuid not null
  estate_id uuid not null
  text_sealed bytea not null -- personal: purpose=reading the orders that residents wrote; basis=PIPL 13(1)(4) emergency; level=general; keep=event
  pasted_by_id uuid not null
  pasted_at timestamp with time zone not null
  applied_at timestamp with time zone
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, cycle_id) REFERENCES orders.cycle(district_id, id)
  grant insert, select, update to changping_app

table orders.collection
  district_id integer not null
  id uuid not null
  cycle_id uuid not null
  estate_id uuid not null
  store_id uuid not null
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, cycle_id) REFERENCES orders.cycle(district_id, id)
  FOREIGN KEY (district_id, estate_id) REFERENCES places.place(district_id, id)
  FOREIGN KEY (district_id, store_id) REFERENCES market.store(district_id, id)
  UNIQUE (district_id, cycle_id, estate_id)
  CREATE INDEX collection_by_store ON orders.collection USING btree (district_id, store_id, cycle_id)
  grant insert, select, update to changping_app

table orders.cycle
  district_id integer not null
  id uuid not null
  plan_id uuid not null
  place_id uuid not null
  opens_at timestamp with time zone not null
  closes_at timestamp with time zone not null
  delivers_at timestamp with time zone not null
  allowed_again_at timestamp with time zone not null
  state text not null
  frozen_at timestamp with time zone
  zone text not null
  channels text[] not null
  packages_only boolean not null
  line_limit integer not null
  package_limit integer
  pack_count_limit integer not null
  amount_limit_fen bigint
  payment text not null
  PRIMARY KEY (district_id, id)
  CHECK ((opens_at < closes_at))
  CHECK ((state = ANY (ARRAY['open'::text, 'frozen'::text])))
  CREATE INDEX cycle_by_plan ON orders.cycle USING btree (district_id, plan_id, closes_at)
  CREATE UNIQUE INDEX cycle_once ON orders.cycle USING btree (district_id, plan_id, opens_at)
  grant insert, select, update to changping_app

table orders.day_counter
  district_id integer not null
  on_date date not null
  last_number integer not null
  PRIMARY KEY (district_id, on_date)
  grant insert, select, update to changping_app

table orders.gate
  district_id integer not null
  plan_id uuid not null
  household_id uuid not null
  order_id uuid not null
  opened_at timestamp with time zone not null
  allowed_again_at timestamp with time zone not null
  PRIMARY KEY (district_id, plan_id, household_id)
  grant delete, insert, select, update to changping_app

table orders.order
  district_id integer not null
  id uuid not null
  cycle_id uuid not null
  collection_id uuid not null
  household_id uuid not null
  channel text not null
  placed_by_id uuid
  state text not null
  amount_fen bigint not null
  paid_fen bigint not null default 0
  short_fen bigint not null default 0
  number text not null
  content_hash bytea not null
  replaces_order_id uuid
  placed_at timestamp with time zone not null
  PRIMARY KEY (district_id, id)
  CHECK (((short_fen >= 0) AND (short_fen <= amount_fen)))
  CHECK ((amount_fen >= 0))
  CHECK ((channel = ANY (ARRAY['household'::text, 'liaison'::text, 'chain'::text, 'excel'::text])))
  CHECK ((paid_fen >= 0))
  CHECK ((state = ANY (ARRAY['placed'::text, 'replaced'::text, 'cancelled'::text])))
  FOREIGN KEY (district_id, household_id) REFERENCES places.household(district_id, id)
  CREATE INDEX order_by_collection ON orders."order" USING btree (district_id, collection_id)
  CREATE INDEX order_by_household ON orders."order" USING btree (district_id, household_id, cycle_id)
  grant insert, select, update to changping_app

table orders.order_line
  district_id integer not null
  order_id uuid not null
  line_no integer not null
  offer_id uuid not null
  pack_count integer not null
  price_fen bigint not null
  PRIMARY KEY (district_id, order_id, line_no)
  CHECK ((pack_count > 0))
  FOREIGN KEY (district_id, order_id) REFERENCES orders."order"(district_id, id)
  grant insert, select to changping_app

table orders.payment
  district_id integer not null
  id uuid not null
  order_id uuid not null
  household_id uuid not null
  kind text not null
  amount_fen bigint not null
  person_id uuid not null
  paid_at timestamp with time zone not null
  PRIMARY KEY (district_id, id)
  CHECK ((amount_fen > 0))
  CHECK ((kind = ANY (ARRAY['collect'::text, 'advance'::text, 'repay'::text, 'refund'::text])))
  FOREIGN KEY (district_id, order_id) REFERENCES orders."order"(district_id, id)
  CREATE INDEX payment_by_order ON orders.payment USING btree (district_id, order_id)
  CREATE INDEX payment_by_person ON orders.payment USING btree (district_id, person_id)
  grant insert, select to changping_app

table packing.bag
  district_id integer not null
  id uuid not null
  order_id uuid not null
  collection_id uuid not null
  household_id uuid not null
  code text not null
  sequence_no integer not null
  sequence_count integer not null
  building_no integer not null
  building_count integer not null
  state text not null
  state_at timestamp with time zone not null default clock_timestamp()
  state_by_id uuid
  label_printed_count integer not null default 0
  PRIMARY KEY (district_id, id)
  CHECK ((state = ANY (ARRAY['to_pack'::text, 'packed'::text, 'checked'::text, 'handed_over'::text, 'collected'::text, 'missing'::text])))
  UNIQUE (district_id, code)
  UNIQUE (district_id, collection_id, sequence_no)
  UNIQUE (district_id, order_id)
  grant insert, select, update to changping_app

table packing.handover
  district_id integer not null
  id uuid not null
  collection_id uuid not null
  state text not null
  declared_bag_count integer not null
  declared_by_id uuid not null
  declared_at timestamp with time zone not null
  counted_bag_count integer
  counted_by_id uuid
  agreed_at timestamp with time zone
  goods_fen bigint
  settled_fen bigint
  PRIMARY KEY (district_id, id)
  CHECK ((state = ANY (ARRAY['declared'::text, 'agreed'::text])))
  UNIQUE (district_id, collection_id)
  grant insert, select, update to changping_app

table packing.shortage
  district_id integer not null
  bag_id uuid not null
  offer_id uuid not null
  stage text not null
  pack_count integer not null
  noted_by_id uuid not null
  noted_at timestamp with time zone not null default clock_timestamp()
  PRIMARY KEY (district_id, bag_id, offer_id, stage)
  CHECK ((pack_count > 0))
  CHECK ((stage = ANY (ARRAY['store'::text, 'gate'::text])))
  FOREIGN KEY (district_id, bag_id) REFERENCES packing.bag(district_id, id)
  grant delete, insert, select, update to changping_app

table people.activation
  district_id integer not null
  code_hash bytea not null
  expires_at timestamp with time zone not null
  wrong_count integer not null default 0
  PRIMARY KEY (district_id)
  grant delete, insert, select, update to changping_app

table people.attempt
  district_id integer not null
  subject text not null
  failed_count integer not null
  since_at timestamp with time zone not null
  PRIMARY KEY (district_id, subject)
  grant delete, insert, select, update to changping_app

table people.holding
  district_id integer not null
  id uuid not null
  post_id uuid not null
  person_id uuid not null
  from_at timestamp with time zone not null
  until_at timestamp with time zone
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, person_id) REFERENCES people.person(district_id, id)
  FOREIGN KEY (district_id, post_id) REFERENCES people.post(district_id, id)
  CREATE INDEX holding_by_person ON people.holding USING btree (district_id, person_id)
  grant insert, select, update to changping_app

table people.organization
  district_id integer not null
  id uuid not null
  kind text not null
  name text not null
  PRIMARY KEY (district_id, id)
  CHECK ((kind = ANY (ARRAY['government'::text, 'store'::text])))
  grant insert, select, update to changping_app

table people.person
  district_id integer not null
  id uuid not null
  login text not null
  name_sealed bytea not null -- personal: purpose=who answers for a step; basis=PIPL 13(1)(3) public duty; level=general; keep=employment
  phone_sealed bytea -- personal: purpose=reaching the person on duty; basis=PIPL 13(1)(3) public duty; level=general; keep=employment
  password_hash text
  disabled_at timestamp with time zone
  PRIMARY KEY (district_id, id)
  UNIQUE (district_id, login)
  grant insert, select, update to changping_app

table people.post
  district_id integer not null
  id uuid not null
  kind text not null
  place_id uuid not null
  organization_id uuid
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, organization_id) REFERENCES people.organization(district_id, id)
  FOREIGN KEY (district_id, place_id) REFERENCES places.place(district_id, id)
  UNIQUE NULLS NOT DISTINCT (district_id, kind, place_id, organization_id)
  grant insert, select, update to changping_app

table people.right
  district_id integer not null
  post_kind text not null
  action text not null
  place_id uuid not null
  source text not null
  PRIMARY KEY (district_id, post_kind, action, place_id, source)
  FOREIGN KEY (district_id, place_id) REFERENCES places.place(district_id, id)
  grant delete, insert, select to changping_app

table people.session
  district_id integer not null
  token_hash bytea not null
  id uuid not null
  person_id uuid not null
  created_at timestamp with time zone not null default clock_timestamp()
  seen_at timestamp with time zone not null default clock_timestamp()
  ended_at timestamp with time zone
  device text not null default ''::text
  PRIMARY KEY (district_id, token_hash)
  FOREIGN KEY (district_id, person_id) REFERENCES people.person(district_id, id)
  CREATE INDEX session_by_person ON people.session USING btree (district_id, person_id)
  grant insert, select, update to changping_app

table places.household
  district_id integer not null
  id uuid not null
  estate_id uuid not null
  building text not null
  entrance text not null default ''::text
  room text not null
  building_sort integer not null
  entrance_sort integer not null
  room_sort integer not null
  person_count integer not null default 1
  flags text[] not null default '{}'::text[] -- personal: purpose=help for those who cannot fetch or order; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=event
  contact_sealed bytea -- personal: purpose=delivery of daily necessities; basis=PIPL 13(1)(4) emergency; level=general; keep=event
  phone_sealed bytea -- personal: purpose=delivery of daily necessities; basis=PIPL 13(1)(4) emergency; level=general; keep=event
  note_sealed bytea -- personal: purpose=help for those who cannot fetch or order; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=event
  door_code_sealed bytea -- personal: purpose=proof that the household itself orders; basis=PIPL 13(1)(4) emergency; level=general; keep=event
  link_hash bytea
  link_wrong_count integer not null default 0
  PRIMARY KEY (district_id, id)
  CHECK (((person_count >= 0) AND (person_count <= 99)))
  FOREIGN KEY (district_id, estate_id) REFERENCES places.place(district_id, id)
  UNIQUE (district_id, estate_id, building, entrance, room)
  CREATE UNIQUE INDEX household_link ON places.household USING btree (district_id, link_hash) WHERE (link_hash IS NOT NULL)
  grant delete, insert, select, update to changping_app

table places.household_device
  district_id integer not null
  token_hash bytea not null
  household_id uuid not null
  wrong_count integer not null default 0
  verified_at timestamp with time zone
  closed_at timestamp with time zone
  created_at timestamp with time zone not null default clock_timestamp()
  PRIMARY KEY (district_id, token_hash)
  FOREIGN KEY (district_id, household_id) REFERENCES places.household(district_id, id)
  CREATE INDEX device_by_household ON places.household_device USING btree (district_id, household_id)
  grant insert, select, update to changping_app

table places.import
  district_id integer not null
  id uuid not null
  place_id uuid not null
  estate_ids uuid[] not null
  file_name text not null
  file_hash bytea not null
  person_id uuid not null
  imported_at timestamp with time zone not null
  row_count integer not null
  added_count integer not null
  changed_count integer not null
  same_count integer not null
  undone_at timestamp with time zone
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, place_id) REFERENCES places.place(district_id, id)
  CREATE INDEX import_by_estate ON places.import USING gin (estate_ids)
  CREATE INDEX import_by_place ON places.import USING btree (district_id, place_id, imported_at)
  grant insert, select, update to changping_app

table places.import_copy
  district_id integer not null
  id uuid not null
  session_hash bytea not null
  file_name text not null
  bytes_sealed bytea not null -- personal: purpose=giving a file back to who handed it in; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=24 hours
  made_at timestamp with time zone not null
  PRIMARY KEY (district_id, id)
  UNIQUE (district_id, session_hash)
  grant delete, insert, select, update to changping_app

table places.import_row
  district_id integer not null
  import_id uuid not null
  household_id uuid not null
  is_new boolean not null
  person_count integer not null
  flags text[] not null
  contact_sealed bytea -- personal: purpose=taking an import back within a day; basis=PIPL 13(1)(4) emergency; level=general; keep=24 hours
  phone_sealed bytea -- personal: purpose=taking an import back within a day; basis=PIPL 13(1)(4) emergency; level=general; keep=24 hours
  note_sealed bytea -- personal: purpose=taking an import back within a day; basis=PIPL 13(1)(4) emergency; level=sensitive; keep=24 hours
  digest bytea not null
  PRIMARY KEY (district_id, import_id, household_id)
  FOREIGN KEY (district_id, import_id) REFERENCES places.import(district_id, id)
  grant delete, insert, select to changping_app

table places.place
  district_id integer not null
  id uuid not null
  parent_id uuid
  kind text not null
  code text
  name text not null
  search text not null
  lineage uuid[] not null
  sort integer not null default 0
  longitude_e6 integer
  latitude_e6 integer
  pickup_point text
  PRIMARY KEY (district_id, id)
  CHECK ((kind = ANY (ARRAY['province'::text, 'city'::text, 'district'::text, 'street'::text, 'community'::text, 'estate'::text, 'store'::text])))
  CREATE INDEX place_children ON places.place USING btree (district_id, parent_id, sort)
  CREATE INDEX place_lineage ON places.place USING gin (lineage)
  CREATE UNIQUE INDEX place_code ON places.place USING btree (district_id, code) WHERE (code IS NOT NULL)
  grant insert, select, update to changping_app

table platform.migration
  number integer not null
  name text not null
  checksum text not null
  applied_at timestamp with time zone not null default clock_timestamp()
  PRIMARY KEY (number)
  grant select to changping_app

table policy.plan
  district_id integer not null
  id uuid not null
  code text not null
  title text not null
  place_id uuid not null
  content_hash bytea not null
  switched_on_at timestamp with time zone not null default clock_timestamp()
  switched_off_at timestamp with time zone
  PRIMARY KEY (district_id, id)
  FOREIGN KEY (district_id, place_id) REFERENCES places.place(district_id, id)
  CREATE UNIQUE INDEX plan_once_per_place ON policy.plan USING btree (district_id, place_id, code) WHERE (switched_off_at IS NULL)
  grant insert, select, update to changping_app

table policy.section
  district_id integer not null
  plan_id uuid not null
  module text not null
  data jsonb not null
  PRIMARY KEY (district_id, plan_id, module)
  FOREIGN KEY (district_id, plan_id) REFERENCES policy.plan(district_id, id)
  grant insert, select to changping_app

view catalog.v_item
  district_id integer
  id uuid
  name text
  base_unit text
  category text
  search text
  grant select to changping_app

view catalog.v_pack
  district_id integer
  id uuid
  item_id uuid
  unit_name text
  quantity bigint
  grant select to changping_app

view ledger.v_balance
  district_id integer
  account_id uuid
  owner_id uuid
  commodity_id uuid
  lot text
  purpose text
  posted bigint
  held bigint
  available bigint
  grant select to changping_app

view ledger.v_hold
  district_id integer
  document_id uuid
  account_id uuid
  quantity bigint
  posted_quantity bigint
  voided_quantity bigint
  grant select to changping_app

view ledger.v_posting
  district_id integer
  voucher_id uuid
  line_no integer
  kind text
  document_id uuid
  verb text
  step text
  first_handler_id uuid
  second_handler_id uuid
  occurred_at timestamp with time zone
  recorded_at timestamp with time zone
  reverses_voucher_id uuid
  source_account_id uuid
  target_account_id uuid
  commodity_id uuid
  quantity bigint
  source_owner_id uuid
  source_purpose text
  target_owner_id uuid
  target_purpose text
  grant select to changping_app

view market.v_assignment
  district_id integer
  estate_id uuid
  store_id uuid
  distance_m integer
  state text
  grant select to changping_app

view market.v_offer
  district_id integer
  id uuid
  store_id uuid
  code text
  name text
  kind text
  unit_name text
  pack_text text
  category text
  price_fen bigint
  limit_per_household integer
  sort integer
  listed boolean
  search text
  grant select to changping_app

view market.v_offer_component
  district_id integer
  offer_id uuid
  item_id uuid
  quantity bigint
  grant select to changping_app

view market.v_store
  district_id integer
  id uuid
  name text
  search text
  capacity_orders integer
  grant select to changping_app

view orders.v_collection
  district_id integer
  id uuid
  cycle_id uuid
  estate_id uuid
  store_id uuid
  grant select to changping_app

view orders.v_cycle
  district_id integer
  id uuid
  plan_id uuid
  place_id uuid
  opens_at timestamp with time zone
  closes_at timestamp with time zone
  delivers_at timestamp with time zone
  allowed_again_at timestamp with time zone
  state text
  frozen_at timestamp with time zone
  zone text
  channels text[]
  packages_only boolean
  line_limit integer
  package_limit integer
  pack_count_limit integer
  amount_limit_fen bigint
  payment text
  grant select to changping_app

view orders.v_offer_need
  district_id integer
  offer_id uuid
  account_id uuid
  quantity bigint
  grant select to changping_app

view orders.v_order
  district_id integer
  id uuid
  cycle_id uuid
  collection_id uuid
  household_id uuid
  channel text
  placed_by_id uuid
  state text
  amount_fen bigint
  paid_fen bigint
  short_fen bigint
  number text
  replaces_order_id uuid
  placed_at timestamp with time zone
  grant select to changping_app

view orders.v_order_line
  district_id integer
  order_id uuid
  line_no integer
  offer_id uuid
  pack_count integer
  price_fen bigint
  grant select to changping_app

view orders.v_payment
  district_id integer
  id uuid
  order_id uuid
  household_id uuid
  kind text
  amount_fen bigint
  person_id uuid
  paid_at timestamp with time zone
  grant select to changping_app

view packing.v_bag
  district_id integer
  id uuid
  order_id uuid
  collection_id uuid
  household_id uuid
  code text
  sequence_no integer
  sequence_count integer
  building_no integer
  building_count integer
  state text
  state_at timestamp with time zone
  grant select to changping_app

view packing.v_bag_line
  district_id integer
  bag_id uuid
  collection_id uuid
  order_id uuid
  household_id uuid
  state text
  cycle_id uuid
  store_id uuid
  offer_id uuid
  pack_count integer
  price_fen bigint
  store_short integer
  gate_short integer
  handover_id uuid
  grant select to changping_app

view packing.v_handover
  district_id integer
  id uuid
  collection_id uuid
  state text
  declared_bag_count integer
  declared_by_id uuid
  declared_at timestamp with time zone
  counted_bag_count integer
  counted_by_id uuid
  agreed_at timestamp with time zone
  goods_fen bigint
  settled_fen bigint
  grant select to changping_app

view packing.v_order_short
  district_id integer
  collection_id uuid
  order_id uuid
  short_fen bigint
  grant select to changping_app

view packing.v_shortage
  district_id integer
  bag_id uuid
  offer_id uuid
  stage text
  pack_count integer
  grant select to changping_app

view people.v_holding
  district_id integer
  post_id uuid
  person_id uuid
  grant select to changping_app

view people.v_organization
  district_id integer
  id uuid
  kind text
  name text
  grant select to changping_app

view people.v_post
  district_id integer
  id uuid
  kind text
  place_id uuid
  organization_id uuid
  grant select to changping_app

view places.v_household
  district_id integer
  id uuid
  estate_id uuid
  building text
  entrance text
  room text
  building_sort integer
  entrance_sort integer
  room_sort integer
  person_count integer
  flags text[]
  grant select to changping_app

view places.v_open_device
  district_id integer
  token_hash bytea
  household_id uuid
  grant select to changping_app

view places.v_place
  district_id integer
  id uuid
  parent_id uuid
  kind text
  code text
  name text
  search text
  lineage uuid[]
  sort integer
  longitude_e6 integer
  latitude_e6 integer
  pickup_point text
  grant select to changping_app

view policy.v_plan
  district_id integer
  id uuid
  code text
  title text
  place_id uuid
  switched_on_at timestamp with time zone
  switched_off_at timestamp with time zone
  grant select to changping_app

CREATE OR REPLACE FUNCTION audit.append_batch(p_district integer, p_actor uuid[], p_post uuid[], p_action text[], p_kind text[], p_object uuid[], p_place uuid[], p_result text[], p_body text[])
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
declare
  v_previous bytea;
  v_seq bigint;
  v_at timestamptz := clock_timestamp();
  v_count int := cardinality(p_action);
  v_salts bytea[];
  v_digests bytea[];
  v_all bytea;
begin
  if v_count = 0 then return null; end if;
  -- The salts are made and hashed before the chain is locked.
  select array_agg(salt order by no), array_agg(sha256(salt || convert_to(coalesce(p_body[no], ''), 'UTF8')) order by no)
    into v_salts, v_digests
    from (select no, uuid_send(gen_random_uuid()) as salt from generate_series(1, v_count) no) s;
  select string_agg(audit.line_hash(no, p_actor[no], p_post[no], p_action[no], p_kind[no], p_object[no], p_place[no],
           p_result[no], v_digests[no]), ''::bytea order by no)
    into v_all from generate_series(1, v_count) no;

  insert into audit.chain (district_id, seq, hash) values (p_district, 0, sha256(int4send(p_district)))
    on conflict (district_id) do nothing;
  select seq + 1, hash into v_seq, v_previous from audit.chain where district_id = p_district for update;

  insert into audit.link (district_id, seq, previous_hash, hash, line_count, recorded_at)
    values (p_district, v_seq, v_previous,
      sha256(v_previous || int8send(v_seq) || int8send(platform.micros(v_at)) || v_all), v_count, v_at);
  insert into audit.line (district_id, link_seq, line_no, actor_id, post_id, action, object_kind, object_id, place_id, result, digest)
    select p_district, v_seq, no, p_actor[no], p_post[no], p_action[no], p_kind[no], p_object[no], p_place[no], p_result[no], v_digests[no]
      from generate_series(1, v_count) no;
  insert into audit.body (district_id, link_seq, line_no, salt, body)
    select p_district, v_seq, no, v_salts[no], p_body[no] from generate_series(1, v_count) no where p_body[no] is not null;
  update audit.chain c set seq = l.seq, hash = l.hash
    from audit.link l where c.district_id = p_district and l.district_id = p_district and l.seq = v_seq;
  return v_seq;
end $function$

CREATE OR REPLACE FUNCTION audit.erase_bodies(p_district integer, p_until_seq bigint)
 RETURNS bigint
 LANGUAGE sql
AS $function$
  with gone as (
    delete from audit.body where district_id = p_district and link_seq <= p_until_seq returning 1
  )
  select count(*) from gone
$function$

CREATE OR REPLACE FUNCTION audit.line_hash(p_line_no integer, p_actor uuid, p_post uuid, p_action text, p_kind text, p_object uuid, p_place uuid, p_result text, p_digest bytea)
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select sha256(convert_to(concat_ws('|', p_line_no, coalesce(p_actor::text, '-'), coalesce(p_post::text, '-'),
    p_action, p_kind, coalesce(p_object::text, '-'), coalesce(p_place::text, '-'), p_result,
    encode(p_digest, 'hex')), 'UTF8'))
$function$

CREATE OR REPLACE FUNCTION audit.verify(p_district integer, p_from bigint DEFAULT 1)
 RETURNS TABLE(fault text, seq bigint)
 LANGUAGE sql
 STABLE
AS $function$
  with links as (
    select l.*, lag(l.hash) over (order by l.seq) as real_previous, lag(l.seq) over (order by l.seq) as previous_seq
      from audit.link l where l.district_id = p_district and l.seq >= p_from - 1
  ), lines as (
    select a.link_seq, count(*) as n,
           string_agg(audit.line_hash(a.line_no, a.actor_id, a.post_id, a.action, a.object_kind, a.object_id, a.place_id, a.result, a.digest),
             ''::bytea order by a.line_no) as hashes
      from audit.line a where a.district_id = p_district and a.link_seq >= p_from group by a.link_seq
  )
  select 'link hash', l.seq from links l left join lines n on n.link_seq = l.seq
   where l.seq >= p_from and l.hash is distinct from
     sha256(l.previous_hash || int8send(l.seq) || int8send(platform.micros(l.recorded_at)) || coalesce(n.hashes, ''::bytea))
  union all
  select 'line count', l.seq from links l left join lines n on n.link_seq = l.seq
   where l.seq >= p_from and coalesce(n.n, 0) <> l.line_count
  union all
  select 'previous hash', l.seq from links l
   where l.seq >= p_from and l.seq > 1 and (l.real_previous is distinct from l.previous_hash or l.previous_seq is distinct from l.seq - 1)
  union all
  select 'first link', l.seq from links l where l.seq = 1 and l.previous_hash <> sha256(int4send(p_district))
  union all
  select 'end of chain', c.seq from audit.chain c
   where c.district_id = p_district and c.seq > 0 and not exists (
     select 1 from audit.link l where l.district_id = p_district and l.seq = c.seq and l.hash = c.hash)
  union all
  select 'link after the end', l.seq from links l join audit.chain c on c.district_id = p_district where l.seq > c.seq
  union all
  select 'body', b.link_seq from audit.body b
    join audit.line a on a.district_id = b.district_id and a.link_seq = b.link_seq and a.line_no = b.line_no
   where b.district_id = p_district and b.link_seq >= p_from and a.digest <> sha256(b.salt || convert_to(b.body, 'UTF8'))
$function$

CREATE OR REPLACE FUNCTION ledger.account_id(p_district integer, p_owner uuid, p_commodity uuid, p_lot text, p_purpose text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select md5(p_district::text || '/' || p_owner::text || '/' || p_commodity::text || '/' || p_lot || '/' || p_purpose)::uuid
$function$

CREATE OR REPLACE FUNCTION ledger.check_books(p_district integer)
 RETURNS TABLE(fault text, subject text, wanted bigint, found bigint)
 LANGUAGE sql
 STABLE
AS $function$
  with moved as (
    select account_id, commodity_id, sum(q)::bigint as q from (
      select target_account_id as account_id, commodity_id, quantity as q from ledger.posting where district_id = p_district
      union all select source_account_id, commodity_id, -quantity from ledger.posting where district_id = p_district) m
    group by account_id, commodity_id
  )
  select 'commodity does not sum to zero', commodity_id::text, 0::bigint, sum(q)::bigint from moved group by commodity_id having sum(q) <> 0
  union all
  select 'balance is not the sum of its postings', b.account_id::text, coalesce(m.q, 0), b.posted
    from ledger.balance b left join moved m on m.account_id = b.account_id
   where b.district_id = p_district and b.posted <> coalesce(m.q, 0)
  union all
  select 'held is not the sum of open holds', b.account_id::text, coalesce(h.q, 0), b.held
    from ledger.balance b
    left join (select account_id, sum(quantity)::bigint as q from ledger.hold where district_id = p_district group by account_id) h
      on h.account_id = b.account_id
   where b.district_id = p_district and b.held <> coalesce(h.q, 0)
  union all
  select 'guarded account below its holds', b.account_id::text, b.held, b.posted
    from ledger.balance b where b.district_id = p_district and b.posted < b.held
  union all
  select 'guarded account without a balance', a.id::text, 0, 0 from ledger.account a
   where a.district_id = p_district and a.guarded
     and not exists (select 1 from ledger.balance b where b.district_id = p_district and b.account_id = a.id)
  union all
  select 'posting between commodities', p.voucher_id::text, 0, p.line_no::bigint
    from ledger.posting p
    join ledger.account s on s.district_id = p.district_id and s.id = p.source_account_id
    join ledger.account t on t.district_id = p.district_id and t.id = p.target_account_id
   where p.district_id = p_district and (s.commodity_id <> p.commodity_id or t.commodity_id <> p.commodity_id)
  union all
  select 'voucher without postings', v.id::text, 1, 0 from ledger.voucher v
   where v.district_id = p_district
     and not exists (select 1 from ledger.posting p where p.district_id = p_district and p.voucher_id = v.id)
$function$

CREATE OR REPLACE FUNCTION ledger.computed_balance(p_district integer, p_account uuid)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce((select sum(quantity) from ledger.posting where district_id = p_district and target_account_id = p_account), 0)::bigint
       - coalesce((select sum(quantity) from ledger.posting where district_id = p_district and source_account_id = p_account), 0)::bigint
$function$

CREATE OR REPLACE FUNCTION ledger.hold_batch(p_district integer, p_document uuid[], p_account uuid[], p_delta bigint[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_changed int;
begin
  perform 1 from ledger.balance b where b.district_id = p_district and b.account_id = any (p_account)
    order by b.account_id for update;
  update ledger.balance b set held = b.held + d.delta
    from (select a, sum(q)::bigint as delta from unnest(p_account, p_delta) u(a, q) group by a having sum(q) <> 0) d
   where b.district_id = p_district and b.account_id = d.a;
  update ledger.hold h set quantity = h.quantity + d.delta
    from (select d, a, sum(q)::bigint as delta from unnest(p_document, p_account, p_delta) u(d, a, q) group by d, a) d
   where h.district_id = p_district and h.document_id = d.d and h.account_id = d.a;
  get diagnostics v_changed = row_count;
  -- Nobody else can make the missing ones meanwhile: their balances are locked.
  if v_changed < (select count(*) from (select distinct d, a from unnest(p_document, p_account) u(d, a)) wanted) then
    insert into ledger.hold (district_id, document_id, account_id, quantity)
      select p_district, d, a, sum(q)::bigint from unnest(p_document, p_account, p_delta) u(d, a, q)
       where not exists (select 1 from ledger.hold h where h.district_id = p_district and h.document_id = u.d and h.account_id = u.a)
       group by d, a order by d, a;
  end if;
end $function$

CREATE OR REPLACE FUNCTION ledger.lock_available(p_district integer, p_account uuid[])
 RETURNS TABLE(account_id uuid, available bigint)
 LANGUAGE sql
AS $function$
  select b.account_id, b.posted - b.held from ledger.balance b
   where b.district_id = p_district and b.account_id = any (p_account) order by b.account_id for update
$function$

CREATE OR REPLACE FUNCTION ledger.open_accounts(p_district integer, p_owner uuid[], p_commodity uuid[], p_lot text[], p_purpose text[], p_guarded boolean[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into ledger.account (district_id, id, owner_id, commodity_id, lot, purpose, guarded)
    select p_district, ledger.account_id(p_district, o, c, l, p), o, c, l, p, g
      from (select distinct o, c, l, p, g from unnest(p_owner, p_commodity, p_lot, p_purpose, p_guarded) u(o, c, l, p, g)) d
     order by 2
    on conflict do nothing;
  insert into ledger.balance (district_id, account_id, posted, held)
    select distinct p_district, ledger.account_id(p_district, o, c, l, p), 0, 0
      from unnest(p_owner, p_commodity, p_lot, p_purpose, p_guarded) u(o, c, l, p, g) where g
     order by 2
    on conflict do nothing;
end $function$

CREATE OR REPLACE FUNCTION ledger.post(p_district integer, p_kind text, p_document uuid, p_verb text, p_step text, p_first uuid, p_second uuid, p_occurred timestamp with time zone, p_source uuid[], p_target uuid[], p_commodity uuid[], p_quantity bigint[], p_hold_document uuid[], p_reverses uuid DEFAULT NULL::uuid)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  v_id uuid := ledger.voucher_id(p_district, p_document, p_verb, p_step);
  v_hash bytea;
  v_known bytea;
begin
  if cardinality(p_source) = 0 then raise exception 'a voucher without postings'; end if;
  select sha256(convert_to(p_kind || '|' || coalesce(p_reverses::text, '-') || '|' ||
           string_agg(concat_ws('|', s, t, c, q, coalesce(h::text, '-')), ';' order by n), 'UTF8'))
    into v_hash from unnest(p_source, p_target, p_commodity, p_quantity, p_hold_document) with ordinality u(s, t, c, q, h, n);

  insert into ledger.voucher (district_id, id, kind, document_id, verb, step, first_handler_id, second_handler_id,
      reverses_voucher_id, content_hash, occurred_at)
    values (p_district, v_id, p_kind, p_document, p_verb, p_step, p_first, p_second, p_reverses, v_hash, p_occurred)
    on conflict do nothing;
  if not found then
    select content_hash into v_known from ledger.voucher where district_id = p_district and id = v_id;
    return case when v_known = v_hash then 'replayed' else 'conflict' end;
  end if;

  if exists (select 1 from unnest(p_source, p_target, p_commodity) u(s, t, c)
      left join ledger.account a on a.district_id = p_district and a.id = u.s and a.commodity_id = u.c
      left join ledger.account b on b.district_id = p_district and b.id = u.t and b.commodity_id = u.c
      where a.id is null or b.id is null) then
    raise exception 'a posting names an account of another commodity, or none';
  end if;

  perform 1 from ledger.balance b where b.district_id = p_district and (b.account_id = any (p_source) or b.account_id = any (p_target))
    order by b.account_id for update;
  update ledger.hold h set quantity = h.quantity - d.q, posted_quantity = h.posted_quantity + d.q
    from (select h, s, sum(q)::bigint as q from unnest(p_hold_document, p_source, p_quantity) u(h, s, q) where h is not null group by h, s) d
   where h.district_id = p_district and h.document_id = d.h and h.account_id = d.s;
  update ledger.balance b set posted = b.posted + d.posted, held = b.held - d.held
    from (select a, sum(posted)::bigint as posted, sum(held)::bigint as held from (
            select s as a, -q as posted, case when h is null then 0 else q end as held from unnest(p_source, p_quantity, p_hold_document) u(s, q, h)
            union all select t, q, 0 from unnest(p_target, p_quantity) u(t, q)) m
          group by a) d
   where b.district_id = p_district and b.account_id = d.a;
  insert into ledger.posting (district_id, voucher_id, line_no, source_account_id, target_account_id, commodity_id, quantity)
    select p_district, v_id, n, s, t, c, q from unnest(p_source, p_target, p_commodity, p_quantity) with ordinality u(s, t, c, q, n);
  return 'posted';
end $function$

CREATE OR REPLACE FUNCTION ledger.reverse(p_district integer, p_voucher uuid, p_first uuid, p_second uuid, p_occurred timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  v record;
begin
  select kind, document_id, verb, step into v from ledger.voucher where district_id = p_district and id = p_voucher;
  if not found then raise exception 'no such voucher'; end if;
  return (select ledger.post(p_district, 'reversal', v.document_id, v.verb, v.step || '/reversal', p_first, p_second, p_occurred,
      array_agg(target_account_id order by line_no), array_agg(source_account_id order by line_no),
      array_agg(commodity_id order by line_no), array_agg(quantity order by line_no),
      array_agg(null::uuid order by line_no), p_voucher)
    from ledger.posting where district_id = p_district and voucher_id = p_voucher);
end $function$

CREATE OR REPLACE FUNCTION ledger.void_holds(p_district integer, p_document uuid[], p_account uuid[], p_quantity bigint[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform 1 from ledger.balance b where b.district_id = p_district and b.account_id = any (p_account)
    order by b.account_id for update;
  update ledger.hold h set quantity = h.quantity - d.q, voided_quantity = h.voided_quantity + d.q
    from (select d, a, sum(q)::bigint as q from unnest(p_document, p_account, p_quantity) u(d, a, q) group by d, a) d
   where h.district_id = p_district and h.document_id = d.d and h.account_id = d.a;
  update ledger.balance b set held = b.held - d.q
    from (select a, sum(q)::bigint as q from unnest(p_account, p_quantity) u(a, q) group by a) d
   where b.district_id = p_district and b.account_id = d.a;
end $function$

CREATE OR REPLACE FUNCTION ledger.voucher_id(p_district integer, p_document uuid, p_verb text, p_step text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select md5(p_district || '/' || p_document || '/' || p_verb || '/' || p_step)::uuid
$function$

CREATE OR REPLACE FUNCTION ledger.yuan()
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select '00000000-0000-7000-8000-000000000156'::uuid $function$

CREATE OR REPLACE FUNCTION orders.check_books(p_district integer)
 RETURNS TABLE(fault text, subject text, wanted bigint, found bigint)
 LANGUAGE sql
 STABLE
AS $function$
  with demand as (
    select o.cycle_id, need.account_id, sum(l.pack_count * need.quantity)::bigint as q
      from orders."order" o
      join orders.order_line l on l.district_id = o.district_id and l.order_id = o.id
      join orders.v_offer_need need on need.district_id = o.district_id and need.offer_id = l.offer_id
     where o.district_id = p_district and o.state = 'placed'
     group by o.cycle_id, need.account_id
  ), held as (
    select document_id as cycle_id, account_id, quantity + posted_quantity + voided_quantity as q
      from ledger.v_hold where district_id = p_district and quantity + posted_quantity + voided_quantity > 0
  )
  select 'hold is not the sum of order lines', coalesce(d.account_id, h.account_id)::text, coalesce(d.q, 0), coalesce(h.q, 0)
    from demand d full join held h on h.cycle_id = d.cycle_id and h.account_id = d.account_id
   where coalesce(d.q, 0) <> coalesce(h.q, 0)
  union all
  select 'amount is not the sum of order lines', o.id::text, l.amount, o.amount_fen
    from orders."order" o
    join (select order_id, sum(pack_count * price_fen)::bigint as amount from orders.order_line where district_id = p_district group by order_id) l on l.order_id = o.id
   where o.district_id = p_district and l.amount <> o.amount_fen
  union all
  select 'two live orders of a household in one cycle', household_id::text, 1, count(*)
    from orders."order" where district_id = p_district and state = 'placed' group by cycle_id, household_id having count(*) > 1
  union all
  select 'live order without a turn', o.id::text, 1, 0
    from orders."order" o join orders.cycle c on c.district_id = o.district_id and c.id = o.cycle_id
   where o.district_id = p_district and o.state = 'placed' and c.state = 'open'
     and not exists (select 1 from orders.gate g where g.district_id = p_district and g.plan_id = c.plan_id and g.household_id = o.household_id and g.order_id = o.id)
  union all
  select 'turn without a live order', g.order_id::text, 1, 0
    from orders.gate g
   where g.district_id = p_district
     and not exists (select 1 from orders."order" o where o.district_id = p_district and o.id = g.order_id and o.state = 'placed')
  union all
  select 'paid is not the sum of payments', h.household_id::text, p.q, h.q
    from (select household_id, cycle_id, sum(paid_fen)::bigint as q from orders."order" where district_id = p_district group by household_id, cycle_id) h
    left join lateral (
      select coalesce(sum(case when pay.kind in ('collect', 'advance') then pay.amount_fen when pay.kind = 'refund' then -pay.amount_fen else 0 end), 0)::bigint as q
        from orders.payment pay join orders."order" o on o.district_id = pay.district_id and o.id = pay.order_id
       where pay.district_id = p_district and pay.household_id = h.household_id and o.cycle_id = h.cycle_id) p on true
   where h.q <> p.q
$function$

CREATE OR REPLACE FUNCTION orders."freeze"(p_district integer, p_cycle uuid, p_handler uuid, p_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_posted int := 0;
  r record;
begin
  perform 1 from orders.cycle c where c.district_id = p_district and c.id = p_cycle and c.state = 'open' for update;
  if not found then return null; end if;
  update orders.cycle set state = 'frozen', frozen_at = p_at where district_id = p_district and id = p_cycle;
  for r in
    select co.id, co.store_id, array_agg(o.household_id order by o.id) as households, array_agg(o.amount_fen order by o.id) as amounts
      from orders.collection co
      join orders."order" o on o.district_id = p_district and o.collection_id = co.id and o.state = 'placed' and o.amount_fen > 0
     where co.district_id = p_district and co.cycle_id = p_cycle
     group by co.id, co.store_id order by co.id
  loop
    perform ledger.open_accounts(p_district, r.households || r.store_id,
      array_fill(ledger.yuan(), array[cardinality(r.households) + 1]), array_fill('none'::text, array[cardinality(r.households) + 1]),
      array_fill('receivable'::text, array[cardinality(r.households)]) || 'store_due'::text,
      array_fill(false, array[cardinality(r.households) + 1]));
    perform ledger.post(p_district, 'receivable', r.id, 'freeze', '1', p_handler, null, p_at,
      array_agg(ledger.account_id(p_district, r.store_id, ledger.yuan(), 'none', 'store_due') order by n),
      array_agg(ledger.account_id(p_district, h, ledger.yuan(), 'none', 'receivable') order by n),
      array_agg(ledger.yuan() order by n), array_agg(a order by n), array_agg(null::uuid order by n))
      from unnest(r.households, r.amounts) with ordinality u(h, a, n);
    v_posted := v_posted + 1;
  end loop;
  return v_posted;
end $function$

CREATE OR REPLACE FUNCTION orders.note_short(p_district integer, p_order uuid[], p_fen bigint[])
 RETURNS void
 LANGUAGE sql
AS $function$
  update orders."order" o set short_fen = o.short_fen + d.fen
    from (select id, sum(fen)::bigint as fen from unnest(p_order, p_fen) u(id, fen) group by id) d
   where o.district_id = p_district and o.id = d.id
$function$

CREATE OR REPLACE FUNCTION orders.place_batch(p_district integer, p_id uuid[], p_verb text[], p_cycle uuid[], p_household uuid[], p_replaces uuid[], p_channel text[], p_actor uuid[], p_post uuid[], p_device bytea[], p_hash bytea[], p_age_ms integer[], l_order integer[], l_offer uuid[], l_count integer[])
 RETURNS TABLE(no integer, code text, number text, amount_fen bigint, data jsonb)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_now timestamptz := clock_timestamp();
  v_count int := cardinality(p_id);
  v_mixed boolean := 'change' = any (p_verb) or 'cancel' = any (p_verb);
  v_code text[]; v_data jsonb[]; v_number text[]; v_amount bigint[]; v_replayed boolean[];
  v_plan uuid[]; v_estate uuid[]; v_collection uuid[]; v_store uuid[]; v_opens timestamptz[]; v_again timestamptz[]; v_zone text[];
  v_line_limit int[]; v_package_limit int[]; v_pack_count_limit int[]; v_amount_limit bigint[]; v_packages_only boolean[];
  v_paid bigint[] := array_fill(0::bigint, array[cardinality(p_id)]);
  v_old uuid[] := array_fill(null::uuid, array[cardinality(p_id)]);
  v_turns uuid[]; v_waiting int;
  l_price bigint[];
  n_no int[]; n_account uuid[]; n_document uuid[]; n_delta bigint[]; n_position int[];
  t_account uuid[]; t_wanted bigint[];
  a_account uuid[]; a_available bigint[];
  d_date date[]; d_last int[];
  v_fits boolean;
  v_first int; v_last int; v_total int;
  r record;
begin
  if v_count = 0 then return; end if;

  -- 1. One act per household and id; known ids give the stored answer. The window, the household, its link, its store.
  perform 1 from orders.cycle c where c.district_id = p_district and c.id = any (p_cycle) order by c.id for share;
  select array_agg(f.code), array_agg(f.data), array_agg(f.known_number), array_agg(coalesce(f.known_amount, 0)), array_agg(f.replayed),
         array_agg(f.plan_id), array_agg(f.estate_id), array_agg(f.collection_id), array_agg(f.store_id), array_agg(f.opens_at),
         array_agg(f.allowed_again_at), array_agg(f.zone), array_agg(f.line_limit), array_agg(f.package_limit),
         array_agg(f.pack_count_limit), array_agg(f.amount_limit_fen), array_agg(f.packages_only)
    into v_code, v_data, v_number, v_amount, v_replayed, v_plan, v_estate, v_collection, v_store, v_opens,
         v_again, v_zone, v_line_limit, v_package_limit, v_pack_count_limit, v_amount_limit, v_packages_only
    from (
      select a.code,
             case a.code when 'orders.not_open_yet' then jsonb_build_object('opensAt', a.opens_at)
                         when 'orders.cycle_closed' then jsonb_build_object('closedAt', a.closes_at) end as data,
             a.code in ('placed', 'changed') as replayed,
             case when a.code in ('placed', 'changed') then a.known_number end as known_number,
             case when a.code in ('placed', 'changed') then a.known_amount end as known_amount,
             a.plan_id, a.estate_id, a.collection_id, a.store_id, a.opens_at, a.allowed_again_at, a.zone,
             a.line_limit, a.package_limit, a.pack_count_limit, a.amount_limit_fen, a.packages_only
        from (
          select u.i, c.plan_id, c.opens_at, c.closes_at, c.allowed_again_at, c.zone, c.line_limit, c.package_limit, c.pack_count_limit,
                 c.amount_limit_fen, c.packages_only, h.estate_id, co.id as collection_id, co.store_id,
                 k.number as known_number, k.amount_fen as known_amount,
                 case
                   when u.by_household > 1 or u.by_id > 1 then 'again'
                   when k.content_hash = u.hash then case when u.verb = 'change' then 'changed' else 'placed' end
                   when k.id is not null then 'orders.id_conflict'
                   when h.id is null then 'orders.household_missing'
                   when u.device is not null and d.household_id is distinct from h.id then 'orders.link_closed'
                   when c.id is null then 'orders.cycle_missing'
                   when u.received_at < c.opens_at then 'orders.not_open_yet'
                   when c.state <> 'open' or u.received_at > c.closes_at then 'orders.cycle_closed'
                   when co.id is null then 'orders.no_store'
                   when not u.channel = any (c.channels) then 'orders.channel_closed'
                 end as code
            from (
              select b.*, v_now - make_interval(secs => greatest(b.age_ms, 0) / 1000.0) as received_at,
                     row_number() over (partition by b.id order by b.i) as by_id,
                     row_number() over (partition by b.household order by b.i) as by_household
                from unnest(p_id, p_verb, p_cycle, p_household, p_channel, p_device, p_hash, p_age_ms)
                       with ordinality b(id, verb, cycle, household, channel, device, hash, age_ms, i)) u
            left join orders."order" k on k.district_id = p_district and k.id = u.id and u.verb <> 'cancel'
            left join places.v_household h on h.district_id = p_district and h.id = u.household
            left join places.v_open_device d on d.district_id = p_district and d.token_hash = u.device
            left join orders.cycle c on c.district_id = p_district and c.id = u.cycle
            left join orders.collection co on co.district_id = p_district and co.cycle_id = u.cycle and co.estate_id = h.estate_id
           order by u.i) a) f;

  -- 2. The lines: known and listed offers of this estate's store, whole packs, every limit. Each act has one empty line
  -- beside its own, so that an act without lines has its place too.
  with line as materialized (
    select u.o, u.n, u.offer, u.cnt, f.kind, f.price_fen, f.limit_per_household, f.listed and f.store_id = v_store[u.o] as offered,
           row_number() over (partition by u.o, u.offer order by u.n) as nth
      from unnest(l_order, l_offer, l_count) with ordinality u(o, offer, cnt, n)
      left join market.v_offer f on f.district_id = p_district and f.id = u.offer
  ), sum as (
    select o, count(n) as lines,
           coalesce(sum(cnt * price_fen), 0)::bigint as amount,
           coalesce(sum(cnt) filter (where kind = 'package'), 0)::bigint as packages,
           min(n) filter (where not coalesce(offered, false)) as not_offered,
           min(n) filter (where nth > 1) as twice,
           min(n) filter (where cnt < 1 or cnt > v_pack_count_limit[o]) as wrong_count,
           min(n) filter (where cnt > limit_per_household) as over_limit,
           min(n) filter (where kind = 'single') as single
      from (select o, n, cnt, kind, price_fen, limit_per_household, offered, nth from line
            union all
            select i, null, null, null, null, null, null, null from generate_series(1, v_count) i) all_lines
     group by o
  ), said as (
    select o, amount, not_offered, twice, wrong_count, over_limit, single,
           case
             when v_code[o] is not null then v_code[o]
             when p_verb[o] = 'cancel' then null
             when lines = 0 then 'orders.empty'
             when lines > v_line_limit[o] then 'orders.too_many_lines'
             when not_offered is not null then 'orders.not_offered'
             when twice is not null then 'orders.offer_twice'
             when wrong_count is not null then 'orders.count_out_of_range'
             when over_limit is not null then 'orders.over_limit'
             when v_packages_only[o] and single is not null then 'orders.packages_only'
             when packages > v_package_limit[o] then 'orders.too_many_packages'
             when amount > v_amount_limit[o] then 'orders.over_amount'
           end as code
      from sum
  )
  select array_agg(s.code order by s.o),
         array_agg(case when v_code[s.o] is null and p_verb[s.o] <> 'cancel' then s.amount else v_amount[s.o] end order by s.o),
         array_agg(case
           when v_code[s.o] is not null then v_data[s.o]
           when s.code = 'orders.too_many_lines' then jsonb_build_object('limit', v_line_limit[s.o])
           when s.code = 'orders.not_offered' then jsonb_build_object('offerId', l_offer[s.not_offered])
           when s.code = 'orders.offer_twice' then jsonb_build_object('offerId', l_offer[s.twice])
           when s.code = 'orders.count_out_of_range'
             then jsonb_build_object('offerId', l_offer[s.wrong_count], 'limit', v_pack_count_limit[s.o])
           when s.code = 'orders.over_limit' then (select jsonb_build_object('offerId', f.id, 'name', f.name, 'limit', f.limit_per_household)
             from market.v_offer f where f.district_id = p_district and f.id = l_offer[s.over_limit])
           when s.code = 'orders.packages_only' then jsonb_build_object('offerId', l_offer[s.single])
           when s.code = 'orders.too_many_packages' then jsonb_build_object('limit', v_package_limit[s.o])
           when s.code = 'orders.over_amount' then jsonb_build_object('limitFen', v_amount_limit[s.o])
         end order by s.o),
         (select array_agg(line.price_fen order by line.n) from line)
    into v_code, v_amount, v_data, l_price
    from said s;

  -- 3. The turn: one live order per household until the cycle gives the next one [A1, C3, D1].
  if v_mixed then
    perform 1
      from unnest(v_plan, p_household, v_code) u(plan, household, code)
      join orders.gate g on g.district_id = p_district and g.plan_id = u.plan and g.household_id = u.household
     where u.code is null
     order by g.plan_id, g.household_id for update of g;
    -- The same request may have been committed by another server while we waited for the turn.
    for r in
      select u.i, o.content_hash, o.number as known_number, o.amount_fen as known_amount
        from unnest(p_id, p_verb, v_code) with ordinality u(id, verb, code, i)
        join orders."order" o on o.district_id = p_district and o.id = u.id
       where u.code is null and u.verb = 'change'
    loop
      if r.content_hash = p_hash[r.i] then
        v_code[r.i] := 'changed'; v_number[r.i] := r.known_number; v_amount[r.i] := r.known_amount; v_replayed[r.i] := true;
      else
        v_code[r.i] := 'orders.id_conflict';
      end if;
    end loop;
    for r in
      select u.i, o.id as old_id, o.state, o.number as old_number, o.amount_fen as old_amount, o.paid_fen, o.household_id, o.cycle_id
        from unnest(p_id, p_verb, p_replaces, v_code) with ordinality u(id, verb, replaces, code, i)
        left join orders."order" o on o.district_id = p_district and o.id = case when u.verb = 'cancel' then u.id else u.replaces end
       where u.code is null and u.verb in ('change', 'cancel')
    loop
      if r.old_id is null or r.household_id <> p_household[r.i] or r.cycle_id <> p_cycle[r.i] then v_code[r.i] := 'orders.order_missing';
      elsif p_verb[r.i] = 'cancel' and r.state = 'cancelled' then
        v_code[r.i] := 'cancelled'; v_number[r.i] := r.old_number; v_amount[r.i] := r.old_amount; v_replayed[r.i] := true;
      elsif r.state <> 'placed' then v_code[r.i] := 'orders.not_current'; v_data[r.i] := jsonb_build_object('state', r.state);
      else
        v_old[r.i] := r.old_id; v_paid[r.i] := r.paid_fen;
        if p_verb[r.i] = 'cancel' then v_number[r.i] := r.old_number; v_amount[r.i] := r.old_amount; end if;
      end if;
    end loop;
  end if;
  with wish as (
    select u.id, u.plan, u.household, u.opens, u.again_at
      from unnest(p_id, p_verb, v_code, v_plan, p_household, v_opens, v_again) u(id, verb, code, plan, household, opens, again_at)
     where u.code is null and u.verb = 'place'
  ), turn as (
    insert into orders.gate as g (district_id, plan_id, household_id, order_id, opened_at, allowed_again_at)
      select p_district, plan, household, id, opens, again_at from wish order by plan, household
    on conflict (district_id, plan_id, household_id) do update
      set order_id = excluded.order_id, opened_at = excluded.opened_at, allowed_again_at = excluded.allowed_again_at
      where g.allowed_again_at <= excluded.opened_at
    returning g.order_id
  )
  select coalesce(array_agg(order_id), '{}'), (select count(*) from wish) - count(*) into v_turns, v_waiting from turn;
  if v_waiting > 0 then
    -- A statement of its own: it sees what another server committed while the one above waited.
    for r in
      select u.i, o.id as other_id, o.number as other_number, o.channel, o.placed_at, o.content_hash, o.amount_fen as other_amount
        from unnest(p_id, p_verb, v_code, v_plan, p_household) with ordinality u(id, verb, code, plan, household, i)
        left join orders.gate g on g.district_id = p_district and g.plan_id = u.plan and g.household_id = u.household
        left join orders."order" o on o.district_id = p_district and o.id = g.order_id
       where u.code is null and u.verb = 'place' and not u.id = any (v_turns)
    loop
      if r.other_id = p_id[r.i] then
        v_code[r.i] := case when r.content_hash = p_hash[r.i] then 'placed' else 'orders.id_conflict' end;
        v_number[r.i] := r.other_number; v_amount[r.i] := r.other_amount; v_replayed[r.i] := true;
        continue;
      end if;
      v_code[r.i] := 'orders.already_ordered';
      v_data[r.i] := jsonb_build_object('orderId', r.other_id, 'number', r.other_number, 'channel', r.channel, 'placedAt', r.placed_at);
    end loop;
  end if;

  -- 4. The stock. What the whole batch wants of each account and gives back to it, per cycle; the rows are locked in
  -- account order.
  with packs as (
    select p_cycle[u.o] as cycle, u.offer, sum(u.cnt)::bigint as wanted, 0::bigint as given_back
      from unnest(l_order, l_offer, l_count) u(o, offer, cnt)
     where v_code[u.o] is null and p_verb[u.o] <> 'cancel'
     group by 1, 2
    union all
    select p_cycle[u.i], l.offer_id, 0, sum(l.pack_count)
      from unnest(v_old) with ordinality u(id, i)
      join orders.order_line l on l.district_id = p_district and l.order_id = u.id
     where v_mixed and v_code[u.i] is null
     group by 1, 2
  ), moved as (
    select p.cycle, need.account_id as a, sum(p.wanted * need.quantity)::bigint as wanted,
           sum((p.wanted - p.given_back) * need.quantity)::bigint as delta
      from packs p, lateral (
        select n.account_id, n.quantity from orders.v_offer_need n where n.district_id = p_district and n.offer_id = p.offer offset 0) need
     group by 1, 2
  )
  select (select array_agg(a order by a) from (select a from moved group by a) d),
         (select array_agg(w order by a) from (select a, sum(wanted)::bigint as w from moved group by a) d),
         array_agg(cycle) filter (where delta <> 0), array_agg(a) filter (where delta <> 0), array_agg(delta) filter (where delta <> 0)
    into t_account, t_wanted, n_document, n_account, n_delta
    from moved;

  if t_account is not null then
    select array_agg(account_id order by account_id), array_agg(available order by account_id) into a_account, a_available
      from ledger.lock_available(p_district, t_account);
    if a_account is distinct from t_account
       or exists (select 1 from unnest(t_wanted, a_available) u(wanted, available) where u.wanted > u.available) then
      -- Near the end of a stock: walk in order of arrival against a copy of the locked rows.
      select array_agg(i order by i, a), array_agg(a order by i, a), array_agg(p_cycle[i] order by i, a), array_agg(q order by i, a)
        into n_no, n_account, n_document, n_delta
        from (
          select i, a, sum(q)::bigint as q from (
            select u.o as i, need.account_id as a, u.cnt * need.quantity as q
              from unnest(l_order, l_offer, l_count) u(o, offer, cnt)
              join orders.v_offer_need need on need.district_id = p_district and need.offer_id = u.offer
             where v_code[u.o] is null and p_verb[u.o] <> 'cancel'
            union all
            select u.i, need.account_id, -l.pack_count * need.quantity
              from unnest(v_old) with ordinality u(id, i)
              join orders.order_line l on l.district_id = p_district and l.order_id = u.id
              join orders.v_offer_need need on need.district_id = p_district and need.offer_id = l.offer_id
             where v_code[u.i] is null
          ) raw group by i, a having sum(q) <> 0) net;
      select array_agg(coalesce(array_position(a_account, a), 0) order by n) into n_position from unnest(n_account) with ordinality u(a, n);
      v_first := 1; v_total := cardinality(n_no);
      while v_first <= v_total loop
        v_last := v_first;
        while v_last < v_total and n_no[v_last + 1] = n_no[v_first] loop v_last := v_last + 1; end loop;
        v_fits := true;
        for k in v_first..v_last loop
          if n_delta[k] > 0 and (n_position[k] = 0 or a_available[n_position[k]] < n_delta[k]) then
            v_fits := false;
            v_code[n_no[k]] := 'orders.sold_out';
            v_data[n_no[k]] := (
              select jsonb_build_object('offerId', f.id, 'name', f.name,
                       'left', case when n_position[k] = 0 then 0 else a_available[n_position[k]] / need.quantity end)
                from unnest(l_order, l_offer) u(o, offer)
                join orders.v_offer_need need on need.district_id = p_district and need.offer_id = u.offer and need.account_id = n_account[k]
                join market.v_offer f on f.district_id = p_district and f.id = u.offer
               where u.o = n_no[k] limit 1);
            exit;
          end if;
        end loop;
        if v_fits then
          for k in v_first..v_last loop
            if n_position[k] > 0 then a_available[n_position[k]] := a_available[n_position[k]] - n_delta[k]; end if;
          end loop;
        end if;
        v_first := v_last + 1;
      end loop;
      -- Refused for stock: the turn is given back in the same transaction.
      delete from orders.gate g
        using unnest(p_id, p_verb, v_code, v_plan, p_household) u(id, verb, code, plan, household)
        where u.code = 'orders.sold_out' and u.verb = 'place'
          and g.district_id = p_district and g.plan_id = u.plan and g.household_id = u.household and g.order_id = u.id;
      select array_agg(d), array_agg(a), array_agg(q) into n_document, n_account, n_delta
        from unnest(n_no, n_document, n_account, n_delta) u(i, d, a, q) where v_code[u.i] is null;
    end if;
    if n_account is not null then perform ledger.hold_batch(p_district, n_document, n_account, n_delta); end if;
  end if;

  -- 5. The rows.
  with counter as (
    insert into orders.day_counter as k (district_id, on_date, last_number)
      select p_district, (v_now at time zone u.zone)::date, count(*)
        from unnest(p_verb, v_code, v_zone) u(verb, code, zone) where u.code is null and u.verb <> 'cancel' group by 2 order by 2
    on conflict (district_id, on_date) do update set last_number = k.last_number + excluded.last_number
    returning k.on_date, k.last_number
  )
  select array_agg(on_date), array_agg(last_number) into d_date, d_last from counter;
  if d_date is not null then
    select array_agg(case when s.on_date is null then v_number[s.i]
                          else 'DD-' || to_char(s.on_date, 'YYYYMMDD') || '-' || lpad(s.n, greatest(5, length(s.n)), '0') end order by s.i)
      into v_number
      from (
        select i, on_date,
               (d_last[array_position(d_date, on_date)] - count(*) over (partition by on_date)
                 + row_number() over (partition by on_date order by i))::text as n
          from (select u.i, case when u.code is null and u.verb <> 'cancel' then (v_now at time zone u.zone)::date end as on_date
                  from unnest(p_verb, v_code, v_zone) with ordinality u(verb, code, zone, i)) day) s;
    if v_mixed then
      update orders."order" o set state = 'replaced', paid_fen = 0
        from unnest(p_verb, v_code, v_old) u(verb, code, old)
       where u.code is null and u.verb = 'change' and o.district_id = p_district and o.id = u.old;
    end if;
    insert into orders."order" (district_id, id, cycle_id, collection_id, household_id, channel, placed_by_id, state, amount_fen, paid_fen,
        number, content_hash, replaces_order_id, placed_at)
      select p_district, p_id[i], p_cycle[i], v_collection[i], p_household[i], p_channel[i], p_actor[i], 'placed', v_amount[i], v_paid[i],
             v_number[i], p_hash[i], v_old[i], v_now
        from generate_series(1, v_count) i where v_code[i] is null and p_verb[i] <> 'cancel';
    insert into orders.order_line (district_id, order_id, line_no, offer_id, pack_count, price_fen)
      select p_district, p_id[u.o], row_number() over (partition by u.o order by u.n), u.offer, u.cnt, u.price
        from unnest(l_order, l_offer, l_count, l_price) with ordinality u(o, offer, cnt, price, n)
       where v_code[u.o] is null and p_verb[u.o] <> 'cancel';
  end if;
  if v_mixed then
    update orders."order" o set state = 'cancelled'
      from unnest(p_verb, v_code, v_old) u(verb, code, old)
     where u.code is null and u.verb = 'cancel' and o.district_id = p_district and o.id = u.old;
    update orders.gate g set order_id = u.id
      from unnest(p_id, p_verb, v_code, v_plan, p_household, v_old) u(id, verb, code, plan, household, old)
     where u.code is null and u.verb = 'change'
       and g.district_id = p_district and g.plan_id = u.plan and g.household_id = u.household and g.order_id = u.old;
    delete from orders.gate g
      using unnest(p_id, p_verb, v_code, v_plan, p_household) u(id, verb, code, plan, household)
      where u.code is null and u.verb = 'cancel'
        and g.district_id = p_district and g.plan_id = u.plan and g.household_id = u.household and g.order_id = u.id;
  end if;

  select array_agg(case when u.code is not null then u.code when u.verb = 'place' then 'placed' when u.verb = 'change' then 'changed'
                        else 'cancelled' end order by u.i)
    into v_code from unnest(p_verb, v_code) with ordinality u(verb, code, i);

  -- 6. One link for the whole batch; refusals by count.
  perform audit.append_batch(p_district,
      array_agg(actor order by k), array_agg(post order by k), array_agg(action order by k), array_agg(kind order by k),
      array_agg(object order by k), array_agg(place order by k), array_agg(result order by k), array_agg(body order by k))
    from (
      select u.i as k, coalesce(u.actor, u.household) as actor, u.post,
             'orders.' || u.verb as action, 'order' as kind, u.id as object, u.estate as place, 'done' as result, null::text as body
        from unnest(p_id, p_verb, v_code, v_replayed, p_actor, p_household, p_post, v_estate)
               with ordinality u(id, verb, code, replayed, actor, household, post, estate, i)
       where u.code in ('placed', 'changed', 'cancelled') and not coalesce(u.replayed, false)
      union all
      select v_count + 1, null, null, 'orders.intake', 'batch', null, null, 'refused',
             (select jsonb_object_agg(c, n)::text
                from (select c, count(*) as n from unnest(v_code) c where c like 'orders.%' group by c) counted)
       where exists (select 1 from unnest(v_code) c where c like 'orders.%')
    ) lines
    having count(*) > 0;

  return query select u.i::int, u.code, u.number, u.amount, u.data
    from unnest(v_code, v_number, v_amount, v_data) with ordinality u(code, number, amount, data, i) order by u.i;
end $function$

CREATE OR REPLACE FUNCTION packing.check_books(p_district integer)
 RETURNS TABLE(fault text, subject text, wanted bigint, found bigint)
 LANGUAGE sql
 STABLE
AS $function$
  with line as materialized (
    select * from packing.v_bag_line where district_id = p_district
  ), posted as materialized (
    -- A reversal counts against what it reverses.
    select document_id, verb, step, commodity_id, source_account_id, source_owner_id, target_owner_id, kind,
           case when kind = 'reversal' then -quantity else quantity end as q
      from ledger.v_posting
     where district_id = p_district and verb in ('hand_over', 'short', 'gate_short', 'settle')
  ), goods as (
    select line.handover_id, k.item_id, ledger.account_id(p_district, line.store_id, k.item_id, 'none', 'on_hand') as account_id, line.cycle_id,
           sum((line.pack_count - line.store_short) * k.quantity)::bigint as handed_over,
           sum(line.store_short * k.quantity)::bigint as short
      from line join market.v_offer_component k on k.district_id = p_district and k.offer_id = line.offer_id
     where line.handover_id is not null
     group by line.handover_id, k.item_id, line.store_id, line.cycle_id
  ), given as (
    select document_id, commodity_id, sum(q)::bigint as q from posted where verb = 'hand_over' group by document_id, commodity_id
  ), worth as (
    select handover_id, sum((pack_count - store_short) * price_fen)::bigint as goods_fen from line
     where handover_id is not null group by handover_id
  ), store_loss as (
    select handover_id, household_id, sum(store_short * price_fen)::bigint as q from line
     where handover_id is not null group by handover_id, household_id having sum(store_short * price_fen) > 0
  ), store_return as (
    select document_id, case when kind = 'reversal' then target_owner_id else source_owner_id end as household_id, sum(q)::bigint as q
      from posted where verb = 'short' group by 1, 2
  ), gate_loss as (
    select bag_id, sum(gate_short * price_fen)::bigint as q from line group by bag_id having sum(gate_short * price_fen) > 0
  ), gate_return as (
    select document_id, sum(q)::bigint as q from posted where verb = 'gate_short' group by document_id
  ), used as (
    select cycle_id, account_id, sum(handed_over)::bigint as handed_over, sum(short)::bigint as short from goods group by cycle_id, account_id
  ), waiting as (
    select o.cycle_id, need.account_id, sum(l.pack_count * need.quantity)::bigint as q
      from orders.v_order o
      join orders.v_order_line l on l.district_id = o.district_id and l.order_id = o.id
      join orders.v_offer_need need on need.district_id = o.district_id and need.offer_id = l.offer_id
     where o.district_id = p_district and o.state = 'placed'
       and not exists (select 1 from packing.handover h where h.district_id = p_district and h.collection_id = o.collection_id and h.state = 'agreed')
     group by o.cycle_id, need.account_id
  )
  select 'goods handed over are not what the bags hold', coalesce(g.handover_id, v.document_id) || '/' || coalesce(g.item_id, v.commodity_id),
         coalesce(g.handed_over, 0), coalesce(v.q, 0)
    from (select * from goods where handed_over > 0) g full join given v on v.document_id = g.handover_id and v.commodity_id = g.item_id
   where coalesce(g.handed_over, 0) <> coalesce(v.q, 0)
  union all
  select 'hold was not used up by the hand-overs', u.cycle_id || '/' || u.account_id, u.handed_over, coalesce(h.posted_quantity, 0)
    from used u left join ledger.v_hold h on h.district_id = p_district and h.document_id = u.cycle_id and h.account_id = u.account_id
   where u.handed_over <> coalesce(h.posted_quantity, 0)
  union all
  select 'hold was not given up for what is missing', u.cycle_id || '/' || u.account_id, u.short, coalesce(h.voided_quantity, 0)
    from used u left join ledger.v_hold h on h.district_id = p_district and h.document_id = u.cycle_id and h.account_id = u.account_id
   where u.short <> coalesce(h.voided_quantity, 0)
  union all
  select 'hold stays open after the hand-overs', u.cycle_id || '/' || u.account_id, coalesce(w.q, 0), h.quantity
    from used u join ledger.v_hold h on h.district_id = p_district and h.document_id = u.cycle_id and h.account_id = u.account_id
    left join waiting w on w.cycle_id = u.cycle_id and w.account_id = u.account_id
   where h.quantity <> coalesce(w.q, 0)
  union all
  select 'missing packs are still owed', coalesce(l.handover_id, r.document_id) || '/' || coalesce(l.household_id, r.household_id),
         coalesce(l.q, 0), coalesce(r.q, 0)
    from store_loss l full join store_return r on r.document_id = l.handover_id and r.household_id = l.household_id
   where coalesce(l.q, 0) <> coalesce(r.q, 0)
  union all
  select 'packs missing at the gate are still owed', coalesce(l.bag_id, r.document_id)::text, coalesce(l.q, 0), coalesce(r.q, 0)
    from gate_loss l full join gate_return r on r.document_id = l.bag_id
   where coalesce(l.q, 0) <> coalesce(r.q, 0)
  union all
  select 'order does not know what is missing of it', o.id::text, coalesce(s.short_fen, 0), o.short_fen
    from orders.v_order o left join packing.v_order_short s on s.district_id = o.district_id and s.order_id = o.id
   where o.district_id = p_district and o.short_fen <> coalesce(s.short_fen, 0)
  union all
  select 'hand-over has another value than its bags', h.id::text, coalesce(w.goods_fen, 0), h.goods_fen
    from packing.handover h left join worth w on w.handover_id = h.id
   where h.district_id = p_district and h.state = 'agreed' and h.goods_fen is distinct from coalesce(w.goods_fen, 0)
  union all
  select 'settlement is not what was posted', h.id::text, coalesce(h.settled_fen, 0), coalesce(p.q, 0)
    from packing.handover h
    left join (select document_id, sum(q)::bigint as q from posted where verb = 'settle' group by document_id) p on p.document_id = h.id
   where h.district_id = p_district and coalesce(h.settled_fen, 0) <> coalesce(p.q, 0)
  union all
  select 'settled more than the goods are worth', h.id::text, h.goods_fen, h.settled_fen
    from packing.handover h where h.district_id = p_district and h.settled_fen > h.goods_fen
  union all
  select 'count is not the number of bags handed over', h.id::text, coalesce(h.counted_bag_count, 0), b.n
    from packing.handover h
    cross join lateral (select count(*) as n from packing.bag b
      where b.district_id = h.district_id and b.collection_id = h.collection_id and b.state in ('handed_over', 'collected')) b
   where h.district_id = p_district and coalesce(h.counted_bag_count, 0) <> b.n
  union all
  select 'bag handed over without a hand-over', b.id::text, 0, 1
    from packing.bag b
   where b.district_id = p_district and b.state in ('handed_over', 'collected')
     and not exists (select 1 from packing.handover h where h.district_id = p_district and h.collection_id = b.collection_id and h.state = 'agreed')
  union all
  select 'bag still waits after the hand-over', b.id::text, 0, 1
    from packing.bag b join packing.handover h on h.district_id = b.district_id and h.collection_id = b.collection_id and h.state = 'agreed'
   where b.district_id = p_district and b.state in ('to_pack', 'packed', 'checked')
  union all
  select 'missing bag with packs that came', line.bag_id::text, sum(pack_count)::bigint, sum(store_short)::bigint
    from line where handover_id is not null and state = 'missing' group by line.bag_id having sum(pack_count) <> sum(store_short)
  union all
  select 'more packs missing than ordered', line.bag_id || '/' || line.offer_id, line.pack_count::bigint, (line.store_short + line.gate_short)::bigint
    from line where line.store_short + line.gate_short > line.pack_count
  union all
  select 'missing pack that was not ordered', s.bag_id || '/' || s.offer_id, 0, s.pack_count::bigint
    from packing.shortage s
   where s.district_id = p_district and not exists (select 1 from line where line.bag_id = s.bag_id and line.offer_id = s.offer_id)
  union all
  select 'bags are not one per live order', c.collection_id::text, c.orders, c.bags
    from (select b.collection_id, count(*) as bags,
                 (select count(*) from orders.v_order o where o.district_id = p_district and o.collection_id = b.collection_id and o.state = 'placed') as orders
            from packing.bag b join orders.v_order o on o.district_id = b.district_id and o.id = b.order_id and o.state = 'placed'
           where b.district_id = p_district group by b.collection_id) c
   where c.orders <> c.bags
  union all
  select 'bag of an order that does not stand', b.id::text, 1, 0
    from packing.bag b left join orders.v_order o on o.district_id = b.district_id and o.id = b.order_id and o.state = 'placed'
   where b.district_id = p_district and o.id is null
$function$

CREATE OR REPLACE FUNCTION people.post_for(p_district integer, p_person uuid, p_action text, p_place uuid, p_organization uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$
  select post.id
    from places.v_place place
    join people.holding holding on holding.district_id = p_district and holding.person_id = p_person
      and holding.from_at <= clock_timestamp() and (holding.until_at is null or holding.until_at > clock_timestamp())
    join people.post post on post.district_id = p_district and post.id = holding.post_id and post.place_id = any (place.lineage)
   where place.district_id = p_district and place.id = p_place
     and (post.organization_id is null or post.organization_id = p_organization)
     and exists (select 1 from people."right" r
                  where r.district_id = p_district and r.post_kind = post.kind and r.action = p_action and r.place_id = any (place.lineage))
   order by post.id limit 1
$function$

CREATE OR REPLACE FUNCTION people.reach(p_district integer, p_person uuid, p_action text)
 RETURNS TABLE(post_id uuid, place_id uuid, organization_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  select distinct post.id,
         case when r.place_id = any (post_place.lineage) then post.place_id else r.place_id end,
         post.organization_id
    from people.holding holding
    join people.post post on post.district_id = p_district and post.id = holding.post_id
    join places.v_place post_place on post_place.district_id = p_district and post_place.id = post.place_id
    join people."right" r on r.district_id = p_district and r.post_kind = post.kind and r.action = p_action
    join places.v_place right_place on right_place.district_id = p_district and right_place.id = r.place_id
   where holding.district_id = p_district and holding.person_id = p_person
     and holding.from_at <= clock_timestamp() and (holding.until_at is null or holding.until_at > clock_timestamp())
     and (r.place_id = any (post_place.lineage) or post.place_id = any (right_place.lineage))
$function$

CREATE OR REPLACE FUNCTION places.household_digest(p_person_count integer, p_flags text[], p_contact bytea, p_phone bytea, p_note bytea)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select sha256(convert_to(concat_ws('|', p_person_count, array_to_string(p_flags, ' '), coalesce(encode(p_contact, 'hex'), '-'),
    coalesce(encode(p_phone, 'hex'), '-'), coalesce(encode(p_note, 'hex'), '-')), 'UTF8'))
$function$

CREATE OR REPLACE FUNCTION places.remove_households(p_district integer, p_ids uuid[])
 RETURNS uuid[]
 LANGUAGE plpgsql
AS $function$
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
end $function$

CREATE OR REPLACE FUNCTION platform.enqueue(p_task text, p_payload json, p_run_at timestamp with time zone, p_key text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  perform graphile_worker.add_job(identifier => p_task, payload => p_payload, run_at => p_run_at, job_key => p_key,
    job_key_mode => 'replace', max_attempts => 25);
end $function$

CREATE OR REPLACE FUNCTION platform.micros(p_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$ select (extract(epoch from p_at) * 1000000)::bigint $function$

CREATE OR REPLACE FUNCTION policy.section_for(p_district integer, p_place uuid, p_module text)
 RETURNS TABLE(plan_id uuid, code text, data jsonb)
 LANGUAGE sql
 STABLE
AS $function$
  select plan.id, plan.code, section.data
    from places.v_place place
    join policy.plan plan on plan.district_id = p_district and plan.place_id = any (place.lineage) and plan.switched_off_at is null
    join policy.section section on section.district_id = p_district and section.plan_id = plan.id and section.module = p_module
   where place.district_id = p_district and place.id = p_place
   order by array_position(place.lineage, plan.place_id), plan.switched_on_at desc, plan.id
   limit 1
$function$
