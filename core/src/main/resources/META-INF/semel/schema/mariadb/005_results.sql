-- Semel schema for MariaDB 10.6 and newer (and MySQL 8), version 5: results that go before their
-- rows. DDL commits by itself here, so every statement is safe to run again.

-- How long the results of a scope are kept; null for as long as their rows.
alter table semel_scope add column if not exists results_seconds bigint;

-- The results of timeless rows are dropped by age; rows without one come first and are passed over.
create index if not exists semel_ledger_64_results
    on semel_ledger_64 (scope, result(1), state_since);
