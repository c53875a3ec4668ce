-- Semel schema for PostgreSQL 14 and newer, version 5: results that go before their rows.

-- How long the results of a scope are kept; null for as long as their rows.
alter table semel_scope add column results_seconds bigint;
