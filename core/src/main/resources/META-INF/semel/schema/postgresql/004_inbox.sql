-- Semel schema for PostgreSQL 14 and newer, version 4: the inbox.
-- Apply it in the schema of your choice: the names are not qualified.

-- Who consumes. Whoever adds to the held messages of a scope, or takes one of them away, changes
-- this row first and so has the lines of the scope to himself until the end of his transaction.
create table semel_inbox (
  scope   text primary key,
  changes bigint not null
) with (fillfactor = 50);

-- Messages that were taken from a broker and are not applied: those that wait to be tried again
-- (state 1), parked ones (2), and those behind another of their line (3). All their texts but the
-- two that are bytes have no zero characters.
create table semel_inbox_held (
  scope       text not null,
  number      bigint not null generated always as identity,
  state       smallint not null,
  -- The source and key as one hash; that of the place where there is no order to keep.
  line        uuid not null,
  -- The lane and the number in it as one hash: where the broker has it.
  place       uuid not null,
  next_try    timestamptz not null,
  attempts    int not null,
  -- Those of its last attempts that nobody came back from.
  deaths      int not null,
  -- Why it is parked, and what was said about it last.
  why         text,
  error       text,
  held_at     timestamptz not null default clock_timestamp(),
  source      text not null,
  epoch       text not null,
  lane        text not null,
  lane_number bigint not null,
  message_id  text,
  -- In UTF-8; bytes, because a key may have any character.
  message_key bytea,
  origin      timestamptz,
  unfit       text,
  envelope    bytea not null,
  body        bytea,
  primary key (scope, number),
  unique (scope, place)
);

create index semel_inbox_held_due on semel_inbox_held (scope, next_try, number) where state = 1;
create index semel_inbox_held_line on semel_inbox_held (scope, line, number);

-- What was decided about parked messages by hand.
create table semel_inbox_decision (
  scope       text not null,
  number      bigint not null,
  message_id  text,
  source      text not null,
  epoch       text not null,
  lane        text not null,
  lane_number bigint not null,
  decision    text not null,
  reason      text not null,
  decided_at  timestamptz not null default clock_timestamp(),
  primary key (scope, number, decided_at)
);

-- ---------------------------------------------------------------------------------------------
-- Where consumers are.
-- An id is the first 128 bits of a SHA-256 over the names beside it, which are for people.

-- How far a lane is settled, for those who keep their place in the database of their effects.
create table semel_inbox_progress (
  id          uuid primary key,
  scope       text not null,
  source      text not null,
  epoch       text not null,
  lane        text not null,
  next_number bigint not null
) with (fillfactor = 50);

-- Messages that may end the process which applies them: written down before that is tried, deleted
-- when it did not happen. Without a crash there is a row only where a lane has just been assigned.
create table semel_inbox_mark (
  id          uuid primary key,
  scope       text not null,
  source      text not null,
  epoch       text not null,
  lane        text not null,
  from_number bigint not null,
  to_number   bigint not null,
  -- Whether they are applied one by one, since a process has ended among them,
  alone       boolean not null,
  -- how many have ended over the first one,
  deaths      int not null,
  -- and who is at it.
  owner       text not null
) with (fillfactor = 50);

-- Which server a scope was on: its system identifier and timeline.
create table semel_inbox_home (
  scope text primary key,
  home  text not null
);
