-- Semel schema for MariaDB 10.6 and newer (and MySQL 8), version 2: ordered streams and positions.
-- DDL commits by itself here, so every statement is safe to run again.
-- An id is the first 128 bits of a SHA-256 over the names beside it, which are for people.

-- How far a projection has applied a stream. Locked by every delivery to that stream.
create table if not exists semel_stream (
  id            binary(16) primary key,
  scope         varchar(100) character set ascii collate ascii_bin not null,
  stream        varchar(255) character set ascii collate ascii_bin not null,
  next_sequence bigint not null,
  parked        int not null,
  -- Fingerprints of the last eight events, each at its sequence modulo 8.
  recent        varbinary(128) not null
) engine = innodb;

-- Events that came before the one they follow. Applied and deleted when that one arrives.
create table if not exists semel_stream_parked (
  stream_id   binary(16) not null,
  sequence    bigint not null,
  fingerprint binary(16) not null,
  body        longblob not null,
  parked_at   datetime(6) not null,
  primary key (stream_id, sequence)
) engine = innodb;

-- A source of numbered messages and how many epochs of it were seen.
create table if not exists semel_source (
  id     binary(16) primary key,
  scope  varchar(100) character set ascii collate ascii_bin not null,
  source varchar(255) character set ascii collate ascii_bin not null,
  epochs bigint not null
) engine = innodb;

-- Every epoch of a source in the order of appearance; the last is the current one.
create table if not exists semel_source_epoch (
  source_id binary(16) not null,
  epoch_id  binary(16) not null,
  epoch     varchar(255) character set ascii collate ascii_bin not null,
  number    bigint not null,
  first_at  datetime(6) not null,
  primary key (source_id, epoch_id)
) engine = innodb;

-- Which numbers of a lane were applied. Never grows: see docs/idempotent-effects.md.
create table if not exists semel_position (
  id            binary(16) primary key,
  scope         varchar(100) character set ascii collate ascii_bin not null,
  source        varchar(255) character set ascii collate ascii_bin not null,
  epoch         varchar(255) character set ascii collate ascii_bin not null,
  lane          varchar(255) character set ascii collate ascii_bin not null,
  -- All numbers up to here were applied,
  contiguous_to bigint not null,
  -- of those after it up to here nobody knows any more,
  unknown_to    bigint not null,
  -- all after that up to here were applied,
  window_after  bigint not null,
  -- and of the 1024 after that, those whose bit is set.
  window_bits   binary(128) not null
) engine = innodb;
