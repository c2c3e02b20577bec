-- Each spelling of an end_user has one number, dense from 0 and never reused. Facts carry the identifier's number, never its text.
CREATE TABLE identifier (
  number INTEGER PRIMARY KEY,
  text   TEXT NOT NULL,           -- the first spelling, which is shown
  folded TEXT NOT NULL UNIQUE,    -- what two spellings are compared by
  person INTEGER NOT NULL
) STRICT;

CREATE INDEX identifier_text ON identifier (text);   -- the list is read in this order, page by page

-- People who are or were on the list. Who is only known from interactions has no row here.
CREATE TABLE person (
  number INTEGER PRIMARY KEY,
  listed INTEGER NOT NULL         -- 1: on the list now; 0: left it
) STRICT;

-- Bounds as they were sent, never resolved to a zone. A row is closed, never changed; the open rows hold now.
CREATE TABLE access (
  row         INTEGER PRIMARY KEY,
  person      INTEGER NOT NULL,
  from_text   TEXT NOT NULL,
  to_text     TEXT,
  source      TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,   -- UTC microseconds, as every *_at
  closed_at   INTEGER
) STRICT;
CREATE INDEX access_open ON access (person) WHERE closed_at IS NULL;

CREATE TABLE tag_version (
  row           INTEGER PRIMARY KEY,   -- the order of receipt
  person        INTEGER NOT NULL,
  effective_day TEXT,                  -- yyyy-MM-dd; NULL: since ever
  tags          TEXT NOT NULL,         -- JSON object, keys sorted, no empty value
  source        TEXT NOT NULL,
  recorded_at   INTEGER NOT NULL,
  closed_at     INTEGER
) STRICT;
CREATE INDEX tag_version_open ON tag_version (person) WHERE closed_at IS NULL;

-- What users are shown as the history of a person.
CREATE TABLE change (
  number      INTEGER PRIMARY KEY,
  person      INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  source      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  detail      TEXT NOT NULL            -- JSON
) STRICT;
CREATE INDEX change_of_person ON change (person);

-- Interactions without their text, so that a start and a filter read a tenth of the bytes.
CREATE TABLE interaction (
  seq           INTEGER PRIMARY KEY,
  received_at   INTEGER NOT NULL,
  identity      BLOB NOT NULL,         -- 16 bytes
  content       BLOB NOT NULL,         -- 16 bytes: tells the same record sent twice from another record with the same id
  identifier    INTEGER NOT NULL,
  time_start    INTEGER NOT NULL,      -- UTC microseconds
  time_end      INTEGER,
  id            TEXT,                  -- as sent
  conversation  TEXT NOT NULL,
  model         TEXT,
  agent         TEXT,
  input_tokens  INTEGER,
  output_tokens INTEGER,
  cost          INTEGER,               -- micro-dollars
  error         TEXT,
  feedback      TEXT,                  -- JSON
  tags          TEXT                   -- JSON object, keys sorted, no empty value
) STRICT;
CREATE INDEX interaction_time ON interaction (time_start);

-- No row for an interaction without text.
CREATE TABLE interaction_text (
  seq    INTEGER PRIMARY KEY,
  input  TEXT,
  output TEXT,
  traces TEXT                          -- JSON
) STRICT;

-- Answers to requests that carried an Idempotency-Key, written with the rows they speak of.
CREATE TABLE idempotency (
  key        TEXT PRIMARY KEY,
  body_hash  BLOB NOT NULL,
  status     INTEGER NOT NULL,
  answer     BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE statistic (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
