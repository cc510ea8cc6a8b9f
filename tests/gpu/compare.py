#!/usr/bin/env python3
"""A training step's time against PyTorch eager and torch.compile, in turns. Started by check.sh; prints a Markdown table."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

STEPS = pathlib.Path(__file__).resolve().parent.parent / "benchmarks" / "torch_steps.py"
p = argparse.ArgumentParser()
for name in ("--program", "--python", "--device", "--networks"):
    p.add_argument(name, required=True)
p.add_argument("--rounds", type=int, default=3)
p.add_argument("--steps", type=int, default=50)
a = p.parse_args()


def run(command, environment=None):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, env={**os.environ, **(environment or {})})
    if done.returncode != 0:
        sys.exit(f"exit code {done.returncode}: {' '.join(map(str, command))}\n{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


environment = run([a.program, "bench", "environment", "--threads", "1", "--json"]) if a.device == "cpu" else {}
print(f"\nTime of a step on {a.device}, median of {a.rounds} rounds, ms:\n")
print("| network | precision | PyTorch eager | torch.compile | ModelOps | to eager | to compile |")
print("|---|---|---|---|---|---|---|")
for network in a.networks.split(","):
    for precision in ("fp32", "bf16"):
        common = ["--network", network, "--steps", a.steps, "--precision", precision, "--device", a.device, "--warmup", 8]
        rows = []
        for _ in range(a.rounds):
            eager = run([a.python, STEPS, *common], environment)
            compiled = run([a.python, STEPS, *common, "--compile"], environment) if not rows or rows[0][1] else None
            ours = run([a.program, "bench", "step", *common])
            rows.append((eager["median_step_ms"], compiled["median_step_ms"] if compiled and compiled["compile"] else None, ours["median_step_ms"]))
        eager, ours = (statistics.median(r[i] for r in rows) for i in (0, 2))
        ratio = statistics.median(r[2] / r[0] for r in rows)
        has = rows[0][1] is not None
        compiled = f"{statistics.median(r[1] for r in rows):.2f}" if has else "not there"
        to_compiled = f"{statistics.median(r[2] / r[1] for r in rows):.2f}" if has else ""
        print(f"| {network} | {precision} | {eager:.2f} | {compiled} | {ours:.2f} | {ratio:.2f} | {to_compiled} |", flush=True)
