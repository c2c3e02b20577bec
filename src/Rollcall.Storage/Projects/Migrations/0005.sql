-- What retention took away. Texts of the rows that start before texts_before (UTC microseconds) and were moved up to texts_through are gone from the
-- month's file.
ALTER TABLE month ADD COLUMN texts_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE month ADD COLUMN texts_through INTEGER NOT NULL DEFAULT 0;

-- When the interactions of the month were dropped: from then on nobody is given them, and the file is to hold totals instead.
ALTER TABLE month ADD COLUMN dropped_at INTEGER;
