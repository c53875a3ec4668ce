-- Semel schema for MariaDB 10.6 and newer (and MySQL 8), version 4: the inbox of consumers.
-- DDL commits by itself here, so every statement is safe to run again.

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
