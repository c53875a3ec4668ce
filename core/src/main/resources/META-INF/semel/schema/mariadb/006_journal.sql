-- Semel schema for MariaDB 10.6 and newer (and MySQL 8), version 6: the journal of remote effects.
-- DDL commits by itself here, so every statement is safe to run again.
-- Times are UTC. Names and ids are compared as bytes.

-- Calls outside the database: what is meant, what was sent, what is known of it. How an effect ended
-- is in the ledger, written in the same transaction as the last change here.
create table if not exists semel_journal (
  -- Of the effect, the key and the generation; what the gateway is told is made of it.
  id         binary(16) primary key,
  scope      int not null,
  key_text   text character set ascii collate ascii_bin not null,
  generation int not null,
  -- 1 prepared, 2 started, 3 in doubt, 4 parked, 5 succeeded, 6 failed, 7 cancelled.
  state      tinyint not null,
  -- Goes up with each owner: whoever lost it changes nothing any more.
  fence      bigint not null,
  -- From when on somebody else may take it up; null if nobody is to, or a person.
  due        datetime(6),
  request_type varchar(100) character set utf8mb4 collate utf8mb4_bin not null,
  -- Frozen: each attempt sends these bytes.
  request     longblob not null,
  fingerprint binary(16) not null,
  attempts    int not null,
  first_sent  datetime(6),
  last_sent   datetime(6),
  -- Not to be sent for the first time after this.
  send_before datetime(6),
  -- What the gateway calls it.
  reference   varchar(255) character set utf8mb4 collate utf8mb4_bin,
  why         text character set utf8mb4 collate utf8mb4_bin,
  created     datetime(6) not null,
  state_since datetime(6) not null,
  key semel_journal_due (scope, due),
  key semel_journal_state (scope, state, state_since),
  key semel_journal_reference (scope, reference)
) engine = innodb;

-- Who has said what about an effect. Nothing is ever changed here, and nothing has a payload in it.
create table if not exists semel_journal_evidence (
  number     bigint auto_increment primary key,
  journal_id binary(16) not null,
  at         datetime(6) not null,
  source     varchar(100) character set utf8mb4 collate utf8mb4_bin not null,
  says       varchar(100) character set utf8mb4 collate utf8mb4_bin not null,
  detail     text character set utf8mb4 collate utf8mb4_bin,
  key semel_journal_evidence_of (journal_id, number)
) engine = innodb;
