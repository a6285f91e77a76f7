create temp table "LiteLLM_SpendLogs" (
  request_id text primary key, call_type text not null, api_key text not null default '', spend double precision not null default 0,
  total_tokens integer not null default 0, prompt_tokens integer not null default 0, completion_tokens integer not null default 0,
  "startTime" timestamp not null, "endTime" timestamp not null, model text not null default '', custom_llm_provider text default '',
  "user" text default '', metadata jsonb default '{}', cache_hit text default '', request_tags jsonb default '[]',
  team_id text, status text
);
insert into "LiteLLM_SpendLogs" (request_id, call_type, spend, prompt_tokens, completion_tokens, "startTime", "endTime", model, custom_llm_provider, metadata, cache_hit, request_tags, status) values
  ('1', 'acompletion', 0.000345, 900, 300, '2026-11-02 10:00:00', '2026-11-02 10:00:01', 'gpt-4o-mini', 'openai',
   '{"spend_logs_metadata": {"customer_tier": "basic"}, "usage_object": {"prompt_tokens_details": {"cached_tokens": 400}}}', 'False', '["helpdesk"]', 'success'),
  ('2', 'acompletion', 0.000345, 900, 300, '2026-11-02 11:00:00', '2026-11-02 11:00:01', 'gpt-4o-mini', 'openai', '{}', '', '[]', 'success'),
  ('3', 'acompletion', 0, 0, 0, '2026-11-02 12:00:00', '2026-11-02 12:00:01', 'gpt-4o-mini', 'openai', '{}', 'False', '[]', 'failure'),
  ('4', 'acompletion', 0, 900, 300, '2026-11-02 13:00:00', '2026-11-02 13:00:01', 'gpt-4o-mini', 'openai', '{}', 'True', '["helpdesk"]', 'success')
