-- Semel schema for H2 2, version 5: results that go before their rows.
-- DDL commits by itself here, so every statement is safe to run again.

-- How long the results of a scope are kept; null for as long as their rows.
alter table semel_scope add column if not exists results_seconds bigint;
