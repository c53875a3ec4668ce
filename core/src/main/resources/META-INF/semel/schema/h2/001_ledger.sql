-- Semel schema for H2 2, version 1.
-- DDL commits by itself here, so every statement is safe to run again.

create table if not exists semel_schema (
  version    int primary key,
  checksum   varchar(64) not null,
  applied_at timestamp(6) with time zone not null
);

create table if not exists semel_scope (
  id              int generated always as identity primary key,
  name            varchar(100) not null unique,
  timed           boolean not null,
  horizon_seconds bigint not null,
  memory_from     timestamp(6) with time zone
);

create table if not exists semel_slot (
  slot      smallint primary key,
  swept_day bigint not null
);

create table if not exists semel_quarantine (
  scope       int not null,
  key_id      uuid not null,
  key_text    varchar(255) not null,
  fingerprint uuid,
  origin      timestamp(6) with time zone,
  deliveries  bigint not null,
  first_at    timestamp(6) with time zone not null,
  last_at     timestamp(6) with time zone not null,
  primary key (scope, key_id)
);

-- One row per effect. claimed_in is the transaction that is at it.
create table if not exists semel_ledger (
  key_id       uuid not null,
  scope        int not null,
  slot         smallint not null,
  state        smallint not null,
  state_since  timestamp(6) with time zone not null,
  origin       timestamp(6) with time zone,
  fence        bigint,
  lease_until  timestamp(6) with time zone,
  fingerprint  uuid,
  key_text     varchar(255),
  content_type varchar(100),
  result       blob,
  claimed_in   varchar(40),
  primary key (slot, scope, key_id)
);

create index if not exists semel_ledger_settled on semel_ledger (slot, scope, state_since);
