"""Times MLflow's way to keep runs in SQLite, as the peer of `modelops bench registry --sessions`.

    python3 tests/benchmarks/mlflow_store.py [--runs 30000] [--points 100]

Where MLflow is installed use its own store instead; this is a stand-in for machines without it: its tables, keys and indexes
(mlflow/store/tracking/dbmodels/models.py of MLflow 2) and the statements that SqlAlchemyStore.search_runs and log_batch send, without
the cost of SQLAlchemy's objects. So its times are a lower bound of MLflow's. Prints one line of JSON, times in milliseconds.
"""
import argparse
import json
import os
import sqlite3
import tempfile
import time

SCHEMA = """
CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT UNIQUE, artifact_location TEXT, lifecycle_stage TEXT,
    creation_time BIGINT, last_update_time BIGINT);
CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20), source_name VARCHAR(500),
    entry_point_name VARCHAR(50), user_id VARCHAR(256), status VARCHAR(9), start_time BIGINT, end_time BIGINT, deleted_time BIGINT,
    source_version VARCHAR(50), lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER REFERENCES experiments);
CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL REFERENCES runs,
    step BIGINT NOT NULL DEFAULT 0, is_nan BOOLEAN NOT NULL DEFAULT 0, PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
CREATE TABLE latest_metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT, step BIGINT NOT NULL, is_nan BOOLEAN NOT NULL,
    run_uuid VARCHAR(32) NOT NULL REFERENCES runs, PRIMARY KEY (key, run_uuid));
CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
CREATE TABLE params (key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL REFERENCES runs, PRIMARY KEY (key, run_uuid));
CREATE INDEX index_params_run_uuid ON params (run_uuid);
CREATE TABLE tags (key VARCHAR(250) NOT NULL, value VARCHAR(8000), run_uuid VARCHAR(32) NOT NULL REFERENCES runs, PRIMARY KEY (key, run_uuid));
CREATE INDEX index_tags_run_uuid ON tags (run_uuid);
"""
NAMES = ["training_loss", "training_accuracy", "validation_loss", "validation_accuracy", "learning_rate"]
PARAMS = ["lr", "batch", "epochs", "optimizer", "seed"]
TAGS = ["mlflow.user", "mlflow.source.name", "mlflow.runName"]


def fill(db, runs, points):
    db.executescript(SCHEMA)
    db.execute("INSERT INTO experiments VALUES (1, 'e', 'a', 'active', 0, 0)")
    for i in range(runs):
        run = f"{i:032x}"
        db.execute("INSERT INTO runs VALUES (?, ?, 'LOCAL', '', '', 'u', 'FINISHED', ?, ?, NULL, '', 'active', ?, 1)",
                   (run, f"run-{i}", i, i + 1, f"artifacts/{run}"))
        db.executemany("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, 0)",
                       [(NAMES[p % 5], 1 / (p + 1), i * 1000 + p, run, p // 5 + 1) for p in range(points)])
        accuracy = 0.5 + i % 5000 * 0.0001
        db.executemany("INSERT INTO latest_metrics VALUES (?, ?, ?, ?, 0, ?)",
                       [(n, accuracy if n == "validation_accuracy" else 0.1, i, points // 5, run) for n in NAMES])
        db.executemany("INSERT INTO params VALUES (?, '1', ?)", [(p, run) for p in PARAMS])
        db.executemany("INSERT INTO tags VALUES (?, 'x', ?)", [(t, run) for t in TAGS])
    db.commit()


def with_children(db, rows):
    """What selectinload adds to a page of runs: its latest metrics, parameters and tags, by run, 500 runs a statement."""
    ids = [r[0] for r in rows]
    children = 0
    for table in ("latest_metrics", "params", "tags"):
        for first in range(0, len(ids), 500):
            part = ids[first:first + 500]
            children += len(db.execute(f"SELECT * FROM {table} WHERE run_uuid IN ({','.join('?' * len(part))})", part).fetchall())
    return len(rows), children


def search(db, limit, bound=None):
    """search_runs, newest first; with a bound: metrics.validation_accuracy > bound, ordered by it."""
    if bound is None:
        sql = ("SELECT runs.* FROM runs WHERE experiment_id IN (1) AND lifecycle_stage IN ('active') "
               "ORDER BY start_time DESC, run_uuid LIMIT ? OFFSET 0")
        return with_children(db, db.execute(sql, (limit,)).fetchall())
    sql = ("SELECT DISTINCT runs.*, CASE WHEN o.is_nan = 1 THEN 1 WHEN o.value IS NULL THEN 2 ELSE 0 END AS clause_1, o.value FROM runs "
           "JOIN (SELECT * FROM latest_metrics WHERE key = 'validation_accuracy' AND value > ?) AS f ON runs.run_uuid = f.run_uuid "
           "LEFT OUTER JOIN (SELECT * FROM latest_metrics WHERE key = 'validation_accuracy') AS o ON runs.run_uuid = o.run_uuid "
           "WHERE experiment_id IN (1) AND lifecycle_stage IN ('active') "
           "ORDER BY clause_1, o.value DESC, start_time DESC, run_uuid LIMIT ? OFFSET 0")
    return with_children(db, db.execute(sql, (bound, limit)).fetchall())


def log_batch(db, number, points):
    run = f"{number:032x}"
    db.execute("SELECT * FROM runs WHERE run_uuid = ?", (run,)).fetchone()
    now = time.time_ns()
    db.executemany("INSERT OR IGNORE INTO metrics VALUES (?, ?, ?, ?, ?, 0)",
                   [(NAMES[p % 5], 0.5, now + p, run, 1000 + p // 5) for p in range(points)])
    db.execute("SELECT * FROM latest_metrics WHERE run_uuid = ?", (run,)).fetchall()
    db.executemany("UPDATE latest_metrics SET value = 0.5, step = 1000 WHERE key = ? AND run_uuid = ?", [(n, run) for n in NAMES])
    db.commit()


def times(rounds, work):
    taken = []
    for i in range(rounds):
        start = time.perf_counter()
        work(i)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=30000)
    parser.add_argument("--points", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(os.path.join(folder, "mlflow.db"))
        start = time.perf_counter()
        fill(db, options.runs, options.points)
        rate = options.runs * options.points / (time.perf_counter() - start)
        median, best = (lambda t: t[len(t) // 2]), (lambda t: t[0])
        print(json.dumps({
            "runs": options.runs, "points": options.runs * options.points, "fillPointsPerSecond": rate,
            "page": median(times(50, lambda i: search(db, 50))),
            "list": best(times(3, lambda i: search(db, options.runs))),
            "search": best(times(5, lambda i: search(db, 50, 0.9))),
            "history": median(times(50, lambda i: db.execute("SELECT * FROM metrics WHERE run_uuid = ?", (f"{i * 7:032x}",)).fetchall())),
            "append": median(times(50, lambda i: log_batch(db, i * 11, 100))),
        }))
        db.close()


if __name__ == "__main__":
    main()
