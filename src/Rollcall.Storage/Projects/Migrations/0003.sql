-- The texts as they were sent, hashed together with the end_user: what is said of an interaction afterwards names them, though they may be masked or
-- hidden here. Rows from before have none.
ALTER TABLE interaction ADD COLUMN input_hash INTEGER;
ALTER TABLE interaction ADD COLUMN output_hash INTEGER;

-- Looks for what somebody did before a moment read this index alone.
DROP INDEX interaction_time;
CREATE INDEX interaction_time ON interaction (time_start, identifier);

-- Rows that changed after they were stored. The journal has them as they are now; where a month's file has them as they were (fold IS NULL), the
-- journal answers for them.
CREATE TABLE changed_interaction (
  seq        INTEGER PRIMARY KEY,
  month      INTEGER NOT NULL,      -- as month.number
  fold       INTEGER                -- the fold that brought the change into the file
) STRICT;
CREATE INDEX changed_interaction_open ON changed_interaction (seq) WHERE fold IS NULL;

ALTER TABLE month ADD COLUMN folds INTEGER NOT NULL DEFAULT 0;   -- the newest fold that the file has to hold

-- The newest row that has left the journal. Only rows up to it have to be looked for in the months.
ALTER TABLE mover ADD COLUMN trimmed_through INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mover ADD COLUMN trimmed_received INTEGER;            -- its received_at
UPDATE mover SET
  trimmed_through = coalesce((SELECT min(seq) - 1 FROM interaction), 0),
  trimmed_received = (SELECT received_at FROM interaction ORDER BY seq LIMIT 1)
WHERE first_received IS NOT NULL;

-- What was said of interactions that are not here yet, in the order of receipt.
CREATE TABLE waiting_fact (
  number      INTEGER PRIMARY KEY,
  identity    BLOB NOT NULL UNIQUE,  -- 16 bytes: tells a fact sent twice
  received_at INTEGER NOT NULL,
  end_user    TEXT NOT NULL,         -- folded
  time        INTEGER NOT NULL,      -- UTC microseconds
  input_hash  INTEGER,
  output_hash INTEGER,
  tags        TEXT,                  -- JSON object; an empty value takes the tag away
  feedback    TEXT                   -- JSON object
) STRICT;
CREATE INDEX waiting_fact_of ON waiting_fact (end_user);
CREATE INDEX waiting_fact_age ON waiting_fact (received_at);

-- Feedback that arrived by itself, so that it counts once when it is sent twice.
CREATE TABLE feedback_event (
  identity    BLOB PRIMARY KEY,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_event_age ON feedback_event (received_at);
