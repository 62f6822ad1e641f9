-- What the plans in force say for a place and a moment. Each module owns the form of its section.
create schema policy;
grant usage on schema policy to changping_app;

create table policy.plan (
  district_id int not null,
  id uuid not null,
  code text collate "C" not null,             -- D1, C3 ...
  title text not null,
  place_id uuid not null,
  content_hash bytea not null,
  switched_on_at timestamptz not null default clock_timestamp(),
  switched_off_at timestamptz,
  primary key (district_id, id),
  foreign key (district_id, place_id) references places.place (district_id, id)
);
create unique index plan_once_per_place on policy.plan (district_id, place_id, code) where switched_off_at is null;

create table policy.section (
  district_id int not null,
  plan_id uuid not null,
  module text collate "C" not null,
  data jsonb not null,
  primary key (district_id, plan_id, module),
  foreign key (district_id, plan_id) references policy.plan (district_id, id)
);

-- The section of the plan that prevails at a place: the higher place first, then the newest [B1].
create function policy.section_for(p_district int, p_place uuid, p_module text)
returns table (plan_id uuid, code text, data jsonb) language sql stable as $$
  select plan.id, plan.code, section.data
    from places.v_place place
    join policy.plan plan on plan.district_id = p_district and plan.place_id = any (place.lineage) and plan.switched_off_at is null
    join policy.section section on section.district_id = p_district and section.plan_id = plan.id and section.module = p_module
   where place.district_id = p_district and place.id = p_place
   order by array_position(place.lineage, plan.place_id), plan.switched_on_at desc, plan.id
   limit 1
$$;

create view policy.v_plan as
  select district_id, id, code, title, place_id, switched_on_at, switched_off_at from policy.plan;
grant select, insert, update on policy.plan to changping_app;
grant select, insert on policy.section to changping_app;
grant select on policy.v_plan to changping_app;
