-- Interactions leave the journal for a file a month. This table says what each file has to hold, so that a file that lacks something is noticed.
CREATE TABLE month (
  number     INTEGER PRIMARY KEY,   -- yyyymm of time_start, UTC
  through    INTEGER NOT NULL,      -- seq of the newest row moved into the file
  rows       INTEGER NOT NULL,      -- rows ever moved into it
  lost       INTEGER NOT NULL,      -- those of them that neither the file nor the journal holds any more
  damaged_at INTEGER,               -- when the file was last found damaged; NULL: never
  repairing  INTEGER NOT NULL       -- 1: the file is being made anew from the journal, which answers for the month meanwhile
) STRICT;

-- One row. Up to moved_through the month files answer, after it the journal.
CREATE TABLE mover (
  store          BLOB NOT NULL,     -- 16 random bytes, which stand in each month file too: a file of another project is not taken for one of this
  moved_through  INTEGER NOT NULL,
  first_received INTEGER            -- received_at of the oldest row of all, once it has left the journal
) STRICT;
INSERT INTO mover (store, moved_through, first_received) VALUES (randomblob(16), 0, NULL);
