#!/usr/bin/env python3
"""Times pandas.read_csv on a table that 'modelops bench csv --keep FILE' left; one line of JSON.

    pandas_csv.py FILE
"""
import json
import os
import sys
import time

import pandas

path = sys.argv[1]
megabytes = os.path.getsize(path) / 1e6
rounds = []
for _ in range(3):
    wall, cpu = time.perf_counter(), time.process_time()
    rows = len(pandas.read_csv(path))
    rounds.append((time.perf_counter() - wall, time.process_time() - cpu))
seconds, cpu = sorted(rounds)[1]
print(json.dumps(dict(rows=rows, megabytes=megabytes, seconds=seconds, cpuSeconds=cpu, megabytesPerCpuSecond=megabytes / cpu)))
