-- Semel schema for PostgreSQL 14 and newer, version 3: the outbox and its relays.
-- Apply it in the schema of your choice: the names are not qualified.

-- Numbers messages in the order in which they are written.
create sequence semel_outbox_id;

-- The log: a row per message, inserted with what it tells of, never changed. A row lives in the slot
-- of the day it was written on, modulo 16; a slot is emptied as a whole when all relays are past it.
--
-- stamp is never less than the writing transaction's own id, so what is below the oldest transaction
-- that is still writing is complete. And it is never less than what was finished when the row was
-- written, so of two transactions that took turns the later one has the greater (stamp, id).
create table semel_outbox (
  id           bigint not null default nextval('semel_outbox_id'),
  stamp        xid8 not null
               default greatest(
                 pg_current_xact_id(),
                 (pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)::text::xid8),
  created_at   timestamptz not null default clock_timestamp(),
  not_before   timestamptz,
  deliver_by   timestamptz,
  message_id   uuid not null,
  slot         smallint not null,
  -- The key's hash, 0 to 1023: which share of a divided relay sends it.
  lane         smallint not null,
  -- The id as it was given, where that is no UUID.
  message_name text,
  topic        text not null,
  key          text,
  content_type text,
  -- One per line, name and value parted by a colon and a space.
  headers      text,
  body         bytea not null
) partition by list (slot);

create table semel_outbox_00 partition of semel_outbox for values in (0);
create table semel_outbox_01 partition of semel_outbox for values in (1);
create table semel_outbox_02 partition of semel_outbox for values in (2);
create table semel_outbox_03 partition of semel_outbox for values in (3);
create table semel_outbox_04 partition of semel_outbox for values in (4);
create table semel_outbox_05 partition of semel_outbox for values in (5);
create table semel_outbox_06 partition of semel_outbox for values in (6);
create table semel_outbox_07 partition of semel_outbox for values in (7);
create table semel_outbox_08 partition of semel_outbox for values in (8);
create table semel_outbox_09 partition of semel_outbox for values in (9);
create table semel_outbox_10 partition of semel_outbox for values in (10);
create table semel_outbox_11 partition of semel_outbox for values in (11);
create table semel_outbox_12 partition of semel_outbox for values in (12);
create table semel_outbox_13 partition of semel_outbox for values in (13);
create table semel_outbox_14 partition of semel_outbox for values in (14);
create table semel_outbox_15 partition of semel_outbox for values in (15);

create index semel_outbox_order on semel_outbox (stamp, id);

-- How far each relay is, and who sends for it. One row per share.
create table semel_relay (
  name        text not null,
  share       smallint not null,
  shares      smallint not null,
  -- Everything up to here was taken, or is held.
  stamp       xid8 not null,
  id          bigint not null,
  -- The greatest id among it, which survives a restore where stamps do not.
  id_max      bigint not null,
  expired     bigint not null,
  owner       text,
  fence       bigint not null,
  lease_until timestamptz,
  paused_at   timestamptz,
  pause       text,
  primary key (name, share)
) with (fillfactor = 50);

-- Destinations that go at their own pace, because they are slow or closed.
create table semel_relay_detached (
  relay text not null,
  share smallint not null,
  topic text not null,
  stamp xid8 not null,
  id    bigint not null,
  primary key (relay, share, topic)
);

-- Messages a relay could not send when it was their turn: early ones (state 1), those that wait to
-- be tried again (2), parked ones (3), and those behind another of their key (4).
create table semel_outbox_held (
  relay        text not null,
  id           bigint not null,
  lane         smallint not null,
  state        smallint not null,
  -- The topic and key as one hash; null where there is no order to keep.
  line         uuid,
  next_try     timestamptz,
  attempts     int not null,
  held_at      timestamptz not null default clock_timestamp(),
  error        text,
  created_at   timestamptz not null,
  deliver_by   timestamptz,
  message_id   uuid not null,
  message_name text,
  topic        text not null,
  key          text,
  content_type text,
  headers      text,
  body         bytea not null,
  primary key (relay, id)
);

create index semel_outbox_held_due on semel_outbox_held (relay, next_try) where state in (1, 2);
create index semel_outbox_held_line on semel_outbox_held (relay, line, id) where state <> 1;

-- What was decided about parked messages by hand.
create table semel_outbox_decision (
  relay      text not null,
  id         bigint not null,
  message_id uuid not null,
  topic      text not null,
  decision   text not null,
  reason     text not null,
  decided_at timestamptz not null default clock_timestamp(),
  primary key (relay, id, decided_at)
);

-- Which cluster the stamps are from. They start anew where a dump is restored.
create table semel_outbox_home (
  one               boolean primary key default true check (one),
  system_identifier bigint not null
);

insert into semel_outbox_home (system_identifier)
select c.system_identifier from pg_control_system() as c;
