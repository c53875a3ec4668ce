-- Semel schema for H2 2, version 4: the inbox.
-- DDL commits by itself here, so every statement is safe to run again.

-- Who consumes. Whoever adds to the held messages of a scope, or takes one of them away, changes
-- this row first and so has the lines of the scope to himself until the end of his transaction.
create table if not exists semel_inbox (
  scope   varchar(100) primary key,
  changes bigint not null
);

-- Messages that were taken from a broker and are not applied: those that wait to be tried again
-- (state 1), parked ones (2), and those behind another of their line (3).
create table if not exists semel_inbox_held (
  scope       varchar(100) not null,
  number      bigint generated always as identity,
  state       smallint not null,
  -- The source and key as one hash; that of the place where there is no order to keep.
  line        uuid not null,
  -- The lane and the number in it as one hash: where the broker has it.
  place       uuid not null,
  next_try    timestamp(6) with time zone not null,
  attempts    int not null,
  -- Those of its last attempts that nobody came back from.
  deaths      int not null,
  -- Why it is parked, and what was said about it last.
  why         varchar(20),
  error       varchar(1000000),
  held_at     timestamp(6) with time zone not null,
  source      varchar(1000) not null,
  epoch       varchar(1000) not null,
  lane        varchar(1000) not null,
  lane_number bigint not null,
  message_id  varchar(255),
  -- In UTF-8; bytes, because a key may have any character.
  message_key varbinary(1000000),
  origin      timestamp(6) with time zone,
  unfit       varchar(1000000),
  envelope    blob not null,
  body        blob,
  primary key (scope, number),
  unique (scope, place)
);

create index if not exists semel_inbox_held_due on semel_inbox_held (scope, state, next_try, number);
create index if not exists semel_inbox_held_line on semel_inbox_held (scope, line, number);

-- What was decided about parked messages by hand.
create table if not exists semel_inbox_decision (
  scope       varchar(100) not null,
  number      bigint not null,
  message_id  varchar(255),
  source      varchar(1000) not null,
  epoch       varchar(1000) not null,
  lane        varchar(1000) not null,
  lane_number bigint not null,
  decision    varchar(20) not null,
  reason      varchar(1000000) not null,
  decided_at  timestamp(6) with time zone not null,
  primary key (scope, number, decided_at)
);

-- ---------------------------------------------------------------------------------------------
-- Where consumers are.
-- An id is the first 128 bits of a SHA-256 over the names beside it, which are for people.

-- How far a lane is settled, for those who keep their place in the database of their effects.
create table if not exists semel_inbox_progress (
  id          uuid primary key,
  scope       varchar(100) not null,
  source      varchar(255) not null,
  epoch       varchar(255) not null,
  lane        varchar(255) not null,
  next_number bigint not null
);

-- Messages that may end the process which applies them: written down before that is tried, deleted
-- when it did not happen. Without a crash there is a row only where a lane has just been assigned.
create table if not exists semel_inbox_mark (
  id          uuid primary key,
  scope       varchar(100) not null,
  source      varchar(255) not null,
  epoch       varchar(255) not null,
  lane        varchar(255) not null,
  from_number bigint not null,
  to_number   bigint not null,
  -- Whether they are applied one by one, since a process has ended among them,
  alone       boolean not null,
  -- how many have ended over the first one,
  deaths      int not null,
  -- and who is at it.
  owner       varchar(100) not null
);

-- Which server a scope was on. Not used here: servers have no name that changes when commits are
-- lost.
create table if not exists semel_inbox_home (
  scope varchar(100) primary key,
  home  varchar(100) not null
);
