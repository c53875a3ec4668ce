-- Semel schema for H2 2, version 2: ordered streams and source positions.
-- DDL commits by itself here, so every statement is safe to run again.
-- An id is the first 128 bits of a SHA-256 over the names beside it, which are for people.

create table if not exists semel_stream (
  id            uuid primary key,
  scope         varchar(100) not null,
  stream        varchar(255) not null,
  next_sequence bigint not null,
  parked        int not null,
  recent        varbinary(128) not null
);

create table if not exists semel_stream_parked (
  stream_id   uuid not null,
  sequence    bigint not null,
  fingerprint uuid not null,
  body        blob not null,
  parked_at   timestamp(6) with time zone not null,
  primary key (stream_id, sequence)
);

create table if not exists semel_source (
  id     uuid primary key,
  scope  varchar(100) not null,
  source varchar(255) not null,
  epochs bigint not null
);

create table if not exists semel_source_epoch (
  source_id uuid not null,
  epoch_id  uuid not null,
  epoch     varchar(255) not null,
  number    bigint not null,
  first_at  timestamp(6) with time zone not null,
  primary key (source_id, epoch_id)
);

-- All numbers up to contiguous_to were applied, of those after it up to unknown_to nobody knows any
-- more, all after that up to window_after were applied, and of the 1024 after that those whose bit
-- is set.
create table if not exists semel_position (
  id            uuid primary key,
  scope         varchar(100) not null,
  source        varchar(255) not null,
  epoch         varchar(255) not null,
  lane          varchar(255) not null,
  contiguous_to bigint not null,
  unknown_to    bigint not null,
  window_after  bigint not null,
  window_bits   varbinary(128) not null
);
