-- Who works here, on which post, with which right at which place.
create schema people;
grant usage on schema people to changping_app;

create table people.organization (
  district_id int not null,
  id uuid not null,
  kind text collate "C" not null check (kind in ('government', 'store')),
  name text not null,
  primary key (district_id, id)
);

create table people.person (
  district_id int not null,
  id uuid not null,
  login text collate "C" not null,
  name_sealed bytea not null,
  phone_sealed bytea,
  password_hash text,
  disabled_at timestamptz,
  primary key (district_id, id),
  unique (district_id, login)
);
comment on column people.person.name_sealed is
  'personal: purpose=who answers for a step; basis=PIPL 13(1)(3) public duty; level=general; keep=employment';
comment on column people.person.phone_sealed is
  'personal: purpose=reaching the person on duty; basis=PIPL 13(1)(3) public duty; level=general; keep=employment';

create table people.post (
  district_id int not null,
  id uuid not null,
  kind text collate "C" not null,             -- grid_worker, street_officer, store_manager ...
  place_id uuid not null,                     -- the post reaches this place and all below it
  organization_id uuid,                       -- a store's post reaches its own store only
  primary key (district_id, id),
  unique nulls not distinct (district_id, kind, place_id, organization_id),
  foreign key (district_id, place_id) references places.place (district_id, id),
  foreign key (district_id, organization_id) references people.organization (district_id, id)
);

create table people.holding (
  district_id int not null,
  id uuid not null,
  post_id uuid not null,
  person_id uuid not null,
  from_at timestamptz not null,
  until_at timestamptz,
  primary key (district_id, id),
  foreign key (district_id, post_id) references people.post (district_id, id),
  foreign key (district_id, person_id) references people.person (district_id, id)
);
create index holding_by_person on people.holding (district_id, person_id);

-- What a kind of post may do at a place and below. `source` is 'base' or the plan that brought the right.
create table people.right (
  district_id int not null,
  post_kind text collate "C" not null,
  action text collate "C" not null,
  place_id uuid not null,
  source text collate "C" not null,
  primary key (district_id, post_kind, action, place_id, source),
  foreign key (district_id, place_id) references places.place (district_id, id)
);

create table people.session (
  district_id int not null,
  token_hash bytea not null,
  id uuid not null,
  person_id uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  device text not null default '',
  primary key (district_id, token_hash),
  foreign key (district_id, person_id) references people.person (district_id, id)
);
create index session_by_person on people.session (district_id, person_id);

-- Wrong passwords, per account and per source address, so that neither can be tried without end.
create table people.attempt (
  district_id int not null,
  subject text collate "C" not null,          -- 'login:NAME' or 'source:ADDRESS'
  failed_count int not null,
  since_at timestamptz not null,
  primary key (district_id, subject)
);

-- The post by which a person may do `p_action` at a place (and, for a store's post, for that store), or null.
create function people.post_for(p_district int, p_person uuid, p_action text, p_place uuid, p_organization uuid)
returns uuid language sql stable as $$
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
$$;

-- The places (and store) at which a person may do `p_action`: lists are narrowed by these rows.
create function people.reach(p_district int, p_person uuid, p_action text)
returns table (post_id uuid, place_id uuid, organization_id uuid) language sql stable as $$
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
$$;

create view people.v_post as select district_id, id, kind, place_id, organization_id from people.post;
create view people.v_holding as
  select district_id, post_id, person_id from people.holding
   where from_at <= clock_timestamp() and (until_at is null or until_at > clock_timestamp());
create view people.v_organization as select district_id, id, kind, name from people.organization;

grant select, insert, update on people.organization, people.person, people.post, people.holding, people.session, people.attempt to changping_app;
grant select, insert, delete on people."right" to changping_app;
grant delete on people.attempt to changping_app;
grant select on people.v_post, people.v_holding, people.v_organization to changping_app;
