-- Semel schema for H2 2, version 6: the journal of remote effects.
-- DDL commits by itself here, so every statement is safe to run again.

-- Calls outside the database: what is meant, what was sent, what is known of it. How an effect ended
-- is in the ledger, written in the same transaction as the last change here.
create table if not exists semel_journal (
  -- Of the effect, the key and the generation; what the gateway is told is made of it.
  id         uuid primary key,
  scope      int not null,
  key_text   varchar(1000) not null,
  generation int not null,
  -- 1 prepared, 2 started, 3 in doubt, 4 parked, 5 succeeded, 6 failed, 7 cancelled.
  state      smallint not null,
  -- Goes up with each owner: whoever lost it changes nothing any more.
  fence      bigint not null,
  -- From when on somebody else may take it up; null if nobody is to, or a person.
  due        timestamp(6) with time zone,
  request_type varchar(100) not null,
  -- Frozen: each attempt sends these bytes.
  request     blob not null,
  fingerprint uuid not null,
  attempts    int not null,
  first_sent  timestamp(6) with time zone,
  last_sent   timestamp(6) with time zone,
  -- Not to be sent for the first time after this.
  send_before timestamp(6) with time zone,
  -- What the gateway calls it.
  reference   varchar(255),
  why         varchar(1000000),
  created     timestamp(6) with time zone not null,
  state_since timestamp(6) with time zone not null
);

create index if not exists semel_journal_due on semel_journal (scope, due);
create index if not exists semel_journal_state on semel_journal (scope, state, state_since);
create index if not exists semel_journal_reference on semel_journal (scope, reference);

-- Who has said what about an effect. Nothing is ever changed here, and nothing has a payload in it.
create table if not exists semel_journal_evidence (
  journal_id uuid not null,
  number     bigint generated always as identity,
  at         timestamp(6) with time zone not null,
  source     varchar(100) not null,
  says       varchar(100) not null,
  detail     varchar(1000000),
  primary key (journal_id, number)
);
