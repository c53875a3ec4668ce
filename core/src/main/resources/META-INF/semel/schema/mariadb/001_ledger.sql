-- Semel schema for MariaDB 10.6 and newer (and MySQL 8), version 1.
-- DDL commits by itself here, so every statement is safe to run again.
-- Times are UTC. Keys are bytes; texts are compared as bytes.

create table if not exists semel_schema (
  version    int primary key,
  checksum   varchar(64) not null,
  applied_at datetime(6) not null
) engine = innodb;

-- Who deduplicates. A ledger row holds the number, not the name.
create table if not exists semel_scope (
  id              int auto_increment primary key,
  name            varchar(100) character set ascii collate ascii_bin not null unique,
  timed           boolean not null,
  horizon_seconds bigint not null,
  memory_from     datetime(6)
) engine = innodb;

-- How far each slot was swept.
create table if not exists semel_slot (
  slot      smallint primary key,
  swept_day bigint not null
) engine = innodb;

-- Keys too old to judge, for a person or a reconciliation to look at.
create table if not exists semel_quarantine (
  scope       int not null,
  key_id      binary(16) not null,
  key_text    varchar(255) character set ascii collate ascii_bin not null,
  fingerprint binary(16),
  origin      datetime(6),
  deliveries  bigint not null,
  first_at    datetime(6) not null,
  last_at     datetime(6) not null,
  primary key (scope, key_id)
) engine = innodb;

-- One row per effect. A key lives in the table of the day it was born on, modulo 64; keys that
-- carry no time live in table 64.
create table if not exists semel_ledger_00 (
  scope        int not null,
  key_id       binary(16) not null,
  key_text     varchar(255) character set ascii collate ascii_bin,
  state        tinyint not null,
  state_since  datetime(6) not null,
  origin       datetime(6),
  fence        bigint,
  lease_until  datetime(6),
  fingerprint  binary(16),
  content_type varchar(100),
  result       longblob,
  primary key (scope, key_id)
) engine = innodb;

create table if not exists semel_ledger_01 like semel_ledger_00;
create table if not exists semel_ledger_02 like semel_ledger_00;
create table if not exists semel_ledger_03 like semel_ledger_00;
create table if not exists semel_ledger_04 like semel_ledger_00;
create table if not exists semel_ledger_05 like semel_ledger_00;
create table if not exists semel_ledger_06 like semel_ledger_00;
create table if not exists semel_ledger_07 like semel_ledger_00;
create table if not exists semel_ledger_08 like semel_ledger_00;
create table if not exists semel_ledger_09 like semel_ledger_00;
create table if not exists semel_ledger_10 like semel_ledger_00;
create table if not exists semel_ledger_11 like semel_ledger_00;
create table if not exists semel_ledger_12 like semel_ledger_00;
create table if not exists semel_ledger_13 like semel_ledger_00;
create table if not exists semel_ledger_14 like semel_ledger_00;
create table if not exists semel_ledger_15 like semel_ledger_00;
create table if not exists semel_ledger_16 like semel_ledger_00;
create table if not exists semel_ledger_17 like semel_ledger_00;
create table if not exists semel_ledger_18 like semel_ledger_00;
create table if not exists semel_ledger_19 like semel_ledger_00;
create table if not exists semel_ledger_20 like semel_ledger_00;
create table if not exists semel_ledger_21 like semel_ledger_00;
create table if not exists semel_ledger_22 like semel_ledger_00;
create table if not exists semel_ledger_23 like semel_ledger_00;
create table if not exists semel_ledger_24 like semel_ledger_00;
create table if not exists semel_ledger_25 like semel_ledger_00;
create table if not exists semel_ledger_26 like semel_ledger_00;
create table if not exists semel_ledger_27 like semel_ledger_00;
create table if not exists semel_ledger_28 like semel_ledger_00;
create table if not exists semel_ledger_29 like semel_ledger_00;
create table if not exists semel_ledger_30 like semel_ledger_00;
create table if not exists semel_ledger_31 like semel_ledger_00;
create table if not exists semel_ledger_32 like semel_ledger_00;
create table if not exists semel_ledger_33 like semel_ledger_00;
create table if not exists semel_ledger_34 like semel_ledger_00;
create table if not exists semel_ledger_35 like semel_ledger_00;
create table if not exists semel_ledger_36 like semel_ledger_00;
create table if not exists semel_ledger_37 like semel_ledger_00;
create table if not exists semel_ledger_38 like semel_ledger_00;
create table if not exists semel_ledger_39 like semel_ledger_00;
create table if not exists semel_ledger_40 like semel_ledger_00;
create table if not exists semel_ledger_41 like semel_ledger_00;
create table if not exists semel_ledger_42 like semel_ledger_00;
create table if not exists semel_ledger_43 like semel_ledger_00;
create table if not exists semel_ledger_44 like semel_ledger_00;
create table if not exists semel_ledger_45 like semel_ledger_00;
create table if not exists semel_ledger_46 like semel_ledger_00;
create table if not exists semel_ledger_47 like semel_ledger_00;
create table if not exists semel_ledger_48 like semel_ledger_00;
create table if not exists semel_ledger_49 like semel_ledger_00;
create table if not exists semel_ledger_50 like semel_ledger_00;
create table if not exists semel_ledger_51 like semel_ledger_00;
create table if not exists semel_ledger_52 like semel_ledger_00;
create table if not exists semel_ledger_53 like semel_ledger_00;
create table if not exists semel_ledger_54 like semel_ledger_00;
create table if not exists semel_ledger_55 like semel_ledger_00;
create table if not exists semel_ledger_56 like semel_ledger_00;
create table if not exists semel_ledger_57 like semel_ledger_00;
create table if not exists semel_ledger_58 like semel_ledger_00;
create table if not exists semel_ledger_59 like semel_ledger_00;
create table if not exists semel_ledger_60 like semel_ledger_00;
create table if not exists semel_ledger_61 like semel_ledger_00;
create table if not exists semel_ledger_62 like semel_ledger_00;
create table if not exists semel_ledger_63 like semel_ledger_00;

create table if not exists semel_ledger_64 (
  scope        int not null,
  key_id       binary(16) not null,
  key_text     varchar(255) character set ascii collate ascii_bin,
  state        tinyint not null,
  state_since  datetime(6) not null,
  origin       datetime(6),
  fence        bigint,
  lease_until  datetime(6),
  fingerprint  binary(16),
  content_type varchar(100),
  result       longblob,
  primary key (scope, key_id),
  -- Timeless rows are deleted by age.
  key semel_ledger_64_settled (scope, state, state_since)
) engine = innodb;

-- For people; statements name the slot's own table.
create or replace view semel_ledger as
select 0 as slot, l.* from semel_ledger_00 as l
union all
select 1 as slot, l.* from semel_ledger_01 as l
union all
select 2 as slot, l.* from semel_ledger_02 as l
union all
select 3 as slot, l.* from semel_ledger_03 as l
union all
select 4 as slot, l.* from semel_ledger_04 as l
union all
select 5 as slot, l.* from semel_ledger_05 as l
union all
select 6 as slot, l.* from semel_ledger_06 as l
union all
select 7 as slot, l.* from semel_ledger_07 as l
union all
select 8 as slot, l.* from semel_ledger_08 as l
union all
select 9 as slot, l.* from semel_ledger_09 as l
union all
select 10 as slot, l.* from semel_ledger_10 as l
union all
select 11 as slot, l.* from semel_ledger_11 as l
union all
select 12 as slot, l.* from semel_ledger_12 as l
union all
select 13 as slot, l.* from semel_ledger_13 as l
union all
select 14 as slot, l.* from semel_ledger_14 as l
union all
select 15 as slot, l.* from semel_ledger_15 as l
union all
select 16 as slot, l.* from semel_ledger_16 as l
union all
select 17 as slot, l.* from semel_ledger_17 as l
union all
select 18 as slot, l.* from semel_ledger_18 as l
union all
select 19 as slot, l.* from semel_ledger_19 as l
union all
select 20 as slot, l.* from semel_ledger_20 as l
union all
select 21 as slot, l.* from semel_ledger_21 as l
union all
select 22 as slot, l.* from semel_ledger_22 as l
union all
select 23 as slot, l.* from semel_ledger_23 as l
union all
select 24 as slot, l.* from semel_ledger_24 as l
union all
select 25 as slot, l.* from semel_ledger_25 as l
union all
select 26 as slot, l.* from semel_ledger_26 as l
union all
select 27 as slot, l.* from semel_ledger_27 as l
union all
select 28 as slot, l.* from semel_ledger_28 as l
union all
select 29 as slot, l.* from semel_ledger_29 as l
union all
select 30 as slot, l.* from semel_ledger_30 as l
union all
select 31 as slot, l.* from semel_ledger_31 as l
union all
select 32 as slot, l.* from semel_ledger_32 as l
union all
select 33 as slot, l.* from semel_ledger_33 as l
union all
select 34 as slot, l.* from semel_ledger_34 as l
union all
select 35 as slot, l.* from semel_ledger_35 as l
union all
select 36 as slot, l.* from semel_ledger_36 as l
union all
select 37 as slot, l.* from semel_ledger_37 as l
union all
select 38 as slot, l.* from semel_ledger_38 as l
union all
select 39 as slot, l.* from semel_ledger_39 as l
union all
select 40 as slot, l.* from semel_ledger_40 as l
union all
select 41 as slot, l.* from semel_ledger_41 as l
union all
select 42 as slot, l.* from semel_ledger_42 as l
union all
select 43 as slot, l.* from semel_ledger_43 as l
union all
select 44 as slot, l.* from semel_ledger_44 as l
union all
select 45 as slot, l.* from semel_ledger_45 as l
union all
select 46 as slot, l.* from semel_ledger_46 as l
union all
select 47 as slot, l.* from semel_ledger_47 as l
union all
select 48 as slot, l.* from semel_ledger_48 as l
union all
select 49 as slot, l.* from semel_ledger_49 as l
union all
select 50 as slot, l.* from semel_ledger_50 as l
union all
select 51 as slot, l.* from semel_ledger_51 as l
union all
select 52 as slot, l.* from semel_ledger_52 as l
union all
select 53 as slot, l.* from semel_ledger_53 as l
union all
select 54 as slot, l.* from semel_ledger_54 as l
union all
select 55 as slot, l.* from semel_ledger_55 as l
union all
select 56 as slot, l.* from semel_ledger_56 as l
union all
select 57 as slot, l.* from semel_ledger_57 as l
union all
select 58 as slot, l.* from semel_ledger_58 as l
union all
select 59 as slot, l.* from semel_ledger_59 as l
union all
select 60 as slot, l.* from semel_ledger_60 as l
union all
select 61 as slot, l.* from semel_ledger_61 as l
union all
select 62 as slot, l.* from semel_ledger_62 as l
union all
select 63 as slot, l.* from semel_ledger_63 as l
union all
select 64 as slot, l.* from semel_ledger_64 as l;
