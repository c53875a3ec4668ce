-- Semel schema for PostgreSQL 14 and newer, version 5: results that go before their rows.

-- How long the results of a scope are kept; null for as long as their rows.
alter table semel_scope add column results_seconds bigint;

-- Results are dropped by age. A row without a result is in no index but its key's.
create index semel_ledger_results on semel_ledger (scope, state_since)
 where state = 2 and result is not null;
