#!/usr/bin/env python3
"""Training step of ModelOps against PyTorch eager on the same machine, interleaved in one run; prints a Markdown table.

  tests/benchmarks/compare_steps.py --rounds 5

Three commands take turns for each network, thread count and optimizer: PyTorch as a user finds it, PyTorch with the
environment that ModelOps gives its workers, and `modelops bench step`. Each figure is the median over the rounds of the
runs' median step; each ratio is the median of the rounds' ratios, so that a drift of the machine's speed cancels out.
On Debian: apt-get install python3-torch libopenblas0-openmp.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
MODELOPS = HERE.parent.parent / "bin" / "modelops"

p = argparse.ArgumentParser()
p.add_argument("--rounds", type=int, default=5)
p.add_argument("--steps", type=int, default=50)
p.add_argument("--networks", default="mlp,cnn,gpt")
p.add_argument("--threads", default="1,2")
p.add_argument("--optimizers", default="sgd,adamw")
p.add_argument("--python", default="/usr/bin/python3", help="a Python that imports torch")
a = p.parse_args()


def run(command, env):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True)
    if done.returncode:
        sys.exit(f"failed with exit code {done.returncode}: {' '.join(map(str, command))}\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


SETTINGS = ("OPENBLAS_CORETYPE", "GOMP_SPINCOUNT", "MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_")
FOUND = {k: v for k, v in os.environ.items() if k not in SETTINGS}


def worker_environment(threads):
    """What `modelops` sets for its workers, from itself, so that both sides have the same."""
    return {**FOUND, **run([MODELOPS, "bench", "environment", "--threads", threads, "--json"], FOUND)}


print("| network | optimizer | threads | PyTorch as found, ms | PyTorch, our environment, ms | ModelOps, ms | to as found | to our environment |")
print("|---|---|---|---|---|---|---|---|")
for network in a.networks.split(","):
    for optimizer in a.optimizers.split(","):
        for threads in a.threads.split(","):
            arguments = ["--network", network, "--optimizer", optimizer, "--threads", threads, "--steps", str(a.steps)]
            rows = []
            for _ in range(a.rounds):
                rows.append([
                    run([a.python, HERE / "torch_steps.py", *arguments], FOUND)["median_step_ms"],
                    run([a.python, HERE / "torch_steps.py", *arguments], worker_environment(threads))["median_step_ms"],
                    run([MODELOPS, "bench", "step", *arguments], FOUND)["median_step_ms"]])
            found, same, ours = (statistics.median(r[i] for r in rows) for i in range(3))
            to_found, to_same = (statistics.median(r[2] / r[i] for r in rows) for i in range(2))
            print(f"| {network} | {optimizer} | {threads} | {found:.2f} | {same:.2f} | {ours:.2f} | {to_found:.2f} | {to_same:.2f} |", flush=True)
