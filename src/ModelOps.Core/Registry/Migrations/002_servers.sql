-- Model servers. definition is a JSON object of what was asked with all settings worked out, so that the supervisor and a later start
-- need no other source. process is the llama-server process (pid:start:machine). command is what the supervisor is asked to do.
-- The lease is as in sessions: launcher, then supervisor with its token and the time of its last sign of life.
CREATE TABLE servers (
    name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    definition TEXT NOT NULL,
    state TEXT NOT NULL,
    port INTEGER,
    process TEXT,
    restarts INTEGER NOT NULL,
    error TEXT,
    command TEXT,
    created INTEGER NOT NULL,
    started INTEGER,
    ready INTEGER,
    last_used INTEGER,
    ended INTEGER,
    launcher TEXT,
    supervisor TEXT,
    token TEXT,
    heartbeat INTEGER
);
CREATE UNIQUE INDEX servers_port ON servers (port) WHERE port IS NOT NULL;
