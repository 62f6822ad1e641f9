-- A device that a household's link let in is let in for thirty days, whatever its cookie says; then the four digits again.
create or replace view places.v_open_device as
  select district_id, token_hash, household_id from places.household_device
   where verified_at > clock_timestamp() - interval '30 days' and closed_at is null;

-- The one code with which the first administrator of an empty database is made; only its hash is kept.
create table people.activation (
  district_id int not null,
  code_hash bytea not null,
  expires_at timestamptz not null,
  wrong_count int not null default 0,
  primary key (district_id)
);
grant select, insert, update, delete on people.activation to changping_app;

-- The eraser finds what it erases by its district, and may look at nothing else.
create function audit.erase_bodies(p_district int, p_until_seq bigint) returns bigint
language sql as $$
  with gone as (
    delete from audit.body where district_id = p_district and link_seq <= p_until_seq returning 1
  )
  select count(*) from gone
$$;
revoke execute on function audit.erase_bodies(int, bigint) from public;
grant execute on function audit.erase_bodies(int, bigint) to changping_eraser;
