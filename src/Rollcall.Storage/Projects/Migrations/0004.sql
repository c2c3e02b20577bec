-- Rows that were erased: every row from first to last, all of one month. Nobody is given them any more; the mover takes them out of the journal and has
-- the file of their month written anew without them, and then forgets this.
CREATE TABLE erasure (
  first INTEGER PRIMARY KEY,
  last  INTEGER NOT NULL,
  month INTEGER NOT NULL            -- as month.number
) STRICT;

ALTER TABLE month ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;    -- rows moved into the file that were erased since
ALTER TABLE month ADD COLUMN rewrites INTEGER NOT NULL DEFAULT 0;  -- how often the file was written anew
ALTER TABLE mover ADD COLUMN erased_through INTEGER NOT NULL DEFAULT 0;   -- the newest row that was ever erased: its number is not given again
