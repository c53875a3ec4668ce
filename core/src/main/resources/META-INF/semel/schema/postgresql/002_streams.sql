-- Semel schema for PostgreSQL 14 and newer, version 2: ordered streams and source positions.
-- Apply it in the schema of your choice: the names are not qualified.
-- An id is the first 128 bits of a SHA-256 over the names beside it, which are for people.

-- How far a projection has applied a stream. Locked by every delivery to that stream.
create table semel_stream (
  id            uuid primary key,
  scope         text not null,
  stream        text not null,
  next_sequence bigint not null,
  parked        int not null,
  -- Fingerprints of the last eight events, each at its sequence modulo 8.
  recent        bytea not null
) with (fillfactor = 50);

-- Events that came before the one they follow. Applied and deleted when that one arrives.
create table semel_stream_parked (
  stream_id   uuid not null,
  sequence    bigint not null,
  fingerprint uuid not null,
  body        bytea not null,
  parked_at   timestamptz not null,
  primary key (stream_id, sequence)
);

-- A source of numbered messages and how many epochs of it were seen.
create table semel_source (
  id     uuid primary key,
  scope  text not null,
  source text not null,
  epochs bigint not null
);

-- Every epoch of a source in the order of appearance; the last is the current one.
create table semel_source_epoch (
  source_id uuid not null,
  epoch_id  uuid not null,
  epoch     text not null,
  number    bigint not null,
  first_at  timestamptz not null,
  primary key (source_id, epoch_id)
);

-- Which numbers of a lane were applied. Never grows: see docs/idempotent-effects.md.
create table semel_position (
  id            uuid primary key,
  scope         text not null,
  source        text not null,
  epoch         text not null,
  lane          text not null,
  -- All numbers up to here were applied,
  contiguous_to bigint not null,
  -- of those after it up to here nobody knows any more,
  unknown_to    bigint not null,
  -- all after that up to here were applied,
  window_after  bigint not null,
  -- and of the 1024 after that, those whose bit is set.
  window_bits   bytea not null
) with (fillfactor = 50);
