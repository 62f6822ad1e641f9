-- The one way in for orders. Orders that arrive together are decided and committed together, each with an answer of
-- its own: placed, or refused by name. `orders/rules.ts` says the same rules purely; a property test holds them equal.
--
-- Order of locks, everywhere: cycle (share), gate (by household), order, stock (by account), audit chain.

-- What one unit of an offer takes from which account of its store.
create view orders.v_offer_need as
  select o.district_id, o.id as offer_id, ledger.account_id(o.district_id, o.store_id, c.item_id, 'none', 'on_hand') as account_id, c.quantity
    from market.v_offer o join market.v_offer_component c on c.district_id = o.district_id and c.offer_id = o.id;
grant select on orders.v_offer_need to changping_app;

-- Places, changes or cancels. For 'cancel' the id is the order's; for the others it is the new order's, made by the
-- client, and `p_replaces` names the order that a change takes the place of. `p_age_ms` is how long ago the server
-- had the request's last byte: an order counts if that was before the cut-off, by the database's clock.
-- Codes: 'placed' | 'changed' | 'cancelled' | 'again' (second act of one household in this batch: send it once more)
-- or a refusal. At most one act per household and id is decided in one call.
create function orders.place_batch(
  p_district int,
  p_id uuid[], p_verb text[], p_cycle uuid[], p_household uuid[], p_replaces uuid[], p_channel text[],
  p_actor uuid[], p_post uuid[], p_device bytea[], p_hash bytea[], p_age_ms int[],
  l_order int[], l_offer uuid[], l_count int[])
returns table (no int, code text, number text, amount_fen bigint, data jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
  v_now timestamptz := clock_timestamp();
  v_count int := cardinality(p_id);
  v_code text[] := array_fill(null::text, array[cardinality(p_id)]);
  v_data jsonb[] := array_fill(null::jsonb, array[cardinality(p_id)]);
  v_number text[] := array_fill(null::text, array[cardinality(p_id)]);
  v_amount bigint[] := array_fill(0::bigint, array[cardinality(p_id)]);
  v_paid bigint[] := array_fill(0::bigint, array[cardinality(p_id)]);
  v_collection uuid[] := array_fill(null::uuid, array[cardinality(p_id)]);
  v_plan uuid[] := array_fill(null::uuid, array[cardinality(p_id)]);
  v_estate uuid[] := array_fill(null::uuid, array[cardinality(p_id)]);
  v_again timestamptz[] := array_fill(null::timestamptz, array[cardinality(p_id)]);
  v_opens timestamptz[] := array_fill(null::timestamptz, array[cardinality(p_id)]);
  v_old uuid[] := array_fill(null::uuid, array[cardinality(p_id)]);
  v_turns uuid[];
  v_replayed boolean[] := array_fill(false, array[cardinality(p_id)]);
  n_no int[]; n_account uuid[]; n_document uuid[]; n_delta bigint[]; n_position int[];
  a_account uuid[]; a_available bigint[];
  v_short boolean;
  v_fits boolean;
  v_first int; v_last int; v_total int;
  r record;
begin
  if v_count = 0 then return; end if;

  -- 1. One act per household and id; known ids give the stored answer.
  for r in
    select i from (
      select i, row_number() over (partition by p_household[i] order by i) as by_household, row_number() over (partition by p_id[i] order by i) as by_id
        from generate_series(1, v_count) i) d
     where by_household > 1 or by_id > 1
  loop v_code[r.i] := 'again'; end loop;

  for r in
    select i, o.content_hash, o.number as known_number, o.amount_fen as known_amount, o.replaces_order_id
      from generate_series(1, v_count) i
      join orders."order" o on o.district_id = p_district and o.id = p_id[i]
     where v_code[i] is null and p_verb[i] <> 'cancel'
  loop
    if r.content_hash = p_hash[r.i] then
      v_code[r.i] := case when p_verb[r.i] = 'change' then 'changed' else 'placed' end;
      v_number[r.i] := r.known_number; v_amount[r.i] := r.known_amount; v_replayed[r.i] := true;
    else
      v_code[r.i] := 'orders.id_conflict';
    end if;
  end loop;

  -- 2. The window, the household, its link, its store.
  perform 1 from orders.cycle c where c.district_id = p_district and c.id = any (p_cycle) order by c.id for share;
  for r in
    select i, c.id as cycle_id, c.plan_id, c.state, c.opens_at, c.closes_at, c.allowed_again_at, c.channels, h.id as household_id, h.estate_id,
           co.id as collection_id, d.household_id as device_household,
           v_now - make_interval(secs => greatest(p_age_ms[i], 0) / 1000.0) as received_at
      from generate_series(1, v_count) i
      left join orders.cycle c on c.district_id = p_district and c.id = p_cycle[i]
      left join places.v_household h on h.district_id = p_district and h.id = p_household[i]
      left join orders.collection co on co.district_id = p_district and co.cycle_id = c.id and co.estate_id = h.estate_id
      left join places.v_open_device d on d.district_id = p_district and d.token_hash = p_device[i]
     where v_code[i] is null
  loop
    v_plan[r.i] := r.plan_id; v_estate[r.i] := r.estate_id; v_collection[r.i] := r.collection_id; v_again[r.i] := r.allowed_again_at;
    v_opens[r.i] := r.opens_at;
    if r.household_id is null then v_code[r.i] := 'orders.household_missing';
    elsif p_device[r.i] is not null and r.device_household is distinct from r.household_id then v_code[r.i] := 'orders.link_closed';
    elsif r.cycle_id is null then v_code[r.i] := 'orders.cycle_missing';
    elsif r.received_at < r.opens_at then v_code[r.i] := 'orders.not_open_yet'; v_data[r.i] := jsonb_build_object('opensAt', r.opens_at);
    elsif r.state <> 'open' or r.received_at > r.closes_at then v_code[r.i] := 'orders.cycle_closed'; v_data[r.i] := jsonb_build_object('closedAt', r.closes_at);
    elsif r.collection_id is null then v_code[r.i] := 'orders.no_store';
    elsif not p_channel[r.i] = any (r.channels) then v_code[r.i] := 'orders.channel_closed';
    end if;
  end loop;

  -- 3. The lines: known and listed offers of this estate's store, whole packs, every limit.
  for r in
    with line as (
      select u.o, u.n, u.offer, u.cnt, f.id as offer_id, f.name, f.kind, f.price_fen, f.limit_per_household,
             f.listed and f.store_id = co.store_id as offered,
             row_number() over (partition by u.o, u.offer order by u.n) as nth
        from unnest(l_order, l_offer, l_count) with ordinality u(o, offer, cnt, n)
        left join market.v_offer f on f.district_id = p_district and f.id = u.offer
        left join orders.collection co on co.district_id = p_district and co.id = v_collection[u.o]
       where v_code[u.o] is null
    )
    select i, c.line_limit, c.package_limit, c.pack_count_limit, c.amount_limit_fen, c.packages_only,
           count(line.o) as lines,
           coalesce(sum(line.cnt * line.price_fen), 0)::bigint as amount,
           coalesce(sum(line.cnt) filter (where line.kind = 'package'), 0)::bigint as packages,
           min(line.n) filter (where not coalesce(line.offered, false)) as not_offered,
           min(line.n) filter (where line.nth > 1) as twice,
           min(line.n) filter (where line.cnt < 1 or line.cnt > c.pack_count_limit) as wrong_count,
           min(line.n) filter (where line.cnt > line.limit_per_household) as over_limit,
           min(line.n) filter (where line.kind = 'single') as single
      from generate_series(1, v_count) i
      join orders.cycle c on c.district_id = p_district and c.id = p_cycle[i]
      left join line on line.o = i
     where v_code[i] is null and p_verb[i] <> 'cancel'
     group by i, c.line_limit, c.package_limit, c.pack_count_limit, c.amount_limit_fen, c.packages_only
  loop
    v_amount[r.i] := r.amount;
    if r.lines = 0 then v_code[r.i] := 'orders.empty';
    elsif r.lines > r.line_limit then v_code[r.i] := 'orders.too_many_lines'; v_data[r.i] := jsonb_build_object('limit', r.line_limit);
    elsif r.not_offered is not null then v_code[r.i] := 'orders.not_offered'; v_data[r.i] := jsonb_build_object('offerId', l_offer[r.not_offered]);
    elsif r.twice is not null then v_code[r.i] := 'orders.offer_twice'; v_data[r.i] := jsonb_build_object('offerId', l_offer[r.twice]);
    elsif r.wrong_count is not null then v_code[r.i] := 'orders.count_out_of_range';
      v_data[r.i] := jsonb_build_object('offerId', l_offer[r.wrong_count], 'limit', r.pack_count_limit);
    elsif r.over_limit is not null then v_code[r.i] := 'orders.over_limit';
      v_data[r.i] := (select jsonb_build_object('offerId', f.id, 'name', f.name, 'limit', f.limit_per_household)
                        from market.v_offer f where f.district_id = p_district and f.id = l_offer[r.over_limit]);
    elsif r.packages_only and r.single is not null then v_code[r.i] := 'orders.packages_only'; v_data[r.i] := jsonb_build_object('offerId', l_offer[r.single]);
    elsif r.packages > r.package_limit then v_code[r.i] := 'orders.too_many_packages'; v_data[r.i] := jsonb_build_object('limit', r.package_limit);
    elsif r.amount > r.amount_limit_fen then v_code[r.i] := 'orders.over_amount'; v_data[r.i] := jsonb_build_object('limitFen', r.amount_limit_fen);
    end if;
  end loop;

  -- 4. The turn: one live order per household until the cycle gives the next one [A1, C3, D1].
  perform 1 from orders.gate g
    where g.district_id = p_district and (g.plan_id, g.household_id) in
      (select v_plan[i], p_household[i] from generate_series(1, v_count) i where v_code[i] is null)
    order by g.plan_id, g.household_id for update;
  -- The same request may have been committed by another server while we waited for the turn.
  for r in
    select i, o.content_hash, o.number as known_number, o.amount_fen as known_amount
      from generate_series(1, v_count) i
      join orders."order" o on o.district_id = p_district and o.id = p_id[i]
     where v_code[i] is null and p_verb[i] = 'change'
  loop
    if r.content_hash = p_hash[r.i] then
      v_code[r.i] := 'changed'; v_number[r.i] := r.known_number; v_amount[r.i] := r.known_amount; v_replayed[r.i] := true;
    else
      v_code[r.i] := 'orders.id_conflict';
    end if;
  end loop;
  for r in
    select i, o.id as old_id, o.state, o.number as old_number, o.amount_fen as old_amount, o.paid_fen, o.household_id, o.cycle_id
      from generate_series(1, v_count) i
      left join orders."order" o on o.district_id = p_district
        and o.id = case when p_verb[i] = 'cancel' then p_id[i] else p_replaces[i] end
     where v_code[i] is null and p_verb[i] in ('change', 'cancel')
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
  with turn as (
    insert into orders.gate as g (district_id, plan_id, household_id, order_id, opened_at, allowed_again_at)
      select p_district, v_plan[i], p_household[i], p_id[i], v_opens[i], v_again[i]
        from generate_series(1, v_count) i where v_code[i] is null and p_verb[i] = 'place'
       order by v_plan[i], p_household[i]
    on conflict (district_id, plan_id, household_id) do update
      set order_id = excluded.order_id, opened_at = excluded.opened_at, allowed_again_at = excluded.allowed_again_at
      where g.allowed_again_at <= excluded.opened_at
    returning g.order_id
  )
  select coalesce(array_agg(order_id), '{}') into v_turns from turn;
  -- A statement of its own: it sees what another server committed while the one above waited.
  for r in
    select i, o.id as other_id, o.number as other_number, o.channel, o.placed_at, o.content_hash, o.amount_fen as other_amount
      from generate_series(1, v_count) i
      left join orders.gate g on g.district_id = p_district and g.plan_id = v_plan[i] and g.household_id = p_household[i]
      left join orders."order" o on o.district_id = p_district and o.id = g.order_id
     where v_code[i] is null and p_verb[i] = 'place' and not p_id[i] = any (v_turns)
  loop
    if r.other_id = p_id[r.i] then
      v_code[r.i] := case when r.content_hash = p_hash[r.i] then 'placed' else 'orders.id_conflict' end;
      v_number[r.i] := r.other_number; v_amount[r.i] := r.other_amount; v_replayed[r.i] := true;
      continue;
    end if;
    v_code[r.i] := 'orders.already_ordered';
    v_data[r.i] := jsonb_build_object('orderId', r.other_id, 'number', r.other_number, 'channel', r.channel, 'placedAt', r.placed_at);
  end loop;

  -- 5. The stock. Net need per act and account; the rows are locked in account order.
  select array_agg(i order by i, a), array_agg(a order by i, a), array_agg(p_cycle[i] order by i, a), array_agg(q order by i, a)
    into n_no, n_account, n_document, n_delta
    from (
      select i, a, sum(q)::bigint as q from (
        select u.o as i, need.account_id as a, u.cnt * need.quantity as q
          from unnest(l_order, l_offer, l_count) u(o, offer, cnt)
          join orders.v_offer_need need on need.district_id = p_district and need.offer_id = u.offer
         where v_code[u.o] is null and p_verb[u.o] <> 'cancel'
        union all
        select i, need.account_id, -l.pack_count * need.quantity
          from generate_series(1, v_count) i
          join orders.order_line l on l.district_id = p_district and l.order_id = v_old[i]
          join orders.v_offer_need need on need.district_id = p_district and need.offer_id = l.offer_id
         where v_code[i] is null
      ) raw group by i, a having sum(q) <> 0) net;

  if n_no is not null then
    select array_agg(account_id order by account_id), array_agg(available order by account_id) into a_account, a_available
      from ledger.lock_available(p_district, n_account);
    select exists (
      select 1 from (select a, sum(greatest(q, 0)) as q from unnest(n_account, n_delta) u(a, q) group by a) need
      left join unnest(a_account, a_available) have(a, available) on have.a = need.a
      where need.q > coalesce(have.available, 0)) into v_short;
    if v_short then
      -- Near the end of a stock: walk in order of arrival against a copy of the locked rows.
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
        using generate_series(1, v_count) i
        where v_code[i] = 'orders.sold_out' and p_verb[i] = 'place'
          and g.district_id = p_district and g.plan_id = v_plan[i] and g.household_id = p_household[i] and g.order_id = p_id[i];
    end if;
    perform ledger.hold_batch(p_district, array_agg(d), array_agg(a), array_agg(q))
      from unnest(n_no, n_document, n_account, n_delta) u(i, d, a, q) where v_code[u.i] is null
      having count(*) > 0;
  end if;

  -- 6. The rows.
  select count(*) into v_total from generate_series(1, v_count) i where v_code[i] is null and p_verb[i] <> 'cancel';
  if v_total > 0 then
    for r in
      with day as (
        select i, (v_now at time zone c.zone)::date as on_date
          from generate_series(1, v_count) i join orders.cycle c on c.district_id = p_district and c.id = p_cycle[i]
         where v_code[i] is null and p_verb[i] <> 'cancel'
      ), counter as (
        insert into orders.day_counter as k (district_id, on_date, last_number)
          select p_district, on_date, count(*) from day group by on_date order by on_date
        on conflict (district_id, on_date) do update set last_number = k.last_number + excluded.last_number
        returning k.on_date, k.last_number
      )
      select day.i, counter.on_date,
             counter.last_number + 1 - row_number() over (partition by day.on_date order by day.i desc) as n
        from day join counter on counter.on_date = day.on_date
    loop
      v_number[r.i] := 'DD-' || to_char(r.on_date, 'YYYYMMDD') || '-' || lpad(r.n::text, 5, '0');
    end loop;
  end if;
  update orders."order" o
     set state = case when p_verb[i] = 'cancel' then 'cancelled' else 'replaced' end,
         paid_fen = case when p_verb[i] = 'cancel' then o.paid_fen else 0 end
    from generate_series(1, v_count) i
   where v_code[i] is null and v_old[i] is not null and o.district_id = p_district and o.id = v_old[i];
  insert into orders."order" (district_id, id, cycle_id, collection_id, household_id, channel, placed_by_id, state, amount_fen, paid_fen,
      number, content_hash, replaces_order_id, placed_at)
    select p_district, p_id[i], p_cycle[i], v_collection[i], p_household[i], p_channel[i], p_actor[i], 'placed', v_amount[i], v_paid[i],
           v_number[i], p_hash[i], v_old[i], v_now
      from generate_series(1, v_count) i where v_code[i] is null and p_verb[i] <> 'cancel';
  insert into orders.order_line (district_id, order_id, line_no, offer_id, pack_count, price_fen)
    select p_district, p_id[u.o], row_number() over (partition by u.o order by u.n), u.offer, u.cnt, f.price_fen
      from unnest(l_order, l_offer, l_count) with ordinality u(o, offer, cnt, n)
      join market.v_offer f on f.district_id = p_district and f.id = u.offer
     where v_code[u.o] is null and p_verb[u.o] <> 'cancel';
  update orders.gate g set order_id = p_id[i]
    from generate_series(1, v_count) i
   where v_code[i] is null and p_verb[i] = 'change'
     and g.district_id = p_district and g.plan_id = v_plan[i] and g.household_id = p_household[i] and g.order_id = v_old[i];
  delete from orders.gate g
    using generate_series(1, v_count) i
    where v_code[i] is null and p_verb[i] = 'cancel'
      and g.district_id = p_district and g.plan_id = v_plan[i] and g.household_id = p_household[i] and g.order_id = p_id[i];

  for i in 1..v_count loop
    if v_code[i] is null then
      v_code[i] := case p_verb[i] when 'place' then 'placed' when 'change' then 'changed' else 'cancelled' end;
    end if;
  end loop;

  -- 7. One link for the whole batch; refusals by count.
  perform audit.append_batch(p_district,
      array_agg(actor order by k), array_agg(post order by k), array_agg(action order by k), array_agg(kind order by k),
      array_agg(object order by k), array_agg(place order by k), array_agg(result order by k), array_agg(body order by k))
    from (
      select i as k, coalesce(p_actor[i], p_household[i]) as actor, p_post[i] as post,
             'orders.' || p_verb[i] as action, 'order' as kind, p_id[i] as object, v_estate[i] as place, 'done' as result, null::text as body
        from generate_series(1, v_count) i
       where v_code[i] in ('placed', 'changed', 'cancelled') and not v_replayed[i]
      union all
      select v_count + 1, null, null, 'orders.intake', 'batch', null, null, 'refused',
             (select jsonb_object_agg(c, n)::text from (select v_code[i] as c, count(*) as n from generate_series(1, v_count) i
               where v_code[i] like 'orders.%' group by v_code[i]) counted)
       where exists (select 1 from generate_series(1, v_count) i where v_code[i] like 'orders.%')
    ) lines
    having count(*) > 0;

  return query select i, v_code[i], v_number[i], v_amount[i], v_data[i] from generate_series(1, v_count) i order by i;
end $$;

-- Freezes a cycle's totals: no order changes after it, and what each household owes its store is posted, one voucher
-- per collection. Answers how many collections were posted; a second call answers null.
create function orders.freeze(p_district int, p_cycle uuid, p_handler uuid, p_at timestamptz) returns int
language plpgsql as $$
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
end $$;

-- Where orders and books disagree; nothing when they agree.
create function orders.check_books(p_district int) returns table (fault text, subject text, wanted bigint, found bigint)
language sql stable as $$
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
$$;
grant execute on all functions in schema orders, ledger, people, policy to changping_app;
