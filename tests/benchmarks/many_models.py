#!/usr/bin/env python3
"""Fills the registry of a home with models that have no files, to time lists of them.

    MODELOPS_HOME=FOLDER modelops list-models        # makes the registry
    tests/benchmarks/many_models.py FOLDER [--models 100000]
"""
import argparse
import hashlib
import os
import random
import sqlite3
import time

TICKS_A_SECOND = 10**7
UNIX_EPOCH = 62135596800  # seconds since 0001-01-01

COLUMNS = ["id", "short_number", "name", "network", "state", "format", "parameters", "size_bytes", "sha256", "metrics", "dataset_name",
           "profile_name", "created", "completed", "path"]


def row(number, now):
    digest = hashlib.sha256(f"model {number}".encode()).hexdigest()
    network = random.choice(["mlp", "cnn", "gpt"])
    state = random.choice(["completed", "failed", "interrupted"])
    metrics = '{"validation_loss":0.5,"validation_accuracy":0.9}'
    return (digest, 1, f"model-{number}", network, state, "safetensors", 1000 + number, 4000 + 4 * number, digest, metrics, "digits", "digits-mlp",
            now - number * TICKS_A_SECOND, now, f"models/{network}_{digest}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--models", type=int, default=100_000)
    arguments = parser.parse_args()
    now = int((time.time() + UNIX_EPOCH) * TICKS_A_SECOND)
    with sqlite3.connect(os.path.join(arguments.folder, "modelops.db")) as registry:
        registry.executemany(
            f"INSERT OR IGNORE INTO models ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
            (row(number, now) for number in range(arguments.models)))


if __name__ == "__main__":
    main()
