-- One chained record per district of who did what. Chain and lines hold ids and salted digests only; the
-- personal body and its salt lie apart, so that they can be erased and the chain still verifies.
create schema audit;
grant usage on schema audit to changping_app, changping_eraser;

-- The end of each district's chain: the one row that is locked to append.
create table audit.chain (
  district_id int primary key,
  seq bigint not null,
  hash bytea not null
);

create table audit.link (
  district_id int not null,
  seq bigint not null,
  previous_hash bytea not null,
  hash bytea not null,
  line_count int not null check (line_count > 0),
  recorded_at timestamptz not null,
  primary key (district_id, seq)
);

create table audit.line (
  district_id int not null,
  link_seq bigint not null,
  line_no int not null,
  actor_id uuid,
  post_id uuid,
  action text collate "C" not null,
  object_kind text collate "C" not null,
  object_id uuid,
  place_id uuid,
  result text collate "C" not null check (result in ('done', 'refused', 'seen')),
  digest bytea not null,
  primary key (district_id, link_seq, line_no),
  foreign key (district_id, link_seq) references audit.link (district_id, seq)
);
create index line_by_object on audit.line (district_id, object_id);

create table audit.body (
  district_id int not null,
  link_seq bigint not null,
  line_no int not null,
  salt bytea not null,
  body text not null,
  primary key (district_id, link_seq, line_no),
  foreign key (district_id, link_seq, line_no) references audit.line (district_id, link_seq, line_no)
);
comment on column audit.body.body is
  'personal: purpose=oversight of the response; basis=PIPL 13(1)(3) public duty; level=sensitive; keep=until the event is closed and erased';

-- What a line's hash covers. Absent ids are a dash; no field can hold the separator.
create function audit.line_hash(p_line_no int, p_actor uuid, p_post uuid, p_action text, p_kind text,
  p_object uuid, p_place uuid, p_result text, p_digest bytea) returns bytea
language sql immutable parallel safe as $$
  select sha256(convert_to(concat_ws('|', p_line_no, coalesce(p_actor::text, '-'), coalesce(p_post::text, '-'),
    p_action, p_kind, coalesce(p_object::text, '-'), coalesce(p_place::text, '-'), p_result,
    encode(p_digest, 'hex')), 'UTF8'))
$$;

-- Appends the lines of one transaction as one link. Call it last: nothing may be locked after it.
create function audit.append_batch(p_district int, p_actor uuid[], p_post uuid[], p_action text[], p_kind text[],
  p_object uuid[], p_place uuid[], p_result text[], p_body text[]) returns bigint
language plpgsql as $$
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
end $$;

-- Walks a district's chain and names every link that does not hold, and every body that is not what was recorded.
create function audit.verify(p_district int, p_from bigint default 1) returns table (fault text, seq bigint)
language sql stable as $$
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
$$;

grant select, insert on audit.link, audit.line, audit.body to changping_app;
grant select, insert, update on audit.chain to changping_app;
grant select, delete on audit.body to changping_eraser;
grant execute on all functions in schema audit to changping_app, changping_eraser;
