-- Times are .NET ticks (100 ns since 0001-01-01) in UTC. Ids are lower-case hex SHA-256; short_length is how many of its
-- characters tell an id from all others of its table (8 or more). Paths under the home are relative to it, with '/'.
-- metrics are JSON objects of the latest or kept values. States are the enum's names in lower case.

CREATE TABLE models (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    short_length INTEGER NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    network TEXT NOT NULL,
    state TEXT NOT NULL,
    format TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256 TEXT,
    metrics TEXT NOT NULL,
    dataset_name TEXT,
    profile_name TEXT,
    session_id TEXT,
    created INTEGER NOT NULL,
    completed INTEGER,
    path TEXT NOT NULL
);
CREATE INDEX models_created ON models (created);
CREATE INDEX models_state ON models (state, created);
CREATE INDEX models_network ON models (network, created);
CREATE INDEX models_name ON models (name, created);

CREATE TABLE sessions (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    short_length INTEGER NOT NULL,
    profile_name TEXT NOT NULL COLLATE NOCASE,
    dataset_name TEXT NOT NULL COLLATE NOCASE,
    dataset_id TEXT NOT NULL,
    model_id TEXT NOT NULL,
    state TEXT NOT NULL,
    step INTEGER NOT NULL,
    total_steps INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    total_epochs INTEGER NOT NULL,
    metrics TEXT NOT NULL,
    device TEXT NOT NULL,
    error TEXT,
    created INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    -- The lease: the process that was started for the session (pid:start:machine), and, once it has claimed the session, its
    -- token and the time of its last sign of life. launcher is the process that queued the session.
    launcher TEXT,
    worker TEXT,
    token TEXT,
    heartbeat INTEGER
);
CREATE INDEX sessions_created ON sessions (created);
CREATE INDEX sessions_state ON sessions (state, created);
CREATE INDEX sessions_profile ON sessions (profile_name, created);
CREATE INDEX sessions_model ON sessions (model_id);
CREATE INDEX sessions_dataset ON sessions (dataset_name);

CREATE TABLE commands (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES sessions (key) ON DELETE CASCADE,
    command TEXT NOT NULL,
    created INTEGER NOT NULL,
    acknowledged INTEGER
);
CREATE INDEX commands_session ON commands (session);

-- A step that is replayed after a resume replaces its values. Sequences are never used twice, so that what was written since the
-- last look is what has a greater one. SQLite keeps no NaN: it is NULL here.
CREATE TABLE metrics (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES sessions (key) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    name TEXT NOT NULL,
    value REAL,
    time INTEGER NOT NULL,
    UNIQUE (session, step, name)
);

CREATE TABLE logs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES sessions (key) ON DELETE CASCADE,
    time INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX logs_session ON logs (session);

CREATE TABLE slots (
    name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    model_id TEXT NOT NULL,
    model_name TEXT NOT NULL,
    network TEXT NOT NULL,
    metrics TEXT NOT NULL,
    dataset_name TEXT,
    step INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    created INTEGER NOT NULL
);

-- shape, columns and classes are JSON arrays.
CREATE TABLE datasets (
    name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    id TEXT NOT NULL,
    format TEXT NOT NULL,
    samples INTEGER NOT NULL,
    shape TEXT NOT NULL,
    columns TEXT NOT NULL,
    label_column TEXT,
    classes TEXT NOT NULL,
    task TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    source TEXT,
    created INTEGER NOT NULL
);
