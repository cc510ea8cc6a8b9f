-- The queue. Waiting sessions start in the order of priority (greatest first), then of position. wanted_device is the profile's; placement
-- is the device whose place a session takes (cpu, cuda:0) from its launch to its end. steps_per_second is the limit that is asked for;
-- 0: none. beat is the time of the last sign of life in milliseconds since the machine's boot: no change of the clock moves it.
ALTER TABLE sessions ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN wanted_device TEXT NOT NULL DEFAULT 'auto';
ALTER TABLE sessions ADD COLUMN placement TEXT;
ALTER TABLE sessions ADD COLUMN steps_per_second REAL NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN beat INTEGER;
