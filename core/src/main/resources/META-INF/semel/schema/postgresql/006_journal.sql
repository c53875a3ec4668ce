-- Semel schema for PostgreSQL 14 and newer, version 6: the journal of remote effects.
-- Apply it in the schema of your choice: the names are not qualified.

-- Calls outside the database: what is meant, what was sent, what is known of it. How an effect ended
-- is in the ledger, written in the same transaction as the last change here.
create table semel_journal (
  -- Of the effect, the key and the generation; what the gateway is told is made of it.
  id         uuid primary key,
  scope      int not null,
  key_text   text not null,
  generation int not null,
  -- 1 prepared, 2 started, 3 in doubt, 4 parked, 5 succeeded, 6 failed, 7 cancelled.
  state      smallint not null,
  -- Goes up with each owner: whoever lost it changes nothing any more.
  fence      bigint not null,
  -- From when on somebody else may take it up; null if nobody is to, or a person.
  due        timestamptz,
  request_type text not null,
  -- Frozen: each attempt sends these bytes.
  request     bytea not null,
  fingerprint uuid not null,
  attempts    int not null,
  first_sent  timestamptz,
  last_sent   timestamptz,
  -- Not to be sent for the first time after this.
  send_before timestamptz,
  -- What the gateway calls it.
  reference   text,
  why         text,
  created     timestamptz not null default clock_timestamp(),
  state_since timestamptz not null
) with (fillfactor = 70);

create index semel_journal_due on semel_journal (scope, due) where due is not null;
create index semel_journal_open on semel_journal (scope, state, state_since) where state < 5;
create index semel_journal_settled on semel_journal (scope, state_since) where state >= 5;
create index semel_journal_reference on semel_journal (scope, reference) where reference is not null;

-- Who has said what about an effect. Nothing is ever changed here, and nothing has a payload in it.
create table semel_journal_evidence (
  journal_id uuid not null,
  number     bigint not null generated always as identity,
  at         timestamptz not null default clock_timestamp(),
  source     text not null,
  says       text not null,
  detail     text,
  primary key (journal_id, number)
);
