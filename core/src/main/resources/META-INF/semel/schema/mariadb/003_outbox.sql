-- Semel schema for MariaDB 10.6 and newer (and MySQL 8), version 3: the outbox and its relay.
-- DDL commits by itself here, so every statement is safe to run again.
-- Times are UTC. Names and ids are compared as bytes.

-- Messages that are still to be sent: a row per message, inserted with what it tells of, deleted when
-- it was taken or is held. Ids are given in the order of the inserts, not of the commits.
create table if not exists semel_outbox (
  id           bigint auto_increment primary key,
  -- The key's hash, 0 to 1023: which share of a divided relay sends it.
  lane         smallint not null,
  created_at   datetime(6) not null,
  not_before   datetime(6),
  deliver_by   datetime(6),
  message_id   binary(16) not null,
  -- The id as it was given, where that is no UUID.
  message_name varchar(255) character set ascii collate ascii_bin,
  topic        varchar(249) character set ascii collate ascii_bin not null,
  `key`        varchar(255) character set utf8mb4 collate utf8mb4_bin,
  content_type varchar(100) character set utf8mb4 collate utf8mb4_bin,
  -- One per line, name and value parted by a colon and a space.
  headers      mediumtext character set utf8mb4 collate utf8mb4_bin,
  body         longblob not null
) engine = innodb;

-- How far the relay has read, and who sends for it. One row per share.
create table if not exists semel_relay (
  name        varchar(100) character set ascii collate ascii_bin not null,
  share       smallint not null,
  shares      smallint not null,
  -- Where it is, for people: a row that is there is to be sent, wherever that is.
  id          bigint not null,
  id_max      bigint not null,
  expired     bigint not null,
  owner       varchar(100) character set ascii collate ascii_bin,
  fence       bigint not null,
  lease_until datetime(6),
  paused_at   datetime(6),
  pause       mediumtext character set utf8mb4 collate utf8mb4_bin,
  primary key (name, share)
) engine = innodb;

-- Destinations that go at their own pace. Not used here: rows say by themselves whether they were
-- sent.
create table if not exists semel_relay_detached (
  relay varchar(100) character set ascii collate ascii_bin not null,
  share smallint not null,
  topic varchar(249) character set ascii collate ascii_bin not null,
  id    bigint not null,
  primary key (relay, share, topic)
) engine = innodb;

-- Messages a relay could not send when it was their turn: early ones (state 1), those that wait to
-- be tried again (2), parked ones (3), and those behind another of their key (4).
create table if not exists semel_outbox_held (
  relay        varchar(100) character set ascii collate ascii_bin not null,
  id           bigint not null,
  lane         smallint not null,
  state        tinyint not null,
  -- The topic and key as one hash; null where there is no order to keep.
  line         binary(16),
  next_try     datetime(6),
  attempts     int not null,
  held_at      datetime(6) not null,
  error        mediumtext character set utf8mb4 collate utf8mb4_bin,
  created_at   datetime(6) not null,
  deliver_by   datetime(6),
  message_id   binary(16) not null,
  message_name varchar(255) character set ascii collate ascii_bin,
  topic        varchar(249) character set ascii collate ascii_bin not null,
  `key`        varchar(255) character set utf8mb4 collate utf8mb4_bin,
  content_type varchar(100) character set utf8mb4 collate utf8mb4_bin,
  headers      mediumtext character set utf8mb4 collate utf8mb4_bin,
  body         longblob not null,
  primary key (relay, id),
  key semel_outbox_held_due (relay, state, next_try),
  key semel_outbox_held_line (relay, line, id)
) engine = innodb;

-- What was decided about parked messages by hand.
create table if not exists semel_outbox_decision (
  relay      varchar(100) character set ascii collate ascii_bin not null,
  id         bigint not null,
  message_id binary(16) not null,
  topic      varchar(249) character set ascii collate ascii_bin not null,
  decision   varchar(20) character set ascii collate ascii_bin not null,
  reason     mediumtext character set utf8mb4 collate utf8mb4_bin not null,
  decided_at datetime(6) not null,
  primary key (relay, id, decided_at)
) engine = innodb;

-- The one relay this outbox has: two would each get a part of the messages. One row.
create table if not exists semel_outbox_home (
  one   boolean primary key,
  relay varchar(100) character set ascii collate ascii_bin
) engine = innodb;

insert into semel_outbox_home (one, relay)
values (true, null)
    on duplicate key update one = true;
