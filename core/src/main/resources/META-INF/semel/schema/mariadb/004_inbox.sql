-- Semel schema for MariaDB 10.6 and newer (and MySQL 8), version 4: the inbox.
-- DDL commits by itself here, so every statement is safe to run again.
-- Times are UTC. Names and ids are compared as bytes.

-- Who consumes. Whoever adds to the held messages of a scope, or takes one of them away, changes
-- this row first and so has the lines of the scope to himself until the end of his transaction.
create table if not exists semel_inbox (
  scope   varchar(100) character set ascii collate ascii_bin primary key,
  changes bigint not null
) engine = innodb;

-- Messages that were taken from a broker and are not applied: those that wait to be tried again
-- (state 1), parked ones (2), and those behind another of their line (3).
create table if not exists semel_inbox_held (
  number      bigint auto_increment primary key,
  scope       varchar(100) character set ascii collate ascii_bin not null,
  state       tinyint not null,
  -- The source and key as one hash; that of the place where there is no order to keep.
  line        binary(16) not null,
  -- The lane and the number in it as one hash: where the broker has it.
  place       binary(16) not null,
  next_try    datetime(6) not null,
  attempts    int not null,
  -- Those of its last attempts that nobody came back from.
  deaths      int not null,
  -- Why it is parked, and what was said about it last.
  why         varchar(20) character set ascii collate ascii_bin,
  error       mediumtext character set utf8mb4 collate utf8mb4_bin,
  held_at     datetime(6) not null,
  source      text character set utf8mb4 collate utf8mb4_bin not null,
  epoch       text character set utf8mb4 collate utf8mb4_bin not null,
  lane        text character set utf8mb4 collate utf8mb4_bin not null,
  lane_number bigint not null,
  message_id  varchar(255) character set ascii collate ascii_bin,
  -- In UTF-8; bytes, because a key may have any character.
  message_key mediumblob,
  origin      datetime(6),
  unfit       mediumtext character set utf8mb4 collate utf8mb4_bin,
  envelope    longblob not null,
  body        longblob,
  unique key semel_inbox_held_place (scope, place),
  key semel_inbox_held_due (scope, state, next_try, number),
  key semel_inbox_held_line (scope, line, number)
) engine = innodb;

-- What was decided about parked messages by hand.
create table if not exists semel_inbox_decision (
  scope       varchar(100) character set ascii collate ascii_bin not null,
  number      bigint not null,
  message_id  varchar(255) character set ascii collate ascii_bin,
  source      text character set utf8mb4 collate utf8mb4_bin not null,
  epoch       text character set utf8mb4 collate utf8mb4_bin not null,
  lane        text character set utf8mb4 collate utf8mb4_bin not null,
  lane_number bigint not null,
  decision    varchar(20) character set ascii collate ascii_bin not null,
  reason      mediumtext character set utf8mb4 collate utf8mb4_bin not null,
  decided_at  datetime(6) not null,
  primary key (scope, number, decided_at)
) engine = innodb;

-- ---------------------------------------------------------------------------------------------
-- Where consumers are.
-- An id is the first 128 bits of a SHA-256 over the names beside it, which are for people.

-- How far a lane is settled, for those who keep their place in the database of their effects.
create table if not exists semel_inbox_progress (
  id          binary(16) primary key,
  scope       varchar(100) character set ascii collate ascii_bin not null,
  source      varchar(255) character set ascii collate ascii_bin not null,
  epoch       varchar(255) character set ascii collate ascii_bin not null,
  lane        varchar(255) character set ascii collate ascii_bin not null,
  next_number bigint not null
) engine = innodb;

-- Messages that may end the process which applies them: written down before that is tried, deleted
-- when it did not happen. Without a crash there is a row only where a lane has just been assigned.
create table if not exists semel_inbox_mark (
  id          binary(16) primary key,
  scope       varchar(100) character set ascii collate ascii_bin not null,
  source      varchar(255) character set ascii collate ascii_bin not null,
  epoch       varchar(255) character set ascii collate ascii_bin not null,
  lane        varchar(255) character set ascii collate ascii_bin not null,
  from_number bigint not null,
  to_number   bigint not null,
  -- Whether they are applied one by one, since a process has ended among them,
  alone       boolean not null,
  -- how many have ended over the first one,
  deaths      int not null,
  -- and who is at it.
  owner       varchar(100) character set ascii collate ascii_bin not null
) engine = innodb;

-- Which server a scope was on. Not used here: servers have no name that changes when commits are
-- lost.
create table if not exists semel_inbox_home (
  scope varchar(100) character set ascii collate ascii_bin primary key,
  home  varchar(100) character set ascii collate ascii_bin not null
) engine = innodb;
