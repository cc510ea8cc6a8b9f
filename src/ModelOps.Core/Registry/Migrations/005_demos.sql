-- Demos: models that play on their own. definition is a JSON object of what was asked. The lease is as in sessions: launcher, then
-- worker with its token and the time of its last sign of life. Frames are in a file, see docs/formats.md.
CREATE TABLE demos (
    name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    definition TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    stop INTEGER NOT NULL,
    created INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    launcher TEXT,
    worker TEXT,
    token TEXT,
    heartbeat INTEGER
);
