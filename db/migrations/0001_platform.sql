-- The application's role. It owns nothing; every grant below is written out.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'changping_app') then
    create role changping_app nologin;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'changping_eraser') then
    create role changping_eraser nologin;
  end if;
  execute format('grant changping_app, changping_eraser to %I', current_user);
end $$;

grant usage on schema platform to changping_app;
grant select on platform.migration to changping_app;

-- Moments as whole microseconds: what is hashed must not hang on a text form.
create function platform.micros(p_at timestamptz) returns bigint
language sql immutable parallel safe as $$ select (extract(epoch from p_at) * 1000000)::bigint $$;
