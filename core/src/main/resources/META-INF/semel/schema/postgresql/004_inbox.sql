-- Semel schema for PostgreSQL 14 and newer, version 4: the inbox of consumers.
-- Apply it in the schema of your choice: the names are not qualified.

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
