#!/usr/bin/env python3
"""Kills trainings with SIGKILL at random moments and shows that every one ends bit by bit as one that was left alone.

    tests/benchmarks/kills.py --kills 200 [--networks mlp,cnn,gpt,dqn] [--each 10] [--seed N] [--program bin/modelops]

For each network one training is left alone. Others, of the same profile, are killed and resumed EACH times: while the worker starts,
between steps, while a checkpoint is written; then they run to their end. Their model.safetensors must be the same file, byte for byte, no
checkpoint may have been found damaged, and the registry must be sound. Ends with one line of JSON for each network; exit code 0 only
where every run agreed.
"""
import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMMON = "threads: 1\ndevice: cpu\nseed: 5\n"
STEPS = "checkpoint: {{ every_steps: {0}, keep: 2, best: {1} }}\nschedule: {{ name: cosine, warmup_steps: 10 }}\n"
PROFILES = {
    "mlp": COMMON + STEPS.format(40, "validation_accuracy")
    + "network: { family: mlp, hidden: [128, 64], dropout: 0.1 }\ndata: { dataset: digits }\nepochs: 80\nbatch: 32\n",
    "cnn": COMMON + STEPS.format(10, "validation_loss")
    + "network: { family: cnn, channels: [8, 16], hidden: 32, padding: 1 }\ndata: { dataset: digits }\nepochs: 8\nbatch: 32\naccumulate: 2\n"
    "optimizer: { name: adamw, lr: 0.003, clip_norm: 1 }\n",
    "gpt": COMMON + STEPS.format(5, "validation_loss")
    + "network: { family: gpt, layers: 2, heads: 2, width: 32, context: 32, dropout: 0.1 }\ndata: { dataset: text, train: 0.9 }\n"
    "epochs: 2\nbatch: 16\n",
    "dqn": COMMON + "network: { family: mlp, hidden: [64, 64] }\nenvironment: { name: cartpole, count: 8 }\n"
    "algorithm: { name: dqn, total_steps: 24000, evaluate_every: 4000, evaluation_episodes: 4, learning_starts: 500, buffer: 4000 }\n"
    "optimizer: { name: adam, lr: 0.002, weight_decay: 0 }\ncheckpoint: { every_steps: 1600, keep: 2, best: evaluation_return }\n",
}


class Home:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.environment = dict(os.environ, MODELOPS_HOME=os.path.join(folder, "home"))

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments, "--json"], env=self.environment, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"modelops {' '.join(arguments)}: exit code {done.returncode}: {done.stderr.strip()} {done.stdout.strip()}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def start(self, network):
        return self.run("train", os.path.join(self.folder, network + ".yaml"), "--detach")["sessionId"]

    def wait(self, session, condition, limit=1200):
        end = time.monotonic() + limit
        while True:
            status = self.run("status", session)
            if condition(status):
                return status
            if time.monotonic() > end:
                raise RuntimeError(f"{session[:8]} is {status['state']} at step {status['step']} after {limit} s")
            time.sleep(0.02)

    def finish(self, session):
        status = self.wait(session, lambda s: s["state"] in ("completed", "failed", "stopped", "cancelled", "interrupted"))
        if status["state"] != "completed":
            raise RuntimeError(f"{session[:8]} is {status['state']}: {status['error']}")
        return status

    def weights(self, status):
        path = os.path.join(self.run("model-info", status["modelId"])["path"], "model.safetensors")
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()


def survive(home, network, kills, rng):
    """Kills and resumes one training; the number of kills that hit it while it was unfinished, and its end."""
    session, hits = home.start(network), 0
    while hits < kills:
        status = home.wait(session, lambda s: s["processId"] or s["state"] in ("completed", "failed"))
        if not status["processId"]:
            break
        time.sleep(rng.random() ** 2 * 1.5)
        try:
            os.kill(status["processId"], signal.SIGKILL)
        except ProcessLookupError:
            pass
        status = home.wait(session, lambda s: s["state"] in ("completed", "failed", "interrupted"))
        if status["state"] != "interrupted":
            break
        hits += 1
        home.run("resume", session, "--detach")
    return hits, home.finish(session)


def prove(home, network, kills, each, rng):
    began = time.monotonic()
    alone = home.finish(home.start(network))
    expected, total, runs, wrong, damaged = home.weights(alone), 0, 0, 0, 0
    while total < kills:
        hits, end = survive(home, network, min(each, kills - total), rng)
        total, runs = total + hits, runs + 1
        damaged += sum("damaged" in entry["message"] for entry in home.run("logs", end["id"]))
        if home.weights(end) != expected:
            wrong += 1
            print(f"{network}: {end['id'][:8]} ended with other weights after {hits} kills", file=sys.stderr)
        print(f"{network}: {total} of {kills} kills over {runs} runs, {wrong} differ", file=sys.stderr, flush=True)
    return dict(network=network, kills=total, runs=runs, steps=alone["step"], different=wrong, damaged_checkpoints=damaged, sha256=expected[:16],
                seconds=round(time.monotonic() - began))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="over all networks together")
    parser.add_argument("--networks", default="mlp,cnn,gpt,dqn")
    parser.add_argument("--each", type=int, default=10, help="kills of one training")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--program", default=os.path.join(ROOT, "bin", "modelops"))
    arguments = parser.parse_args()
    networks = arguments.networks.split(",")
    rng = random.Random(arguments.seed)
    folder = tempfile.mkdtemp(prefix="modelops-kills-")
    good = True
    try:
        home = Home(os.path.abspath(arguments.program), folder)
        if "gpt" in networks:
            with open(os.path.join(folder, "text.txt"), "w") as file:
                file.write(open(os.path.join(ROOT, "docs", "architecture.md")).read() * 8)
            home.run("import-dataset", "text.txt", "--name", "text")
        if "mlp" in networks or "cnn" in networks:
            home.run("import-dataset", os.path.join(ROOT, "docs", "samples", "digits.csv.gz"), "--name", "digits", "--label-column", "64")
        for network in networks:
            with open(os.path.join(folder, network + ".yaml"), "w") as file:
                file.write(f"name: {network}\n{PROFILES[network]}")
        for i, network in enumerate(networks):
            share = arguments.kills // len(networks) + (i < arguments.kills % len(networks))
            result = prove(home, network, share, arguments.each, rng)
            good &= result["different"] == 0
            print(json.dumps(result), flush=True)
        if os.path.exists(os.path.join(folder, "home")) and any("damaged" in name for name in os.listdir(os.path.join(folder, "home"))):
            good = False
            print("a registry was set aside as damaged", file=sys.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
