-- Models of any origin. tier and thinking are guesses (docs/scanning.md) unless *_set says that the user gave them; tiers are the enum's
-- names in lower case. tags is a JSON array in the order of model_tags. weights is the file or first part where it isn't
-- path/model.safetensors.
ALTER TABLE models ADD COLUMN architecture TEXT;
ALTER TABLE models ADD COLUMN context_length INTEGER;
ALTER TABLE models ADD COLUMN quantization TEXT;
ALTER TABLE models ADD COLUMN weights TEXT;
ALTER TABLE models ADD COLUMN tier TEXT NOT NULL DEFAULT 'fast';
ALTER TABLE models ADD COLUMN tier_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN thinking INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN thinking_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE models ADD COLUMN description TEXT;
ALTER TABLE models ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
CREATE INDEX models_tier ON models (tier, created);
CREATE INDEX models_format ON models (format, created);
CREATE INDEX models_enabled ON models (enabled, created);
CREATE INDEX models_parameters ON models (parameters);
CREATE INDEX models_size ON models (size_bytes);

CREATE TABLE model_tags (
    tag TEXT NOT NULL COLLATE NOCASE,
    model INTEGER NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    PRIMARY KEY (tag, model)
) WITHOUT ROWID;
CREATE INDEX model_tags_model ON model_tags (model);

-- What is looked at for one model at a time: facts is a JSON object.
CREATE TABLE model_details (
    model INTEGER NOT NULL PRIMARY KEY REFERENCES models (key) ON DELETE CASCADE,
    facts TEXT NOT NULL,
    chat_template TEXT
);

-- The files a scanned or imported model is made of, as they were when it was registered: a file of the same size and time is not opened
-- again. path is what the registry keeps for paths; modified is in ticks.
CREATE TABLE model_files (
    model INTEGER NOT NULL REFERENCES models (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    sha256 TEXT,
    PRIMARY KEY (model, position)
) WITHOUT ROWID;
CREATE INDEX model_files_path ON model_files (path);

-- Folders that were scanned, and are again when a scan names none.
CREATE TABLE model_folders (
    path TEXT NOT NULL PRIMARY KEY,
    recurse INTEGER NOT NULL,
    scanned INTEGER NOT NULL
);
