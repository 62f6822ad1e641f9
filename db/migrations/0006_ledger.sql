-- One double-entry book for goods and for money. Every change is a posting between two accounts.
create schema ledger;
grant usage on schema ledger to changping_app;

-- Whose and where x what. The id is the hash of what the account is, so anybody can work it out.
create table ledger.account (
  district_id int not null,
  id uuid not null,
  owner_id uuid not null,                     -- a place for goods, a party for money
  commodity_id uuid not null,                 -- an item, or the yuan
  lot text collate "C" not null,              -- 'none' for household goods and for money
  purpose text collate "C" not null,          -- on_hand, delivered, opening ... or receivable, cash, store_due ...
  guarded boolean not null,                   -- a guarded account never goes below what is held on it
  primary key (district_id, id),
  unique (district_id, owner_id, commodity_id, lot, purpose)
);

create table ledger.voucher (
  district_id int not null,
  id uuid not null,
  kind text collate "C" not null,
  document_id uuid not null,
  verb text collate "C" not null,
  step text collate "C" not null,
  first_handler_id uuid,                      -- the two persons who handled it, as holders of a post
  second_handler_id uuid,
  reverses_voucher_id uuid,
  content_hash bytea not null,
  occurred_at timestamptz not null,           -- in the world
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (district_id, id),
  unique (district_id, document_id, verb, step),
  unique (district_id, reverses_voucher_id),
  foreign key (district_id, reverses_voucher_id) references ledger.voucher (district_id, id)
);

create table ledger.posting (
  district_id int not null,
  voucher_id uuid not null,
  line_no int not null,
  source_account_id uuid not null,
  target_account_id uuid not null,
  commodity_id uuid not null,
  quantity bigint not null check (quantity > 0),
  primary key (district_id, voucher_id, line_no),
  check (source_account_id <> target_account_id),
  foreign key (district_id, voucher_id) references ledger.voucher (district_id, id),
  foreign key (district_id, source_account_id) references ledger.account (district_id, id),
  foreign key (district_id, target_account_id) references ledger.account (district_id, id)
);
create index posting_by_source on ledger.posting (district_id, source_account_id);
create index posting_by_target on ledger.posting (district_id, target_account_id);

-- Promised on an account for a document; later posted or voided, in parts.
create table ledger.hold (
  district_id int not null,
  document_id uuid not null,
  account_id uuid not null,
  quantity bigint not null check (quantity >= 0),                 -- still open
  posted_quantity bigint not null default 0 check (posted_quantity >= 0),
  voided_quantity bigint not null default 0 check (voided_quantity >= 0),
  primary key (district_id, document_id, account_id),
  foreign key (district_id, account_id) references ledger.account (district_id, id)
) with (fillfactor = 60);

create table ledger.balance (
  district_id int not null,
  account_id uuid not null,
  posted bigint not null,
  held bigint not null check (held >= 0),
  primary key (district_id, account_id),
  constraint never_below_holds check (posted >= held),
  foreign key (district_id, account_id) references ledger.account (district_id, id)
) with (fillfactor = 40);

-- Both are pure, so that a caller can name an account without looking it up.
create function ledger.account_id(p_district int, p_owner uuid, p_commodity uuid, p_lot text, p_purpose text) returns uuid
language sql immutable parallel safe as $$
  select md5(p_district || '/' || p_owner || '/' || p_commodity || '/' || p_lot || '/' || p_purpose)::uuid
$$;
create function ledger.voucher_id(p_district int, p_document uuid, p_verb text, p_step text) returns uuid
language sql immutable parallel safe as $$
  select md5(p_district || '/' || p_document || '/' || p_verb || '/' || p_step)::uuid
$$;
-- The one money: whole fen of the yuan.
create function ledger.yuan() returns uuid
language sql immutable parallel safe as $$ select '00000000-0000-7000-8000-000000000156'::uuid $$;

-- Opens accounts that are not there yet. Guarded ones get their balance row.
create function ledger.open_accounts(p_district int, p_owner uuid[], p_commodity uuid[], p_lot text[], p_purpose text[], p_guarded boolean[])
returns void language plpgsql as $$
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
end $$;

-- What may still be promised, with the rows locked in account order until the transaction ends.
create function ledger.lock_available(p_district int, p_account uuid[])
returns table (account_id uuid, available bigint) language sql as $$
  select b.account_id, b.posted - b.held from ledger.balance b
   where b.district_id = p_district and b.account_id = any (p_account) order by b.account_id for update
$$;

-- Adds to (or gives back from) the holds of documents on accounts. One statement per table whatever the size.
-- Refused by never_below_holds if the account does not cover it, by quantity >= 0 if more is given back than held.
create function ledger.hold_batch(p_district int, p_document uuid[], p_account uuid[], p_delta bigint[]) returns void
language plpgsql as $$
begin
  perform 1 from ledger.balance b where b.district_id = p_district and b.account_id = any (p_account)
    order by b.account_id for update;
  update ledger.balance b set held = b.held + d.delta
    from (select a, sum(q)::bigint as delta from unnest(p_account, p_delta) u(a, q) group by a having sum(q) <> 0) d
   where b.district_id = p_district and b.account_id = d.a;
  insert into ledger.hold as h (district_id, document_id, account_id, quantity)
    select p_district, d, a, 0 from unnest(p_document, p_account) u(d, a) group by d, a order by d, a
    on conflict do nothing;
  update ledger.hold h set quantity = h.quantity + d.delta
    from (select d, a, sum(q)::bigint as delta from unnest(p_document, p_account, p_delta) u(d, a, q) group by d, a having sum(q) <> 0) d
   where h.district_id = p_district and h.document_id = d.d and h.account_id = d.a;
end $$;

-- Gives up a part of holds for good, because the goods did not come: what was promised and not delivered stays visible.
create function ledger.void_holds(p_district int, p_document uuid[], p_account uuid[], p_quantity bigint[]) returns void
language plpgsql as $$
begin
  perform 1 from ledger.balance b where b.district_id = p_district and b.account_id = any (p_account)
    order by b.account_id for update;
  update ledger.hold h set quantity = h.quantity - d.q, voided_quantity = h.voided_quantity + d.q
    from (select d, a, sum(q)::bigint as q from unnest(p_document, p_account, p_quantity) u(d, a, q) group by d, a) d
   where h.district_id = p_district and h.document_id = d.d and h.account_id = d.a;
  update ledger.balance b set held = b.held - d.q
    from (select a, sum(q)::bigint as q from unnest(p_account, p_quantity) u(a, q) group by a) d
   where b.district_id = p_district and b.account_id = d.a;
end $$;

-- Writes one voucher with its postings and moves the guarded balances. `p_hold_document[i]`, where given, is the
-- document whose hold on the source account the posting uses up. Answers 'posted', 'replayed' (same voucher, same
-- content) or 'conflict' (same voucher, other content). Too little on an account raises never_below_holds.
create function ledger.post(p_district int, p_kind text, p_document uuid, p_verb text, p_step text, p_first uuid, p_second uuid,
  p_occurred timestamptz, p_source uuid[], p_target uuid[], p_commodity uuid[], p_quantity bigint[], p_hold_document uuid[],
  p_reverses uuid default null)
returns text language plpgsql as $$
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
end $$;

-- Red reversal (红冲): the same postings with source and target swapped, once.
create function ledger.reverse(p_district int, p_voucher uuid, p_first uuid, p_second uuid, p_occurred timestamptz) returns text
language plpgsql as $$
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
end $$;

-- The balance of any account out of its postings: outside accounts have no other.
create function ledger.computed_balance(p_district int, p_account uuid) returns bigint language sql stable as $$
  select coalesce((select sum(quantity) from ledger.posting where district_id = p_district and target_account_id = p_account), 0)::bigint
       - coalesce((select sum(quantity) from ledger.posting where district_id = p_district and source_account_id = p_account), 0)::bigint
$$;

create view ledger.v_balance as
  select b.district_id, b.account_id, a.owner_id, a.commodity_id, a.lot, a.purpose, b.posted, b.held, b.posted - b.held as available
    from ledger.balance b join ledger.account a on a.district_id = b.district_id and a.id = b.account_id;
create view ledger.v_hold as select district_id, document_id, account_id, quantity, posted_quantity, voided_quantity from ledger.hold;
create view ledger.v_posting as
  select p.district_id, p.voucher_id, p.line_no, v.kind, v.document_id, v.verb, v.step, v.first_handler_id, v.second_handler_id,
         v.occurred_at, v.recorded_at, v.reverses_voucher_id, p.source_account_id, p.target_account_id, p.commodity_id, p.quantity,
         s.owner_id as source_owner_id, s.purpose as source_purpose, t.owner_id as target_owner_id, t.purpose as target_purpose
    from ledger.posting p
    join ledger.voucher v on v.district_id = p.district_id and v.id = p.voucher_id
    join ledger.account s on s.district_id = p.district_id and s.id = p.source_account_id
    join ledger.account t on t.district_id = p.district_id and t.id = p.target_account_id;

-- Every fault of the books, by name; none when they hold.
create function ledger.check_books(p_district int) returns table (fault text, subject text, wanted bigint, found bigint)
language sql stable as $$
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
$$;

-- Vouchers and postings can be added and read. There is no grant to change or delete them, for anybody but the owner.
grant select, insert on ledger.account, ledger.voucher, ledger.posting to changping_app;
grant select, insert, update on ledger.hold, ledger.balance to changping_app;
grant select on ledger.v_balance, ledger.v_hold, ledger.v_posting to changping_app;
