-- Semel schema for H2 2, version 3: the outbox and its relay.
-- DDL commits by itself here, so every statement is safe to run again.
-- The column "key" is quoted because H2 reserves the word.

-- Messages that are still to be sent: a row per message, inserted with what it tells of, deleted when
-- it was taken or is held. Ids are given in the order of the inserts, not of the commits.
create table if not exists semel_outbox (
  id           bigint generated always as identity primary key,
  -- The key's hash, 0 to 1023: which share of a divided relay sends it.
  lane         smallint not null,
  created_at   timestamp(6) with time zone not null,
  not_before   timestamp(6) with time zone,
  deliver_by   timestamp(6) with time zone,
  message_id   uuid not null,
  -- The id as it was given, where that is no UUID.
  message_name varchar(255),
  topic        varchar(249) not null,
  "key"        varchar(255),
  content_type varchar(100),
  -- One per line, name and value parted by a colon and a space.
  headers      varchar(100000),
  body         blob not null
);

-- How far the relay has read, and who sends for it. One row per share.
create table if not exists semel_relay (
  name        varchar(100) not null,
  share       smallint not null,
  shares      smallint not null,
  -- Where it is, for people: a row that is there is to be sent, wherever that is.
  id          bigint not null,
  id_max      bigint not null,
  expired     bigint not null,
  owner       varchar(100),
  fence       bigint not null,
  lease_until timestamp(6) with time zone,
  paused_at   timestamp(6) with time zone,
  pause       varchar(1000000),
  primary key (name, share)
);

-- Destinations that go at their own pace. Not used here: rows say by themselves whether they were
-- sent.
create table if not exists semel_relay_detached (
  relay varchar(100) not null,
  share smallint not null,
  topic varchar(249) not null,
  id    bigint not null,
  primary key (relay, share, topic)
);

-- Messages a relay could not send when it was their turn: early ones (state 1), those that wait to
-- be tried again (2), parked ones (3), and those behind another of their key (4).
create table if not exists semel_outbox_held (
  relay        varchar(100) not null,
  id           bigint not null,
  lane         smallint not null,
  state        smallint not null,
  -- The topic and key as one hash; null where there is no order to keep.
  line         uuid,
  next_try     timestamp(6) with time zone,
  attempts     int not null,
  held_at      timestamp(6) with time zone not null,
  error        varchar(1000000),
  created_at   timestamp(6) with time zone not null,
  deliver_by   timestamp(6) with time zone,
  message_id   uuid not null,
  message_name varchar(255),
  topic        varchar(249) not null,
  "key"        varchar(255),
  content_type varchar(100),
  headers      varchar(100000),
  body         blob not null,
  primary key (relay, id)
);

create index if not exists semel_outbox_held_due on semel_outbox_held (relay, state, next_try);
create index if not exists semel_outbox_held_line on semel_outbox_held (relay, line, id);

-- What was decided about parked messages by hand.
create table if not exists semel_outbox_decision (
  relay      varchar(100) not null,
  id         bigint not null,
  message_id uuid not null,
  topic      varchar(249) not null,
  decision   varchar(20) not null,
  reason     varchar(1000000) not null,
  decided_at timestamp(6) with time zone not null,
  primary key (relay, id, decided_at)
);

-- The one relay this outbox has: two would each get a part of the messages. One row.
create table if not exists semel_outbox_home (
  one   boolean primary key,
  relay varchar(100)
);

merge into semel_outbox_home (one) key (one) values (true);
