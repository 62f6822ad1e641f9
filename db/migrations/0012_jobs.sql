-- A job row is written in the transaction of the act that needs it. The queue's own tables belong to the owner,
-- so the application reaches them through this one function.
create function platform.enqueue(p_task text, p_payload json, p_run_at timestamptz, p_key text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform graphile_worker.add_job(identifier => p_task, payload => p_payload, run_at => p_run_at, job_key => p_key,
    job_key_mode => 'replace', max_attempts => 25);
end $$;
revoke execute on function platform.enqueue(text, json, timestamptz, text) from public;
grant execute on function platform.enqueue(text, json, timestamptz, text) to changping_app;
