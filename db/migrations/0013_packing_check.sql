-- A picker's note of what is not in a bag may be put right until the bag is handed over.
grant delete on packing.shortage to changping_app;

-- What of each order did not come and is no longer owed: seen by the store and agreed at the hand-over, or at the gate.
create view packing.v_order_short as
  select b.district_id, b.collection_id, b.order_id, sum(s.pack_count * l.price_fen)::bigint as short_fen
    from packing.shortage s
    join packing.bag b on b.district_id = s.district_id and b.id = s.bag_id
    join orders.v_order_line l on l.district_id = b.district_id and l.order_id = b.order_id and l.offer_id = s.offer_id
    left join packing.handover h on h.district_id = b.district_id and h.collection_id = b.collection_id
   where s.stage = 'gate' or h.state = 'agreed'
   group by b.district_id, b.collection_id, b.order_id;
grant select on packing.v_order_short to changping_app;

-- Each line of a bag with what is missing of it, and the hand-over that its collection agreed on, if any.
create view packing.v_bag_line as
  select b.district_id, b.id as bag_id, b.collection_id, b.order_id, b.household_id, b.state, co.cycle_id, co.store_id,
         l.offer_id, l.pack_count, l.price_fen, coalesce(st.pack_count, 0) as store_short, coalesce(ga.pack_count, 0) as gate_short,
         h.id as handover_id
    from packing.bag b
    join orders.v_collection co on co.district_id = b.district_id and co.id = b.collection_id
    join orders.v_order_line l on l.district_id = b.district_id and l.order_id = b.order_id
    left join packing.shortage st on st.district_id = b.district_id and st.bag_id = b.id and st.offer_id = l.offer_id and st.stage = 'store'
    left join packing.shortage ga on ga.district_id = b.district_id and ga.bag_id = b.id and ga.offer_id = l.offer_id and ga.stage = 'gate'
    left join packing.handover h on h.district_id = b.district_id and h.collection_id = b.collection_id and h.state = 'agreed';
grant select on packing.v_bag_line to changping_app;

-- Where bags, hand-overs and books disagree; nothing when they agree.
create function packing.check_books(p_district int) returns table (fault text, subject text, wanted bigint, found bigint)
language sql stable as $$
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
$$;
grant execute on function packing.check_books(int) to changping_app;
