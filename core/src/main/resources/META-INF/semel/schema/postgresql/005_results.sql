-- Semel schema for PostgreSQL 14 and newer, version 5: results that go before their rows.

-- How long the results of a scope are kept; null for as long as their rows.
alter table semel_scope add column results_seconds bigint;

-- The results of timeless rows are dropped by age. A day's slot has no such index: it would cost
-- every insert, and the slot is emptied at once before long.
create index semel_ledger_64_results on semel_ledger_64 (scope, state_since)
 where state = 2 and result is not null;
