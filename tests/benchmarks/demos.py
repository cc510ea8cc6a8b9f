#!/usr/bin/env python3
"""Measures what a demo costs a training that runs beside it.

    tests/benchmarks/demos.py --rounds 10 --seconds 6 [--threads 2] [--program bin/modelops]

One training (mlp 784-512-512-10 on random images) runs all the time. In turns, window by window, it is alone or has a demo beside it: an agent
at 20 frames a second, a classifier at 1, a language model at 10, as Start-ModelDemo has them by default. Each line of JSON holds the medians
of the training's steps a second in both kinds of window, their ratio, and the processor time of the demo as a share of one core.
"""
import argparse
import json
import os
import random
import shutil
import statistics
import struct
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kills import ROOT, Home  # noqa: E402

PROFILES = {
    "agent": "network: { family: mlp, hidden: [64, 64] }\nenvironment: { name: cartpole }\n"
             "algorithm: { name: ppo, total_steps: 800, evaluate_every: 400, evaluation_episodes: 2 }\n",
    "classifier": "network: { family: mlp, hidden: [64] }\ndata: { dataset: digits }\nepochs: 2\n",
    "writer": "network: { family: gpt, layers: 4, heads: 4, width: 128, context: 128 }\ndata: { dataset: text }\nepochs: 1\nbatch: 32\n",
    "training": "network: { family: mlp, hidden: [512, 512] }\ndata: { dataset: images }\nepochs: 100000\nbatch: 64\ncheckpoint: { every_epochs: 1000 }\n",
}


def images(path, count=6000):
    """An IDX file of random images with labels in a second one."""
    rng = random.Random(1)
    with open(path + "-images-idx3-ubyte", "wb") as file:
        file.write(struct.pack(">IIII", 0x803, count, 28, 28))
        file.write(rng.randbytes(count * 784))
    with open(path + "-labels-idx1-ubyte", "wb") as file:
        file.write(struct.pack(">II", 0x801, count))
        file.write(bytes(i % 10 for i in range(count)))


def pace(home, session, seconds):
    """Steps a second over a window."""
    began, before = time.monotonic(), home.run("status", session)["step"]
    time.sleep(seconds)
    after = home.run("status", session)["step"]
    return (after - before) / (time.monotonic() - began)


def processor_seconds(process):
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(home, session, name, rounds, seconds):
    alone, beside, share = [], [], []
    for _ in range(rounds):
        alone.append(pace(home, session, seconds))
        demo = home.run("demo", "start", name)
        while home.run("demo", "list", name)[0]["frames"] < 3:
            time.sleep(0.2)
        began, used = time.monotonic(), processor_seconds(demo["processId"])
        beside.append(pace(home, session, seconds))
        share.append((processor_seconds(demo["processId"]) - used) / (time.monotonic() - began))
        home.run("demo", "stop", name)
    a, b = statistics.median(alone), statistics.median(beside)
    return dict(demo=name, rounds=rounds, alone=round(a, 1), beside=round(b, 1), ratio=round(b / a, 3), demo_core_share=round(statistics.median(share), 4))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--program", default=os.path.join(ROOT, "bin", "modelops"))
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="modelops-demos-")
    home = Home(os.path.abspath(arguments.program), folder)
    session = None
    try:
        with open(os.path.join(folder, "text.txt"), "w") as file:
            file.write(open(os.path.join(ROOT, "docs", "architecture.md")).read() * 4)
        images(os.path.join(folder, "random"))
        home.run("import-dataset", "text.txt", "--name", "text")
        home.run("import-dataset", os.path.join(ROOT, "docs", "samples", "digits.csv.gz"), "--name", "digits", "--label-column", "64")
        home.run("import-dataset", "random-images-idx3-ubyte", "--name", "images")
        for name, profile in PROFILES.items():
            threads = arguments.threads if name == "training" else 1
            with open(os.path.join(folder, name + ".yaml"), "w") as file:
                file.write(f"name: {name}\ndevice: cpu\nthreads: {threads}\n{profile}")
            if name != "training":
                home.finish(home.start(name))
        session = home.start("training")
        home.wait(session, lambda s: s["step"] > 200)
        for name in ("agent", "classifier", "writer"):
            print(json.dumps(measure(home, session, name, arguments.rounds, arguments.seconds)), flush=True)
    finally:
        if session:
            home.run("cancel", session)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
