-- Semel schema for PostgreSQL 14 and newer, version 1.
-- Apply it in the schema of your choice: the names are not qualified.

create table semel_schema (
  version    int primary key,
  checksum   text not null,
  applied_at timestamptz not null
);

-- Who deduplicates. A ledger row holds the number, not the name.
create table semel_scope (
  id              int generated always as identity primary key,
  name            text not null unique,
  timed           boolean not null,
  horizon_seconds bigint not null,
  -- Keys born before this are forgotten, whatever the horizon says. Set by the sweep.
  memory_from     timestamptz
);

-- How far each slot was swept.
create table semel_slot (
  slot      smallint primary key,
  swept_day bigint not null
);

-- Keys too old to judge, for a person or a reconciliation to look at.
create table semel_quarantine (
  scope       int not null,
  key_id      uuid not null,
  key_text    text not null,
  fingerprint uuid,
  origin      timestamptz,
  deliveries  bigint not null,
  first_at    timestamptz not null,
  last_at     timestamptz not null,
  primary key (scope, key_id)
);

-- One row per effect. A key lives in the slot of the day it was born on, modulo 64; keys that carry
-- no time live in slot 64. Statements name the slot's own table; the parent is for people.
create table semel_ledger (
  key_id       uuid not null,
  scope        int not null,
  slot         smallint not null,
  state        smallint not null,
  state_since  timestamptz not null,
  origin       timestamptz,
  fence        bigint,
  lease_until  timestamptz,
  fingerprint  uuid,
  key_text     text,
  content_type text,
  result       bytea,
  primary key (slot, scope, key_id)
) partition by list (slot);

create table semel_ledger_00 partition of semel_ledger for values in (0);
create table semel_ledger_01 partition of semel_ledger for values in (1);
create table semel_ledger_02 partition of semel_ledger for values in (2);
create table semel_ledger_03 partition of semel_ledger for values in (3);
create table semel_ledger_04 partition of semel_ledger for values in (4);
create table semel_ledger_05 partition of semel_ledger for values in (5);
create table semel_ledger_06 partition of semel_ledger for values in (6);
create table semel_ledger_07 partition of semel_ledger for values in (7);
create table semel_ledger_08 partition of semel_ledger for values in (8);
create table semel_ledger_09 partition of semel_ledger for values in (9);
create table semel_ledger_10 partition of semel_ledger for values in (10);
create table semel_ledger_11 partition of semel_ledger for values in (11);
create table semel_ledger_12 partition of semel_ledger for values in (12);
create table semel_ledger_13 partition of semel_ledger for values in (13);
create table semel_ledger_14 partition of semel_ledger for values in (14);
create table semel_ledger_15 partition of semel_ledger for values in (15);
create table semel_ledger_16 partition of semel_ledger for values in (16);
create table semel_ledger_17 partition of semel_ledger for values in (17);
create table semel_ledger_18 partition of semel_ledger for values in (18);
create table semel_ledger_19 partition of semel_ledger for values in (19);
create table semel_ledger_20 partition of semel_ledger for values in (20);
create table semel_ledger_21 partition of semel_ledger for values in (21);
create table semel_ledger_22 partition of semel_ledger for values in (22);
create table semel_ledger_23 partition of semel_ledger for values in (23);
create table semel_ledger_24 partition of semel_ledger for values in (24);
create table semel_ledger_25 partition of semel_ledger for values in (25);
create table semel_ledger_26 partition of semel_ledger for values in (26);
create table semel_ledger_27 partition of semel_ledger for values in (27);
create table semel_ledger_28 partition of semel_ledger for values in (28);
create table semel_ledger_29 partition of semel_ledger for values in (29);
create table semel_ledger_30 partition of semel_ledger for values in (30);
create table semel_ledger_31 partition of semel_ledger for values in (31);
create table semel_ledger_32 partition of semel_ledger for values in (32);
create table semel_ledger_33 partition of semel_ledger for values in (33);
create table semel_ledger_34 partition of semel_ledger for values in (34);
create table semel_ledger_35 partition of semel_ledger for values in (35);
create table semel_ledger_36 partition of semel_ledger for values in (36);
create table semel_ledger_37 partition of semel_ledger for values in (37);
create table semel_ledger_38 partition of semel_ledger for values in (38);
create table semel_ledger_39 partition of semel_ledger for values in (39);
create table semel_ledger_40 partition of semel_ledger for values in (40);
create table semel_ledger_41 partition of semel_ledger for values in (41);
create table semel_ledger_42 partition of semel_ledger for values in (42);
create table semel_ledger_43 partition of semel_ledger for values in (43);
create table semel_ledger_44 partition of semel_ledger for values in (44);
create table semel_ledger_45 partition of semel_ledger for values in (45);
create table semel_ledger_46 partition of semel_ledger for values in (46);
create table semel_ledger_47 partition of semel_ledger for values in (47);
create table semel_ledger_48 partition of semel_ledger for values in (48);
create table semel_ledger_49 partition of semel_ledger for values in (49);
create table semel_ledger_50 partition of semel_ledger for values in (50);
create table semel_ledger_51 partition of semel_ledger for values in (51);
create table semel_ledger_52 partition of semel_ledger for values in (52);
create table semel_ledger_53 partition of semel_ledger for values in (53);
create table semel_ledger_54 partition of semel_ledger for values in (54);
create table semel_ledger_55 partition of semel_ledger for values in (55);
create table semel_ledger_56 partition of semel_ledger for values in (56);
create table semel_ledger_57 partition of semel_ledger for values in (57);
create table semel_ledger_58 partition of semel_ledger for values in (58);
create table semel_ledger_59 partition of semel_ledger for values in (59);
create table semel_ledger_60 partition of semel_ledger for values in (60);
create table semel_ledger_61 partition of semel_ledger for values in (61);
create table semel_ledger_62 partition of semel_ledger for values in (62);
create table semel_ledger_63 partition of semel_ledger for values in (63);
create table semel_ledger_64 partition of semel_ledger for values in (64);

-- Empty for the atomic door. It makes "is anything unfinished in this slot" a glance.
create index semel_ledger_unfinished on semel_ledger (state_since) where state <> 2;

-- Timeless rows are deleted by age, and their results may go before. Each row is in one of the two.
create index semel_ledger_64_settled on semel_ledger_64 (scope, state_since)
 where state = 2 and result is null;
create index semel_ledger_64_results on semel_ledger_64 (scope, state_since)
 where state = 2 and result is not null;
